import type { Upstreams } from '@runway/integrations';
import type { StoredMergeRequest } from './types';

/** Closes what is open of a branch, and removes the branch. May be repeated. */
export async function closeBranch(
  {
    instance,
    project,
    branch,
  }: Pick<StoredMergeRequest, 'instance' | 'project' | 'branch'>,
  upstreams: Upstreams,
  signal: AbortSignal,
): Promise<void> {
  const gitlab = upstreams.gitlab(instance);
  const open = await gitlab.mergeRequests(
    project,
    { sourceBranch: branch, state: 'opened' },
    { signal },
  );
  for (const { iid } of open) {
    await gitlab.closeMergeRequest(project, iid, { signal });
  }
  if (await gitlab.findBranch(project, branch, { signal })) {
    await gitlab.deleteBranch(project, branch, { signal });
  }
}
