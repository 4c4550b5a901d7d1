import type { Upstreams } from '@runway/integrations';
import { runOfText } from './marks';

interface CallOptions {
  signal: AbortSignal;
}

/** Name of the run that makes a team's namespaces, and of the applications without their environment. */
export const tenantName = (team: string) => `tenant-${team}`;

/** Names of the services that the GitOps repository declares in a team's namespaces. */
export async function servicesOfTeam(
  upstreams: Upstreams,
  team: string,
  options: CallOptions,
): Promise<string[]> {
  const { instance, project, branch } = upstreams.gitops;
  const tree = await upstreams
    .gitlab(instance)
    .tree(project, { ref: branch, recursive: true }, options);
  const services = `services/${team}/`;
  const names = tree
    .map(entry => entry.path)
    .filter(path => path.startsWith(services))
    .map(path => path.slice(services.length).split('/')[0]);
  return [...new Set(names)].filter(Boolean);
}

/** How a team came to its namespaces. */
export interface TenantOrigin {
  path: string;
  /** Where a merge request that changes it begins. */
  editUrl: string;
  /** Id of the run that wrote it; undefined when no run did. */
  runId?: string;
  /** When it was declared first. */
  since?: string;
  by?: string;
}

/** @returns undefined when the GitOps repository declares no namespace of the team */
export async function findTenant(
  upstreams: Upstreams,
  team: string,
  options: CallOptions,
): Promise<TenantOrigin | undefined> {
  const { instance, project, branch } = upstreams.gitops;
  const gitlab = upstreams.gitlab(instance);
  for (const { name } of upstreams.environments) {
    const path = `tenants/${team}/${name}.yaml`;
    const file = await gitlab.file(project, path, branch, options);
    if (file) {
      const commits = await gitlab.listCommits(
        { project, ref: branch, path, limit: 100 },
        options,
      );
      const first = commits.at(-1);
      return {
        path,
        editUrl: `${gitlab.webUrl}/${project}/-/edit/${branch}/${path}`,
        runId: runOfText(file.content.toString('utf8')),
        since: first?.createdAt,
        by: first?.authorName,
      };
    }
  }
  return undefined;
}
