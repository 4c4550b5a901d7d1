import type { SandboxContext } from '../../core/SandboxContext';
import { ApiError } from '../ApiError';
import { zeroId } from '../git/GitRepository';
import type { RepositoryStorage } from '../git/RepositoryStorage';
import type { Push } from '../projects/PushService';
import type { Project, User } from '../state/GitLabModel';
import type { GitLabState } from '../state/GitLabState';
import type { MergeRequest, Note } from '../state/MergeRequestModel';

export interface NewMergeRequest {
  sourceBranch: string;
  targetBranch: string;
  title: string;
  description?: string | null;
  assigneeIds?: number[];
  reviewerIds?: number[];
  labels?: string[];
  removeSourceBranch?: boolean;
  squash?: boolean;
  mergeWhenPipelineSucceeds?: boolean;
}

export type MergeRequestAction =
  | 'open'
  | 'update'
  | 'close'
  | 'reopen'
  | 'merge'
  | 'approved'
  | 'unapproved';

/** Something happened to a merge request. `before` is what it was. */
export interface MergeRequestEvent {
  project: Project;
  user: User;
  request: MergeRequest;
  before?: MergeRequest;
  action: MergeRequestAction;
  /** Its head moved from here. */
  oldrev?: string;
}

type Handler = (event: MergeRequestEvent) => Promise<void> | void;

/** Merge requests from opening to closing; merging itself is MergeService's. */
export class MergeRequestService {
  readonly #handlers: Handler[] = [];

  constructor(
    private readonly context: SandboxContext,
    private readonly state: GitLabState,
    private readonly storage: RepositoryStorage,
  ) {}

  onEvent(handler: Handler) {
    this.#handlers.push(handler);
  }

