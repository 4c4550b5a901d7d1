import { isUpstreamError, type Upstreams } from '@runway/integrations';
import type { ChangeCommit, StoredChange, StoredMergeRequest } from './types';

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

  async open(
    change: StoredChange,
    commit: ChangeCommit,
    signal: AbortSignal,
  ): Promise<StoredMergeRequest> {
    const { instance, project, branch: target, title } = commit;
    const gitlab = this.options.upstreams.gitlab(instance);
    const branch = branchOf(change);
    if (!(await gitlab.findBranch(project, branch, { signal }))) {
      await gitlab
        .commit(
          {
            project,
            branch,
            startBranch: target,
            message: `${title}\n\n${change.reason}\n\nRunway-Change: ${change.id}\nRequested-By: ${change.requestedBy}\n`,
            authorName: change.requesterName,
            authorEmail: change.requesterEmail,
            actions: commit.actions,
          },
          { signal },
        )
        .catch(async error => {
          const made =
            isUpstreamError(error) &&
            (await gitlab.findBranch(project, branch, { signal }));
          if (!made) {
            throw error;
          }
        });
    }
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
            description: this.#describe(change),
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
   * Merges it as soon as GitLab's own rules allow it.
   *
   * @returns `conflict` when the target branch has moved on in the same files
   */
  async merge(
    { instance, project, iid }: StoredMergeRequest,
    signal: AbortSignal,
  ): Promise<'merged' | 'conflict' | { waitsFor: string }> {
    const gitlab = this.options.upstreams.gitlab(instance);
    const { state, detailedMergeStatus } = await gitlab.mergeRequest(
      project,
      iid,
      { signal },
    );
    if (state === 'merged') {
      return 'merged';
    }
    if (detailedMergeStatus === 'conflict') {
      return 'conflict';
    }
    const reason = WAITING[detailedMergeStatus ?? ''];
    if (reason) {
      return { waitsFor: `${reason} merge request !${iid}.` };
    }
    await gitlab.mergeMergeRequest(
      project,
      iid,
      { removeSourceBranch: true },
      { signal },
    );
    return 'merged';
  }

  /** Closes it and removes its branch. */
  async close(
    { instance, project, iid, branch }: StoredMergeRequest,
    signal: AbortSignal,
  ): Promise<void> {
    const gitlab = this.options.upstreams.gitlab(instance);
    const { state } = await gitlab.mergeRequest(project, iid, { signal });
    if (state === 'opened') {
      await gitlab.closeMergeRequest(project, iid, { signal });
    }
    if (await gitlab.findBranch(project, branch, { signal })) {
      await gitlab.deleteBranch(project, branch, { signal });
    }
  }

  #describe(change: StoredChange): string {
    return [
      change.reason,
      '',
      `Asked for by ${change.requesterName} (${
        change.requestedBy
      }) in [Runway](${this.options.changeUrl(change.id)}).`,
      'Approve it there: Runway merges it then, and does the rest. Closing this merge request cancels it.',
    ].join('\n');
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
const branchOf = ({ id, attempt }: StoredChange) =>
  attempt === 1 ? `runway/change-${id}` : `runway/change-${id}-${attempt}`;

const stateOf = (state: string): StoredMergeRequest['state'] =>
  state === 'merged' ? 'merged' : state === 'closed' ? 'closed' : 'opened';
