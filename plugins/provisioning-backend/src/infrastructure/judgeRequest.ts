import type { RequestError, StoredRequest } from './types';
import { explainFailure } from './explainFailure';
import type { Observation } from './observeRequest';

/** What an observation means for a request. */
export type Verdict = Pick<StoredRequest, 'status' | 'waitsFor' | 'error'>;

/**
 * @param options.requester - user name in GitLab of who ordered it: their own approval does not count
 */
export function judgeRequest(
  seen: Observation,
  { requester, directory }: { requester: string; directory: string },
): Verdict {
  if (seen.apply === 'succeeded') {
    return { status: 'applied' };
  }
  if (seen.state === 'closed') {
    return { status: 'closed' };
  }
  if (seen.plan === 'empty') {
    return failed(
      `Atlantis finds no project in ${directory}, so it would apply nothing.`,
      'Ask the platform team to look at atlantis.yaml of the infrastructure repository, then comment "atlantis plan" on the merge request.',
    );
  }
  if (seen.plan === 'failed') {
    return failed(
      `Planning failed. ${explainFailure(seen.failure) ?? NO_TITLE}`,
      'Correct the files on the branch of the merge request, which plans them again; or comment "atlantis plan" there once the cause is gone.',
    );
  }
  if (seen.apply === 'failed') {
    return failed(
      `Applying failed. ${explainFailure(seen.failure) ?? NO_TITLE}`,
      'Part of it may be there. Comment "atlantis plan" on the merge request to see what is left, then "atlantis apply". What needs other values needs a commit there.',
    );
  }
  if (seen.state === 'merged') {
    return failed(
      'The merge request was merged before it was applied.',
      `Ask the platform team to apply ${directory}: its drift detection lists it.`,
    );
  }
  if (seen.plan !== 'succeeded') {
    return { status: 'opened' };
  }
  const others = seen.approvedBy.filter(name => name !== requester);
  if (seen.approvalsLeft > 0 || others.length === 0) {
    return { status: 'planned', waitsFor: missingApproval(seen, others) };
  }
  return { status: 'approved' };
}

const NO_TITLE = 'The merge request says why.';

const failed = (message: string, advice: string): Verdict => ({
  status: 'failed',
  error: { message, advice } satisfies RequestError,
});

function missingApproval(
  { approvalsLeft, approvedBy }: Observation,
  others: string[],
): string {
  if (others.length === 0 && approvedBy.length > 0) {
    return 'Approval of somebody else than who ordered it';
  }
  const missing = Math.max(approvalsLeft, 1);
  return missing === 1 ? 'One approval' : `${missing} approvals`;
}
