import type { AccessControl } from '../access/AccessControl';
import { ApiError } from '../ApiError';
import { readCommits } from '../git/GitHistory';
import { zeroId, type GitRepository } from '../git/GitRepository';
import { moveRef, writeTreeCommit, type Signature } from '../git/GitWriter';
import { mergeTrees } from '../git/mergeTrees';
import type { RepositoryStorage } from '../git/RepositoryStorage';
import type { PushService } from '../projects/PushService';
import type { Project, User } from '../state/GitLabModel';
import type { MergeRequest } from '../state/MergeRequestModel';
import type { MergeabilityService } from './MergeabilityService';
import type { MergeRequestService } from './MergeRequestService';

export interface MergeOptions {
  /** Head that the caller has seen; another one is a conflict. */
  sha?: string;
  squash?: boolean;
  removeSourceBranch?: boolean;
  message?: string;
  squashMessage?: string;
}

/** Merges merge requests. */
export class MergeService {
  constructor(
    private readonly access: AccessControl,
    private readonly storage: RepositoryStorage,
    private readonly pushes: PushService,
    private readonly requests: MergeRequestService,
    private readonly mergeability: MergeabilityService,
  ) {}

  /**
   * Merges into the target branch.
   * @throws ApiError 401 when the person may not, 405 when it isn't mergeable now, 409 when the head moved, 422 for conflicts
   */
  async merge(
    project: Project,
    user: User,
    request: MergeRequest,
    options: MergeOptions = {},
  ): Promise<MergeRequest> {
    if (!this.access.canMergeInto(user, project, request.targetBranch)) {
      throw ApiError.unauthorized();
    }
    const { status } = await this.mergeability.check(project, request);
    if (status === 'conflict') {
      throw ApiError.unprocessable('Branch cannot be merged');
    }
    if (status !== 'mergeable') {
      throw ApiError.notAllowed();
    }
    if (options.sha && options.sha !== request.sha) {
      throw ApiError.conflict(
        `SHA does not match HEAD of source branch: ${request.sha}`,
      );
    }
    const targetRef = `refs/heads/${request.targetBranch}`;
    const sourceRef = `refs/heads/${request.sourceBranch}`;
    const removeSource =
      (options.removeSourceBranch ?? request.removeSourceBranch) &&
      this.access.protectionsOf(project, request.sourceBranch).length === 0;

    const merged = await this.pushes.change(
      project,
      user,
      removeSource ? [targetRef, sourceRef] : [targetRef],
      async () => {
        const repository = this.storage.repository(project.id);
        const target = await repository.readRef(targetRef);
        const result = await this.#combine(
          repository,
          project,
          user,
          request,
          target,
          options,
        );
        await moveRef(repository, targetRef, target, result.head);
        if (removeSource) {
          const source = await repository.readRef(sourceRef);
          if (source !== zeroId) {
            await moveRef(repository, sourceRef, source, zeroId);
          }
        }
        return this.requests.save(request, {
          state: 'merged',
          mergedAt: new Date().toISOString(),
          mergeUserId: user.id,
          mergeWhenPipelineSucceeds: false,
          mergeCommitSha: result.mergeCommit,
          squashCommitSha: result.squashCommit,
        });
      },
    );
    await this.requests.emit({
      project,
      user,
      request: merged,
      before: request,
      action: 'merge',
    });
    return merged;
  }

  async #combine(
    repository: GitRepository,
    project: Project,
    user: User,
    request: MergeRequest,
    target: string,
    options: MergeOptions,
  ) {
    const committer: Signature = { name: user.name, email: user.email };
    const squash = options.squash ?? request.squash;
    const source = squash
      ? await this.#squash(repository, request, committer, options)
      : request.sha;
    const squashCommit = squash ? source : null;
    const base = await repository.mergeBase(target, source);
    if (!base) {
      throw ApiError.unprocessable('Branch cannot be merged');
    }
    if (project.mergeMethod === 'ff' && base === target) {
      return { head: source, mergeCommit: null, squashCommit };
    }
    const tree = await this.#mergedTree(repository, base, target, source);
    const mergeCommit = await writeTreeCommit(repository, {
      tree,
      parents: [target, source],
      message: options.message ?? mergeMessage(project, request),
      author: committer,
      committer,
    });
    return { head: mergeCommit, mergeCommit, squashCommit };
  }

  async #mergedTree(
    repository: GitRepository,
    base: string,
    target: string,
    source: string,
  ): Promise<string> {
    if (base === target || base === source) {
      const [commit] = await readCommits(repository, [
        base === target ? source : target,
      ]);
      return commit.tree;
    }
    const merged = await mergeTrees(repository, base, target, source);
    if ('conflicts' in merged) {
      throw ApiError.unprocessable('Branch cannot be merged');
    }
    return merged.tree;
  }

  async #squash(
    repository: GitRepository,
    request: MergeRequest,
    committer: Signature,
    options: MergeOptions,
  ): Promise<string> {
    const [head] = await readCommits(repository, [request.sha]);
    return writeTreeCommit(repository, {
      tree: head.tree,
      parents: [request.baseSha],
      message: options.squashMessage ?? request.title,
      author: { name: head.authorName, email: head.authorEmail },
      committer,
    });
  }
}

function mergeMessage(project: Project, request: MergeRequest) {
  return [
    `Merge branch '${request.sourceBranch}' into '${request.targetBranch}'`,
    request.title,
    `See merge request ${project.fullPath}!${request.iid}`,
  ].join('\n\n');
}
