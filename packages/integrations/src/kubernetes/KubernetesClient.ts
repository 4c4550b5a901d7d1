import type { CallOptions, UpstreamClient } from '../upstreams/UpstreamClient';
import type {
  AccessCheck,
  KubernetesEvent,
  KubernetesHealth,
  KubernetesList,
  KubernetesObject,
  KubernetesPod,
} from './KubernetesTypes';

/** One cluster, read only: whatever changes in a cluster goes through the GitOps repository. */
export interface KubernetesClient extends UpstreamClient {
  /** @param input.access - what the portal wants to do there */
  health(
    input?: { access?: AccessCheck[] },
    options?: CallOptions,
  ): Promise<KubernetesHealth>;

  /**
   * Reads one object; its path comes from the cluster's discovery, so any kind works.
   * @param namespace - undefined for cluster-scoped kinds
   * @throws NotFoundError for an absent object and for a kind that the cluster doesn't know
   */
  read(
    apiVersion: string,
    kind: string,
    namespace: string | undefined,
    name: string,
    options?: CallOptions,
  ): Promise<KubernetesObject>;
  /** Like read, undefined instead of NotFoundError. */
  find(
    apiVersion: string,
    kind: string,
    namespace: string | undefined,
    name: string,
    options?: CallOptions,
  ): Promise<KubernetesObject | undefined>;
  /** One page of objects; of all namespaces when none is named. */
  list(
    input: {
      apiVersion: string;
      kind: string;
      namespace?: string;
      labelSelector?: string;
      fieldSelector?: string;
      /** 500 when left out. */
      limit?: number;
      /** From the page before. */
      continue?: string;
    },
    options?: CallOptions,
  ): Promise<KubernetesList>;
  findNamespace(
    name: string,
    options?: CallOptions,
  ): Promise<KubernetesObject | undefined>;
  podsOf(
    input: {
      namespace: string;
      /** Label selector, e.g. `app.kubernetes.io/name=ledger`. */
      selector: string;
      /** 500 when left out. */
      limit?: number;
    },
    options?: CallOptions,
  ): Promise<KubernetesPod[]>;
  /** Events about one object, or of a namespace; newest first. */
  eventsOf(
    input: {
      namespace: string;
      kind?: string;
      name?: string;
      uid?: string;
      /** 500 when left out. */
      limit?: number;
    },
    options?: CallOptions,
  ): Promise<KubernetesEvent[]>;
  /**
   * The end of what a container has written.
   * @throws NotFoundError for an absent pod
   * @throws InputError for a container that the pod doesn't have, or that has written nothing yet
   */
  podLog(
    input: {
      namespace: string;
      pod: string;
      /** May be left out where there is only one. */
      container?: string;
      /** Of the run of the container before this one. */
      previous?: boolean;
      /** Lines from the end. */
      tailLines: number;
      /** Where the answer is cut off, in bytes from its first line: what comes last is lost. */
      limitBytes: number;
    },
    options?: CallOptions,
  ): Promise<string>;
}
