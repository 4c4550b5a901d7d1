import { ConfigReader } from '@backstage/config';

/** Configuration with one instance of each kind, all of them below one address. */
export function upstreamsConfig(
  origin: string,
  limits: { timeoutMs?: number; maxConcurrency?: number } = {},
) {
  return new ConfigReader({
    runway: {
      environments: [
        { name: 'dev', cluster: 'dev', argocd: 'main', vault: 'main' },
      ],
      gitlab: [
        {
          name: 'main',
          baseUrl: `${origin}/gitlab`,
          token: 'gitlab-token',
          ...limits,
        },
      ],
      argocd: [
        {
          name: 'main',
          baseUrl: `${origin}/argocd`,
          webUrl: 'https://argocd.example.com/',
          token: 'argocd-token',
          ...limits,
        },
      ],
      vault: [
        {
          name: 'main',
          baseUrl: `${origin}/vault`,
          auth: { type: 'token', token: 'vault-token' },
          ...limits,
        },
      ],
      kubernetes: [
        {
          name: 'dev',
          baseUrl: `${origin}/kubernetes/dev`,
          auth: { type: 'token', token: 'kubernetes-token' },
          ...limits,
        },
      ],
      gitops: { project: 'platform/gitops' },
      charts: { project: 'platform/charts' },
      registry: { host: 'registry.runway.internal' },
    },
  });
}
