import type { AccessControl } from '../access/AccessControl';
import { readHistory } from '../git/GitHistory';
import { zeroId } from '../git/GitRepository';
import { mergeTrees } from '../git/mergeTrees';
import type { RepositoryStorage } from '../git/RepositoryStorage';
import type { Project, User } from '../state/GitLabModel';
import type { GitLabState } from '../state/GitLabState';
import type { MergeRequest } from '../state/MergeRequestModel';
import type { Pipeline } from '../state/PipelineModel';

export type DetailedMergeStatus =
  | 'mergeable'
  | 'not_open'
  | 'draft_status'
  | 'conflict'
  | 'not_approved'
  | 'ci_must_pass'
  | 'ci_still_running'
  | 'need_rebase';

export interface Mergeability {
  status: DetailedMergeStatus;
  hasConflicts: boolean;
  conflicts: string[];
}

/** Whether a merge request can be merged, and why not. */
export class MergeabilityService {
  /** Merging is tried once for each pair of commits. */
  readonly #conflicts = new Map<string, string[]>();

  constructor(
    private readonly state: GitLabState,
    private readonly access: AccessControl,
    private readonly storage: RepositoryStorage,
  ) {}

  async check(project: Project, request: MergeRequest): Promise<Mergeability> {
    const conflicts =
      request.state === 'opened'
        ? await this.#findConflicts(project, request)
        : [];
    const result = (status: DetailedMergeStatus) => ({
      status,
      hasConflicts: conflicts.length > 0,
      conflicts,
    });
    if (request.state !== 'opened') {
      return result('not_open');
    }
    if (isDraft(request)) {
      return result('draft_status');
    }
    if (conflicts.length > 0) {
      return result('conflict');
    }
    if (this.approvalsLeft(project, request) > 0) {
      return result('not_approved');
    }
    if (project.pipelineMustSucceed) {
      const pipeline = this.headPipeline(request);
      if (!pipeline || ['failed', 'canceled'].includes(pipeline.status)) {
        return result('ci_must_pass');
      }
      if (!['success', 'skipped'].includes(pipeline.status)) {
        return result('ci_still_running');
      }
    }
    if (
      project.mergeMethod !== 'merge' &&
      (await this.#isBehind(project, request))
    ) {
      return result('need_rebase');
    }
    return result('mergeable');
  }

  /** How many approvals are missing. */
  approvalsLeft(project: Project, request: MergeRequest) {
    return Math.max(0, project.approvalsBeforeMerge - request.approvals.length);
  }

  /** The newest pipeline of the head of a merge request. */
  headPipeline(request: MergeRequest): Pipeline | undefined {
    return this.state.pipelines
      .where('commit', `${request.projectId}@${request.sha}`)
      .filter(
        pipeline =>
          pipeline.mergeRequestIid === request.iid ||
          (pipeline.mergeRequestIid === null &&
            pipeline.ref === request.sourceBranch),
      )
      .pop();
  }

  /** Whether a person may approve: not their own merge request, nor their own commits where the project forbids that. */
  async mayApprove(
    project: Project,
    request: MergeRequest,
    user: User,
  ): Promise<boolean> {
    if (!this.access.can(user, 'push_code', project)) {
      return false;
    }
    if (request.authorId === user.id && !project.authorMayApprove) {
      return false;
    }
    if (project.committersMayApprove) {
      return true;
    }
    const commits = await readHistory(this.storage.repository(project.id), {
      revision: `${request.baseSha}..${request.sha}`,
    });
    const email = user.email.toLowerCase();
    return !commits.some(
      commit =>
        commit.authorEmail.toLowerCase() === email ||
        commit.committerEmail.toLowerCase() === email,
    );
  }

  async #findConflicts(project: Project, request: MergeRequest) {
    const repository = this.storage.repository(project.id);
    const target = await repository.readRef(
      `refs/heads/${request.targetBranch}`,
    );
    const source = await repository.readRef(
      `refs/heads/${request.sourceBranch}`,
    );
    if (target === zeroId || source === zeroId) {
      return [request.sourceBranch];
    }
    const key = `${project.id}:${target}:${source}`;
    const known = this.#conflicts.get(key);
    if (known) {
      return known;
    }
    const base = await repository.mergeBase(target, source);
    let conflicts: string[] = [];
    if (!base) {
      conflicts = [request.sourceBranch];
    } else if (base !== target && base !== source) {
      const merged = await mergeTrees(repository, base, target, source);
      conflicts = 'conflicts' in merged ? merged.conflicts : [];
    }
    this.#conflicts.set(key, conflicts);
    return conflicts;
  }

  async #isBehind(project: Project, request: MergeRequest) {
    const repository = this.storage.repository(project.id);
    const target = await repository.readRef(
      `refs/heads/${request.targetBranch}`,
    );
    return !(await repository.isAncestor(target, request.sha));
  }
}

export function isDraft(request: MergeRequest) {
  return /^(\[draft\]|\(draft\)|draft:)/i.test(request.title.trim());
}
