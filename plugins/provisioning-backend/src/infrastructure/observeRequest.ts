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

export interface CommandResult {
  state: CommandState;
  /** Id of the commit status; a later result has a larger one. */
  id: number;
}

/** What GitLab and Atlantis say of a request now. */
export interface Observation {
  state: GitLabMergeRequest['state'];
  /** Newest commit. */
  head: string;
  plan: CommandResult;
  counts?: PlanCounts;
  /** Of the newest plan: what went before it is `unknown`. */
  apply: CommandResult;
  /** Atlantis' note about the command that failed. */
  failure?: string;
  /** User names. */
  approvedBy: string[];
  /** Approvals that GitLab wants besides. */
  approvalsLeft: number;
}

const COUNTS = /Plan: (\d+) to add, (\d+) to change, (\d+) to destroy/g;
const NONE: CommandResult = { state: 'unknown', id: 0 };

/** Asks GitLab. Changes nothing. */
export async function observeRequest(
  request: Pick<StoredRequest, 'instance' | 'project' | 'iid'>,
  upstreams: Upstreams,
  signal: AbortSignal,
): Promise<Observation> {
  const { project, iid } = request;
  const gitlab = upstreams.gitlab(request.instance);
  const { state, sha = '' } = await gitlab.mergeRequest(project, iid, {
    signal,
  });
  const [statuses, { approvedBy, left }] = await Promise.all([
    sha ? gitlab.commitStatuses(project, sha, { signal }) : [],
    gitlab.mergeRequestApprovals(project, iid, { signal }),
  ]);
  const plan = resultOf(statuses, 'atlantis/plan');
  const applied = resultOf(statuses, 'atlantis/apply');
  const isOutdated = applied.state === 'failed' && applied.id < plan.id;
  const apply = isOutdated ? NONE : applied;
  const isPlanned = plan.state === 'succeeded';
  const counts = isPlanned ? countsOf(statuses) : undefined;
  const needsNotes =
    plan.state === 'failed' ||
    apply.state === 'failed' ||
    (isPlanned && !counts);
  const notes = needsNotes
    ? await gitlab.mergeRequestNotes(project, iid, { limit: 50 }, { signal })
    : [];
  return {
    state,
    head: sha,
    plan,
    apply,
    counts: isPlanned ? counts ?? countsIn(newest(notes, 'Plan')) : undefined,
    failure: newest(notes, apply.state === 'failed' ? 'Apply' : 'Plan'),
    approvedBy,
    approvalsLeft: left,
  };
}

function resultOf(statuses: GitLabCommitStatus[], name: string): CommandResult {
  const found = statuses.find(each => each.name === name);
  if (!found) {
    return NONE;
  }
  const { id, status, description = '' } = found;
  switch (status) {
    case 'success':
      return { id, state: /^0\/0 /.test(description) ? 'empty' : 'succeeded' };
    case 'failed':
    case 'canceled':
      return { id, state: 'failed' };
    default:
      return { id, state: 'running' };
  }
}

/** Atlantis sums up the plan of each project in its own status. */
const countsOf = (statuses: GitLabCommitStatus[]) =>
  countsIn(
    statuses
      .filter(({ name }) => name.startsWith('atlantis/plan:'))
      .map(({ description }) => description)
      .join('\n'),
  );

function countsIn(text: string | undefined): PlanCounts | undefined {
  const all = [...(text ?? '').matchAll(COUNTS)];
  const sum = (index: number) =>
    all.reduce((total, match) => total + Number(match[index]), 0);
  return all.length === 0
    ? undefined
    : { add: sum(1), change: sum(2), destroy: sum(3) };
}

const newest = (notes: GitLabNote[], command: 'Plan' | 'Apply') =>
  notes.find(
    ({ system, body }) =>
      !system &&
      new RegExp(
        `^Ran ${command} for|\\b${command} (Failed|Error)\\b`,
        'm',
      ).test(body),
  )?.body;
