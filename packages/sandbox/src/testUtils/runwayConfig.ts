import type { Sandbox } from '../core/Sandbox';
import { clusters as allClusters } from './useSandbox';

/**
 * Configuration of a portal whose upstreams are the sandbox; each cluster is an environment.
 *
 * @param options.timeoutMs - for requests to clusters
 * @param options.token - for clusters, in place of the portal's own
 */
export function runwayConfig(
  { url, credentials }: Sandbox,
  options: { clusters?: string[]; timeoutMs?: number; token?: string } = {},
) {
  const {
    clusters = allClusters,
    timeoutMs = 5_000,
    token = credentials.kubernetesToken,
  } = options;
  const instance = (name: string, system: string, itsToken: string) => ({
    name,
    baseUrl: `${url}/${system}`,
    token: itsToken,
  });
  return {
    runway: {
      environments: clusters.map(name => ({
        name,
        cluster: name,
        argocd: 'main',
        vault: 'main',
      })),
      gitlab: [instance('main', 'gitlab', credentials.gitlabToken)],
      argocd: [instance('main', 'argocd', credentials.argocdToken)],
      vault: [
        {
          name: 'main',
          baseUrl: `${url}/vault`,
          auth: { type: 'token', token: credentials.vaultToken },
        },
      ],
      kubernetes: clusters.map(name => ({
        name,
        baseUrl: `${url}/kubernetes/${name}`,
        timeoutMs,
        auth: { type: 'token', token },
      })),
      gitops: { project: 'platform/gitops' },
      charts: { project: 'platform/charts' },
      registry: { host: 'registry.runway.internal' },
    },
  };
}
