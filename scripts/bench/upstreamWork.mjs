// When the upstream systems themselves were at work for a service: what the portal can only wait for.

/**
 * The first pipeline as GitLab dates it, and each Argo CD application from the moment the portal asks for it to the
 * moment since which it is Healthy. What the portal needs to notice afterwards is not in it.
 *
 * @returns {Promise<import('./intervals.mjs').Interval[]>}
 */
export async function upstreamWork({ url, env }, { name, team, run }) {
  const gitlab = path =>
    ask(`${url}/gitlab/api/v4${path}`, { 'private-token': env.GITLAB_TOKEN });
  const project = encodeURIComponent(`${team}/${name}`);
  const pipelines = await gitlab(`/projects/${project}/pipelines`);
  const details = await Promise.all(
    pipelines.map(({ id }) => gitlab(`/projects/${project}/pipelines/${id}`)),
  );
  const { items = [] } = await ask(`${url}/argocd/api/v1/applications`, {
    authorization: `Bearer ${env.ARGOCD_TOKEN}`,
  });
  const deployment = run.steps.find(({ id }) => id === 'deployment');
  return [
    ...details.map(({ created_at, finished_at }) => ({
      startedAt: Date.parse(created_at),
      endedAt: Date.parse(finished_at),
    })),
    ...items
      .filter(({ metadata }) =>
        [`${name}-dev`, `tenant-${team}-dev`].includes(metadata.name),
      )
      .map(({ status }) => ({
        startedAt: deployment.startedAt,
        endedAt: Date.parse(status.health.lastTransitionTime),
      })),
  ].filter(({ endedAt }) => endedAt > 0);
}

async function ask(url, headers) {
  const response = await fetch(url, { headers });
  if (!response.ok) {
    throw new Error(`${url} answers ${response.status}`);
  }
  return response.json();
}
