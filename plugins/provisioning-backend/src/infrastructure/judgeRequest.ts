import type { Ask } from './AtlantisOrders';
import { explainFailure } from './explainFailure';
import type { Observation } from './observeRequest';
import type { RequestError, StoredRequest } from './types';

/** What an observation means for a request, and what Atlantis is to be asked. */
export type Verdict = Pick<StoredRequest, 'status' | 'waitsFor' | 'error'> & {
  ask?: Ask;
};

type Before = Pick<StoredRequest, 'status' | 'head' | 'directory' | 'order'>;

/** After so many plans for nothing a person should look. */
const MAX_REPLANS = 5;

/** Atlantis applies a plan only as long as the main branch has not moved on since it was made. */
const HAS_MOVED_ON = /must be rebased onto pull request/;

/**
 * @param before - the request as it is stored
 * @param requester - user name in GitLab of who ordered it: their own approval does not count
 */
export function judgeRequest(
  seen: Observation,
  before: Before,
  requester: string,
): Verdict {
  const { plan, apply, head } = seen;
  if (apply.state === 'succeeded') {
    return { status: 'applied' };
  }
  if (seen.state === 'closed') {
    return { status: 'closed' };
  }
  if (plan.state === 'empty' || apply.state === 'empty') {
    return failed(
      `Atlantis finds no project in ${before.directory}, so it would apply nothing.`,
      'Ask the platform team to look at atlantis.yaml of the infrastructure repository, then comment "atlantis plan" on the merge request.',
    );
  }
  if (plan.state === 'failed') {
    return failed(
      `Planning failed. ${explainFailure(seen.failure) ?? NO_TITLE}`,
      'Correct the files on the branch of the merge request, which plans them again; or comment "atlantis plan" there once the cause is gone.',
    );
  }
  const missing = missingApproval(seen, requester);
  if (apply.state === 'failed') {
    const replans = before.order?.sha === head ? before.order.replans : 0;
    return HAS_MOVED_ON.test(seen.failure ?? '') &&
      !missing &&
      replans < MAX_REPLANS
      ? {
          status: 'approved',
          waitsFor: PLANNED_AGAIN,
          ask: { command: 'plan', about: apply.id, sha: head },
        }
      : failed(
          `Applying failed. ${explainFailure(seen.failure) ?? NO_TITLE}`,
          'Part of it may be there. Comment "atlantis plan" on the merge request to see what is left, then "atlantis apply". What needs other values needs a commit there.',
        );
  }
  if (seen.state === 'merged') {
    return failed(
      'The merge request was merged before it was applied.',
      `Ask the platform team to apply ${before.directory}: its drift detection lists it.`,
    );
  }
  if (plan.state !== 'succeeded') {
    // What was planned once is planned again: no step back for who waits.
    return head === before.head &&
      ['planned', 'approved'].includes(before.status)
      ? { status: before.status, waitsFor: PLANNED_AGAIN }
      : { status: 'opened' };
  }
  return missing
    ? { status: 'planned', waitsFor: missing }
    : {
        status: 'approved',
        ask: { command: 'apply', about: plan.id, sha: head },
      };
}

const NO_TITLE = 'The merge request says why.';
const PLANNED_AGAIN =
  'Atlantis, which plans it again because the main branch has moved on';

const failed = (message: string, advice: string): Verdict => ({
  status: 'failed',
  error: { message, advice } satisfies RequestError,
});

/** What people have to do before Atlantis may be asked to apply; undefined when nothing. */
function missingApproval(
  { approvalsLeft, approvedBy }: Observation,
  requester: string,
): string | undefined {
  const others = approvedBy.filter(name => name !== requester);
  if (approvalsLeft === 0 && others.length > 0) {
    return undefined;
  }
  if (others.length === 0 && approvedBy.length > 0) {
    return 'The approval of somebody else than who ordered it';
  }
  return approvalsLeft > 1 ? `${approvalsLeft} approvals` : 'An approval';
}
