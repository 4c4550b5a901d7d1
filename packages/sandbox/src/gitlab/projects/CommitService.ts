import type { AccessControl } from '../access/AccessControl';
import { ApiError } from '../ApiError';
import { isRefName, zeroId, type GitRepository } from '../git/GitRepository';
import {
  moveRef,
  RefMovedError,
  writeCommits,
  type Signature,
} from '../git/GitWriter';
import type { RepositoryStorage } from '../git/RepositoryStorage';
import type { Project, User } from '../state/GitLabModel';
import { planChanges, type CommitAction } from './planChanges';
import type { PushService } from './PushService';

export interface CommitRequest {
  branch: string;
  /** Branch, tag or commit that a new branch begins at. */
  start?: string;
  message: string;
  author?: Partial<Signature>;
  actions: CommitAction[];
  /** Begin anew at `start` even when the branch exists. */
  force?: boolean;
}

/** Commits made through the API, checked as GitLab checks them. */
export class CommitService {
  constructor(
    private readonly access: AccessControl,
    private readonly storage: RepositoryStorage,
    private readonly pushes: PushService,
  ) {}

  /**
   * Commits to a branch, making it when needed, and returns the commit's id.
   * @throws ApiError 400 when the actions don't fit the files, 403 when the person may not push there
   */
  async commit(
    project: Project,
    user: User,
    request: CommitRequest,
  ): Promise<string> {
    if (!this.access.canPushTo(user, project, request.branch)) {
      throw ApiError.forbidden('You are not allowed to push into this branch');
    }
    const ref = `refs/heads/${request.branch}`;
    return this.pushes.change(project, user, [ref], async () => {
      const repository = this.storage.repository(project.id);
      const parent = await this.#parent(project, repository, request);
      const changes = await planChanges(repository, parent, request.actions);
      try {
        const [id] = await writeCommits(repository, {
          branch: request.branch,
          parent,
          commits: [
            {
              message: request.message,
              author: {
                name: request.author?.name ?? user.name,
                email: request.author?.email ?? user.email,
              },
              committer: { name: user.name, email: user.email },
              changes,
            },
          ],
        });
        return id;
      } catch (error) {
        if (error instanceof RefMovedError) {
          throw ApiError.badRequest(
            'Could not update branch. Please try again.',
          );
        }
        throw error;
      }
    });
  }

  /** The commit to build on; undefined for the first one of a repository. */
  async #parent(
    project: Project,
    repository: GitRepository,
    request: CommitRequest,
  ): Promise<string | undefined> {
    const ref = `refs/heads/${request.branch}`;
    const head = await repository.readRef(ref);
    const isNew = head === zeroId;
    if (isNew && !isRefName(ref)) {
      throw ApiError.badRequest(
        `Something went wrong when we tried to create '${request.branch}' for you: Branch name is invalid`,
      );
    }
    if (project.defaultBranch === null) {
      return undefined;
    }
    if (!request.start || (request.start === request.branch && !isNew)) {
      if (isNew) {
        throw notOnBranch();
      }
      return head;
    }
    const start = await repository.resolve(request.start);
    if (!start) {
      throw notOnBranch();
    }
    if (!isNew && !request.force) {
      throw ApiError.badRequest(
        `A branch called '${request.branch}' already exists. Switch to that branch in order to make changes`,
      );
    }
    if (!isNew) {
      await moveRef(repository, ref, head, start);
    }
    return start;
  }
}

function notOnBranch() {
  return ApiError.badRequest(
    'You can only create or edit files when you are on a branch',
  );
}
