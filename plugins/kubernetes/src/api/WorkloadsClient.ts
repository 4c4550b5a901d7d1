import type { DiscoveryApi, FetchApi } from '@backstage/frontend-plugin-api';
import type {
  KubernetesRequestBody,
  ObjectsByEntityResponse,
} from '@backstage/plugin-kubernetes-common';
import { KubernetesBackendClient } from '@backstage/plugin-kubernetes-react';
import { askBackend } from './askBackend';
import { serverSideAuth } from './serverSideAuth';

/** Clusters change with the portal's configuration; Backstage's components ask for them with each look. */
const CLUSTERS_MS = 300_000;

/** Backstage's client, which would show people the JSON of an error. */
export class WorkloadsClient extends KubernetesBackendClient {
  constructor(
    private readonly deps: { discoveryApi: DiscoveryApi; fetchApi: FetchApi },
  ) {
    super({
      ...deps,
      kubernetesAuthProvidersApi: serverSideAuth,
      clustersCacheTtlMs: CLUSTERS_MS,
    });
  }

  getObjectsByEntity(
    body: KubernetesRequestBody,
  ): Promise<ObjectsByEntityResponse> {
    const { name } = body.entity.metadata;
    return askBackend(this.deps, `/services/${encodeURIComponent(name)}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  }
}
