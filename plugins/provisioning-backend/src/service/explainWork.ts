import { parseEntityRef } from '@backstage/catalog-model';
import type { Upstreams } from '@runway/integrations';
import type { RunStore, StoredRun } from '../database/RunStore';

/** As many projects of a team as are looked at for changes of a person. */
const MAX_PROJECTS = 30;

/**
 * Says why an invitation can't be undone any more: whom it was about works here, and would lose their access. Having
 * joined alone is no work.
 *
 * @returns undefined for runs that are about no person, and while nothing was done
 * @throws UpstreamError when GitLab does not answer
 */
export async function explainWork(
  { entityRef, ownerRef, name, values, createdAt }: StoredRun,
  context: { store: RunStore; upstreams: Upstreams; signal: AbortSignal },
): Promise<string | undefined> {
  if (parseEntityRef(entityRef).kind !== 'user') {
    return undefined;
  }
  const { store, upstreams, signal } = context;
  const team = parseEntityRef(ownerRef).name;
  const gitlab = upstreams.gitlab();
  const [runs, projects] = await Promise.all([
    store.list({ requestedBy: entityRef, limit: 1, offset: 0 }),
    gitlab.groupProjects(team, { limit: MAX_PROJECTS }, { signal }),
  ]);
  const changed = await Promise.all(
    projects
      .filter(({ emptyRepo }) => !emptyRepo)
      .map(async ({ id, pathWithNamespace }) => {
        const commits = await gitlab.listCommits(
          {
            project: id,
            author: String(values.email),
            since: new Date(createdAt),
            limit: 1,
          },
          { signal },
        );
        return commits.length > 0 ? [pathWithNamespace] : [];
      }),
  );
  const done = [
    ...changed.flat().map(path => `changes in ${path}`),
    ...(runs.total > 0
      ? [`${runs.total} ${runs.total === 1 ? 'run' : 'runs'} in the portal`]
      : []),
  ];
  if (done.length === 0) {
    return undefined;
  }
  return `Nothing was taken back: ${name} works here by now (${done.join(
    ', ',
  )}), and would lose their access. When somebody leaves, remove their file from ${
    upstreams.people.project
  } by a merge request, and take them out of the GitLab group ${team}.`;
}
