import { NotAllowedError } from '@backstage/errors';
import type { DiscoveryApi, FetchApi } from '@backstage/frontend-plugin-api';
import type { KubernetesProxyApi } from '@backstage/plugin-kubernetes-react';
import {
  type PodLog,
  podPath,
  type PodRef,
} from '@runway/plugin-kubernetes-common';
import { askBackend } from './askBackend';

type PodInput = Parameters<KubernetesProxyApi['deletePod']>[0];
type Events = Awaited<
  ReturnType<KubernetesProxyApi['getEventsByInvolvedObjectName']>
>;

/**
 * What Backstage's components ask about a pod, from routes that know services and permissions: there is no proxy into the
 * clusters. What they call a cluster is an environment here.
 */
export class PodClient implements KubernetesProxyApi {
  constructor(
    private readonly deps: { discoveryApi: DiscoveryApi; fetchApi: FetchApi },
  ) {}

  async getPodLogs({
    containerName,
    previous,
    ...pod
  }: Parameters<KubernetesProxyApi['getPodLogs']>[0]) {
    const query = new URLSearchParams({
      container: containerName,
      previous: String(previous ?? false),
    });
    const { text } = await this.#get<PodLog>(
      `${podPath(refOf(pod), 'log')}?${query}`,
    );
    return { text };
  }

  async getEventsByInvolvedObjectName({
    involvedObjectName,
    ...pod
  }: Parameters<KubernetesProxyApi['getEventsByInvolvedObjectName']>[0]) {
    const ref = refOf({ ...pod, podName: involvedObjectName });
    const { items } = await this.#get<{ items: Events }>(
      podPath(ref, 'events'),
    );
    return items;
  }

  /** @throws NotAllowedError always: what runs is changed through the GitOps repository */
  async deletePod(): Promise<never> {
    throw new NotAllowedError(
      'Pods are not deleted from here. Sync or roll back the service on its tab Delivery.',
    );
  }

  #get<T>(path: string): Promise<T> {
    return askBackend(this.deps, path);
  }
}

const refOf = ({ clusterName, namespace, podName }: PodInput): PodRef => ({
  environment: clusterName,
  namespace,
  pod: podName,
});
