import type {
  GitLabCommitStatus,
  GitLabMergeRequest,
  GitLabNote,
  Upstreams,
} from '@runway/integrations';
import type { PlanCounts } from '@runway/plugin-provisioning-common';
import type { StoredRequest } from './types';

/** How one of Atlantis' two commands went for a commit. */
export type CommandState =
  | 'unknown'
  | 'running'
  | 'succeeded'
  | 'failed'
  /** Atlantis found nothing to do: it has no project for what was ordered. */
  | 'empty';

/** What GitLab and Atlantis say of a request now. */
export interface Observation {
  state: GitLabMergeRequest['state'];
  /** Newest commit. */
  head: string;
  plan: CommandState;
  counts?: PlanCounts;
  apply: CommandState;
  /** First lines of what Atlantis says of the command that failed. */
  failure?: string;
  /** User names. */
  approvedBy: string[];
  /** Approvals that GitLab wants besides. */
  approvalsLeft: number;
}

const COUNTS = /Plan: (\d+) to add, (\d+) to change, (\d+) to destroy/;

/** Asks GitLab. Changes nothing. */
export async function observeRequest(
  request: StoredRequest,
  upstreams: Upstreams,
  signal: AbortSignal,
): Promise<Observation> {
  const { project, iid } = request;
  const gitlab = upstreams.gitlab(request.instance);
  const { state, sha = '' } = await gitlab.mergeRequest(project, iid, {
    signal,
  });
  const [statuses, approvals] = await Promise.all([
    sha ? gitlab.commitStatuses(project, sha, { signal }) : [],
    gitlab.mergeRequestApprovals(project, iid, { signal }),
  ]);
  const plan = commandState(statuses, 'atlantis/plan');
  const apply = commandState(statuses, 'atlantis/apply');
  const known = plan === 'succeeded' ? countsOf(statuses) : undefined;
  const needsNotes =
    plan === 'failed' || apply === 'failed' || (plan === 'succeeded' && !known);
  const notes = needsNotes
    ? await gitlab.mergeRequestNotes(project, iid, { limit: 50 }, { signal })
    : [];
  return {
    state,
    head: sha,
    plan,
    apply,
    counts:
      plan === 'succeeded'
        ? known ?? countsIn(newest(notes, /^Ran Plan for/m))
        : undefined,
    failure:
      apply === 'failed'
        ? newest(
            notes,
            /^(Ran Apply for|Apply (Failed|Error))|\bApply Failed\b/m,
          )
        : newest(notes, /^(Ran Plan for|Plan (Failed|Error))|\bPlan Failed\b/m),
    approvedBy: approvals.approvedBy,
    approvalsLeft: approvals.left,
  };
}

function commandState(
  statuses: GitLabCommitStatus[],
  name: string,
): CommandState {
  const found = statuses.find(each => each.name === name);
  switch (found?.status) {
    case undefined:
      return 'unknown';
    case 'success':
      return /^0\/0 /.test(found.description ?? '') ? 'empty' : 'succeeded';
    case 'failed':
    case 'canceled':
      return 'failed';
    default:
      return 'running';
  }
}

/** Atlantis sums up the plan of each project in its own status. */
function countsOf(statuses: GitLabCommitStatus[]): PlanCounts | undefined {
  const all = statuses
    .filter(({ name }) => name.startsWith('atlantis/plan:'))
    .flatMap(({ description = '' }) => countsIn(description) ?? []);
  return all.length === 0 ? undefined : sum(all);
}

function countsIn(text: string | undefined): PlanCounts | undefined {
  const all = [...(text ?? '').matchAll(new RegExp(COUNTS, 'g'))].map(
    ([, add, change, destroy]) => ({
      add: Number(add),
      change: Number(change),
      destroy: Number(destroy),
    }),
  );
  return all.length === 0 ? undefined : sum(all);
}

const sum = (all: PlanCounts[]): PlanCounts => ({
  add: all.reduce((total, { add }) => total + add, 0),
  change: all.reduce((total, { change }) => total + change, 0),
  destroy: all.reduce((total, { destroy }) => total + destroy, 0),
});

const newest = (notes: GitLabNote[], pattern: RegExp) =>
  notes.find(({ system, body }) => !system && pattern.test(body))?.body;
