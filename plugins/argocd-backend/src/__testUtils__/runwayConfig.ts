import { Sandbox } from '@runway/sandbox';

export const clusters = ['dev', 'staging', 'production'];

/** Configuration of a portal whose upstreams are the sandbox, except for its Argo CD instances: name -> address. */
export function runwayConfig(
  { url, credentials }: Sandbox,
  argocd: Record<string, string>,
) {
  const names = Object.keys(argocd);
  const instance = (name: string, baseUrl: string, token: string) => ({
    name,
    baseUrl,
    token,
    timeoutMs: 5_000,
  });
  return {
    runway: {
      environments: clusters.map(name => ({
        name,
        cluster: name,
        argocd: name === 'production' ? names.at(-1) : names[0],
        vault: 'main',
      })),
      gitlab: [instance('main', `${url}/gitlab`, credentials.gitlabToken)],
      argocd: names.map(name =>
        instance(name, argocd[name], credentials.argocdToken),
      ),
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
        auth: { type: 'token', token: credentials.kubernetesToken },
      })),
      gitops: { project: 'platform/gitops' },
      charts: { project: 'platform/charts' },
      registry: { host: 'registry.runway.internal' },
    },
  };
}
