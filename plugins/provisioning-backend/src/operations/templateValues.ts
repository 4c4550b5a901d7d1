import type { JsonObject } from '@backstage/types';
import type { Upstreams } from '@runway/integrations';
import type { RunFacts } from './Operation';

/**
 * What the files of a template may refer to. What the platform decides comes last, so that no form value overrides it.
 */
export function templateValues(
  facts: RunFacts,
  upstreams: Upstreams,
  more: JsonObject = {},
): JsonObject {
  const gitlab = upstreams.gitlab(upstreams.gitops.instance);
  const projectSlug = `${facts.team}/${facts.name}`;
  const cloneUrl = (project: string) => `${gitlab.webUrl}/${project}.git`;
  return {
    ...facts.values,
    ...more,
    name: facts.name,
    team: facts.team,
    owner: facts.ownerRef,
    runId: facts.id,
    requestedBy: facts.requester.ref,
    requesterName: facts.requester.name,
    requesterEmail: facts.requester.email,
    projectSlug,
    repositoryUrl: `${gitlab.webUrl}/${projectSlug}`,
    gitopsRepoUrl: cloneUrl(upstreams.gitops.project),
    chartsRepoUrl: cloneUrl(upstreams.charts.project),
    registry: upstreams.registry.host,
    environments: upstreams.environments.map(({ name, cluster }) => ({
      name,
      cluster,
    })),
  };
}
