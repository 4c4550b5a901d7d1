import { isUpstreamError, type Upstreams } from '@runway/integrations';
import { closeBranch } from './closeBranch';
import { describeChange, oneLine } from './describeChange';
import type {
  ChangeCommit,
  MergeOutcome,
  PlannedItem,
  StoredChange,
  StoredMergeRequest,
} from './types';

/**
 * The merge request that carries a change. Every method looks first and may be repeated, so that a process that died
 * in the middle leaves nothing twice.
 */
export class MergeRequests {
  constructor(
    private readonly options: {
      upstreams: Upstreams;
      /** Address of the change's page in the portal. */
      changeUrl(changeId: string): string;
    },
  ) {}

  /** @param items - what follows from merging it, for its text */
  async open(
    change: StoredChange,
    { commit, items }: { commit: ChangeCommit; items: PlannedItem[] },
    signal: AbortSignal,
  ): Promise<StoredMergeRequest> {
    const { instance, project, branch: target, title } = commit;
    const gitlab = this.options.upstreams.gitlab(instance);
    const branch = `${branchOf(change)}${commit.suffix ?? ''}`;
    const head = async () =>
      (await gitlab.findBranch(project, branch, { signal }))?.commitId;
    const sha =
      (await head()) ??
      (await gitlab
        .commit(
          {
            project,
            branch,
            startBranch: target,
            message: `${title}\n\n${oneLine(change.reason)}\n\nRunway-Change: ${
              change.id
            }\nRequested-By: ${change.requestedBy}\n`,
            authorName: change.requesterName,
            authorEmail: change.requesterEmail,
            actions: commit.actions,
          },
          { signal },
        )
        .then(
          ({ id }) => id,
          async error => {
            const made = isUpstreamError(error) && (await head());
            if (!made) {
              throw error;
            }
            return made;
          },
        ));
    const find = async () => {
      const [found] = await gitlab.mergeRequests(
        project,
        { sourceBranch: branch, limit: 1 },
        { signal },
      );
      return found;
    };
    const found =
      (await find()) ??
      (await gitlab
        .createMergeRequest(
          project,
          {
            sourceBranch: branch,
            targetBranch: target,
            title,
            description: describeChange(
              change,
              items,
              this.options.changeUrl(change.id),
              commit.afterwards,
            ),
            labels: ['runway', change.kind],
            removeSourceBranch: true,
          },
          { signal },
        )
        .catch(async error => {
          const made = isUpstreamError(error) && (await find());
          if (!made) {
            throw error;
          }
          return made;
        }));
    return {
      instance,
      project,
      iid: found.iid,
      branch,
      sha,
      title,
      url: found.webUrl,
      state: stateOf(found.state),
    };
  }

  async state(
    { instance, project, iid }: StoredMergeRequest,
    signal: AbortSignal,
  ): Promise<StoredMergeRequest['state']> {
    const { state } = await this.options.upstreams
      .gitlab(instance)
      .mergeRequest(project, iid, { signal });
    return stateOf(state);
  }

  /**
   * Merges it as soon as GitLab's own rules allow it, and only what was committed for it.
   *
   * @returns `outdated` when the target branch has moved on in the same files, or somebody pushed to the branch
   */
  async merge(
    mergeRequest: StoredMergeRequest,
    signal: AbortSignal,
  ): Promise<MergeOutcome> {
    const { instance, project, iid, sha: committed } = mergeRequest;
    const gitlab = this.options.upstreams.gitlab(instance);
    const { state, sha, detailedMergeStatus } = await gitlab.mergeRequest(
      project,
      iid,
      { signal },
    );
    if (state === 'merged' || state === 'closed') {
      return state;
    }
    if (
      sha !== committed ||
      ['conflict', 'need_rebase'].includes(detailedMergeStatus ?? '')
    ) {
      return 'outdated';
    }
    const reason = WAITING[detailedMergeStatus ?? ''];
    if (reason) {
      return { waitsFor: `${reason} merge request !${iid}.` };
    }
    await gitlab
      .mergeMergeRequest(
        project,
        iid,
        { sha: committed, removeSourceBranch: true },
        { signal },
      )
      .catch(async error => {
        // It may have taken effect although its answer says otherwise, or never came.
        const isMerged =
          isUpstreamError(error) &&
          (await this.state(mergeRequest, signal)) === 'merged';
        if (!isMerged) {
          throw error;
        }
      });
    return 'merged';
  }

  /** Closes what is open of a branch, and removes the branch. */
  close(
    mergeRequest: Pick<StoredMergeRequest, 'instance' | 'project' | 'branch'>,
    signal: AbortSignal,
  ): Promise<void> {
    return closeBranch(mergeRequest, this.options.upstreams, signal);
  }

  /** Closes what the plan before this one left open. */
  async closeFormer(
    change: StoredChange,
    { instance, project }: ChangeCommit,
    signal: AbortSignal,
  ): Promise<void> {
    if (change.attempt > 1) {
      const branch = branchOf({ ...change, attempt: change.attempt - 1 });
      await this.close({ instance, project, branch }, signal);
    }
  }
}

/** What GitLab may want before it lets a merge request be merged. */
const WAITING: Record<string, string> = {
  checking: 'GitLab still checks',
  unchecked: 'GitLab still checks',
  preparing: 'GitLab still prepares',
  ci_still_running: 'The pipeline of',
  ci_must_pass: 'A pipeline that passes, of',
  not_approved:
    'In GitLab, the approval of somebody who did not ask for it, of',
  requested_changes: 'In GitLab, somebody asked for changes of',
  discussions_not_resolved: 'In GitLab, open discussions of',
};

/** The branch carries the change's id, by which it is found again. */
const branchOf = ({ id, attempt }: Pick<StoredChange, 'id' | 'attempt'>) =>
  attempt === 1 ? `runway/change-${id}` : `runway/change-${id}-${attempt}`;

const stateOf = (state: string): StoredMergeRequest['state'] =>
  state === 'merged' || state === 'closed' ? state : 'opened';