  /**
   * Opens a merge request within a project.
   * @throws ApiError 400 for missing branches, 409 when one is open for that branch already, 422 for a branch into itself
   */
  async open(
    project: Project,
    user: User,
    input: NewMergeRequest,
  ): Promise<MergeRequest> {
    if (input.sourceBranch === input.targetBranch) {
      throw ApiError.unprocessable([
        "You can't use same project/branch for source and target",
      ]);
    }
    const refs = await this.#readDiffRefs(
      project,
      input.sourceBranch,
      input.targetBranch,
    );
    const other = this.openFor(project, input.sourceBranch).find(
      request => request.targetBranch === input.targetBranch,
    );
    if (other) {
      throw ApiError.conflict([
        `Another open merge request already exists for this source branch: !${other.iid}`,
      ]);
    }
    const now = new Date().toISOString();
    const request = this.state.mergeRequests.put({
      id: this.state.nextId('mergeRequests'),
      iid: this.state.nextId(`mergeRequests.${project.id}`),
      projectId: project.id,
      title: input.title,
      description: input.description ?? null,
      state: 'opened',
      sourceBranch: input.sourceBranch,
      targetBranch: input.targetBranch,
      authorId: user.id,
      assigneeIds: input.assigneeIds ?? [],
      reviewerIds: input.reviewerIds ?? [],
      labels: input.labels ?? [],
      ...refs,
      createdAt: now,
      updatedAt: now,
      mergedAt: null,
      closedAt: null,
      mergeUserId: null,
      closedById: null,
      mergeCommitSha: null,
      squashCommitSha: null,
      squash: input.squash ?? false,
      removeSourceBranch:
        input.removeSourceBranch ?? project.removeSourceBranchAfterMerge,
      mergeWhenPipelineSucceeds: input.mergeWhenPipelineSucceeds ?? false,
      approvals: [],
    });
    await this.emit({ project, user, request, action: 'open' });
    return request;
  }

  /** Open merge requests from that branch. */
  openFor(project: Project, sourceBranch: string): MergeRequest[] {
    return this.state.mergeRequests
      .where('open', project.id)
      .filter(request => request.sourceBranch === sourceBranch);
  }

  async update(
    project: Project,
    user: User,
    before: MergeRequest,
    patch: Partial<MergeRequest>,
    action: MergeRequestAction = 'update',
  ): Promise<MergeRequest> {
    const request = this.save(before, patch);
    await this.emit({ project, user, request, before, action });
    return request;
  }

  /** Stores fields without telling anybody. */
  save(request: MergeRequest, patch: Partial<MergeRequest>): MergeRequest {
    return this.state.mergeRequests.update(
      `${request.projectId}!${request.iid}`,
      { ...patch, updatedAt: new Date().toISOString() },
    );
  }

  addNote(
    request: MergeRequest,
    author: User,
    body: string,
    system = false,
  ): Note {
    const now = new Date().toISOString();
    return this.state.notes.put({
      id: this.state.nextId('notes'),
      projectId: request.projectId,
      mergeRequestIid: request.iid,
      authorId: author.id,
      body,
      system,
      createdAt: now,
      updatedAt: now,
    });
  }

  /** Moves heads along with their branches, notices merges made with Git, opens what push options ask for. */
  async afterPush(push: Push): Promise<void> {
    const branch = /^refs\/heads\/(.+)$/.exec(push.ref)?.[1];
    if (!branch) {
      return;
    }
    const open = this.state.mergeRequests.where('open', push.project.id);
    for (const request of open) {
      if (request.sourceBranch === branch && push.after !== zeroId) {
        await this.#moveHead(push, request);
      } else if (request.targetBranch === branch && push.after !== zeroId) {
        await this.#noticeMerge(push, request);
      }
    }
    const { mergeRequest } = push.options;
    if (mergeRequest && push.after !== zeroId) {
      const title = await this.#titleOf(push);
      const target =
        mergeRequest.target ?? push.project.defaultBranch ?? 'main';
      const exists = this.openFor(push.project, branch).some(
        request => request.targetBranch === target,
      );
      if (!exists && target !== branch) {
        await this.open(push.project, push.user, {
          sourceBranch: branch,
          targetBranch: target,
          title: mergeRequest.title ?? title,
          description: mergeRequest.description,
          removeSourceBranch: mergeRequest.removeSourceBranch,
          mergeWhenPipelineSucceeds: mergeRequest.mergeWhenPipelineSucceeds,
        });
      }
    }
  }

  async emit(event: MergeRequestEvent) {
    for (const handler of this.#handlers) {
      try {
        await handler(event);
      } catch (error) {
        this.context.log(
          `gitlab: after ${event.action} of ${event.project.fullPath}!${event.request.iid}: ${error}`,
        );
      }
    }
  }

  async #moveHead(push: Push, before: MergeRequest) {
    const refs = await this.#readDiffRefs(
      push.project,
      before.sourceBranch,
      before.targetBranch,
    );
    const request = this.save(before, {
      ...refs,
      approvals: push.project.resetApprovalsOnPush ? [] : before.approvals,
    });
    await this.emit({
      project: push.project,
      user: push.user,
      request,
      before,
      action: 'update',
      oldrev: push.before,
    });
  }

  async #noticeMerge(push: Push, before: MergeRequest) {
    const repository = this.storage.repository(push.project.id);
    const contained =
      before.sha !== before.baseSha &&
      (await repository.isAncestor(before.sha, push.after));
    if (contained) {
      await this.update(
        push.project,
        push.user,
        before,
        {
          state: 'merged',
          mergedAt: new Date().toISOString(),
          mergeUserId: push.user.id,
        },
        'merge',
      );
    }
  }

  async #readDiffRefs(project: Project, source: string, target: string) {
    const repository = this.storage.repository(project.id);
    const sha = await repository.readRef(`refs/heads/${source}`);
    const startSha = await repository.readRef(`refs/heads/${target}`);
    if (sha === zeroId) {
      throw ApiError.badRequest([`Source branch "${source}" does not exist`]);
    }
    if (startSha === zeroId) {
      throw ApiError.badRequest([`Target branch "${target}" does not exist`]);
    }
    const baseSha = (await repository.mergeBase(startSha, sha)) ?? startSha;
    return { sha, startSha, baseSha };
  }

  async #titleOf(push: Push) {
    const repository = this.storage.repository(push.project.id);
    const [object] = await repository.objects([push.after]);
    const message = object?.content.toString().split('\n\n')[1] ?? '';
    return message.split('\n', 1)[0] || push.ref.replace('refs/heads/', '');
  }
}
