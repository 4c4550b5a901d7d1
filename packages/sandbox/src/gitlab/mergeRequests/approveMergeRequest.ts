import type { GitLabServices } from '../GitLabServices';
import type { Project, User } from '../state/GitLabModel';
import type { MergeRequest } from '../state/MergeRequestModel';

/** Records a person's approval. @returns undefined when they may not give one, or have given it */
export async function approveMergeRequest(
  { mergeRequests, mergeability }: GitLabServices,
  project: Project,
  request: MergeRequest,
  user: User,
): Promise<MergeRequest | undefined> {
  if (
    request.state !== 'opened' ||
    request.approvals.some(({ userId }) => userId === user.id) ||
    !(await mergeability.mayApprove(project, request, user))
  ) {
    return undefined;
  }
  const updated = await mergeRequests.update(
    project,
    user,
    request,
    {
      approvals: [
        ...request.approvals,
        { userId: user.id, approvedAt: new Date().toISOString() },
      ],
    },
    'approved',
  );
  mergeRequests.addNote(updated, user, 'approved this merge request', true);
  return updated;
}
