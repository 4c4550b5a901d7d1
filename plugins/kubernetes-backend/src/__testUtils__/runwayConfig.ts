import type { Sandbox } from '@runway/sandbox';
import { clusters } from './useSandbox';

/** Configuration of a portal whose upstreams are the sandbox. */
export function runwayConfig(
  { url, credentials }: Sandbox,
  more: { timeoutMs?: number; token?: string } = {},
) {
  const instance = (name: string, system: string, token: string) => ({
    name,
    baseUrl: `${url}/${system}`,
    token,
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
        timeoutMs: more.timeoutMs ?? 5_000,
        auth: {
          type: 'token',
          token: more.token ?? credentials.kubernetesToken,
        },
      })),
      gitops: { project: 'platform/gitops' },
      charts: { project: 'platform/charts' },
      registry: { host: 'registry.runway.internal' },
    },
  };
}
