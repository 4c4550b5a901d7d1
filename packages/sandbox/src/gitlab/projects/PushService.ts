import type { SandboxContext } from '../../core/SandboxContext';
import { zeroId } from '../git/GitRepository';
import type { RepositoryStorage } from '../git/RepositoryStorage';
import { AccessLevel, type Project, type User } from '../state/GitLabModel';
import type { GitLabState } from '../state/GitLabState';

export interface PushOptions {
  /** No pipeline, as with `git push -o ci.skip`. */
  skipCi?: boolean;
  /** No webhooks, pipelines or merge request updates: how a sample organisation is filled. */
  silent?: boolean;
  /** `-o merge_request.create` and the options that go with it. */
  mergeRequest?: {
    target?: string;
    title?: string;
    description?: string;
    removeSourceBranch?: boolean;
    mergeWhenPipelineSucceeds?: boolean;
  };
}

/** A branch or tag that moved. Commit ids; all zeros before it was made and after it was deleted. */
export interface Push {
  project: Project;
  user: User;
  ref: string;
  before: string;
  after: string;
  options: PushOptions;
}

export type PushHandler = (push: Push) => Promise<void> | void;

/** The one way in which refs move, so that whatever follows from a push happens however it was made. */
export class PushService {
  readonly #handlers: PushHandler[] = [];

  constructor(
    private readonly context: SandboxContext,
    private readonly state: GitLabState,
    private readonly storage: RepositoryStorage,
  ) {}

  /** Handlers run one after the other, in the order they were added, before the push is answered. */
  onPush(handler: PushHandler) {
    this.#handlers.push(handler);
  }

  /**
   * Runs `work`, which may move the named refs, alone on that repository; then draws the consequences of what moved.
   * What is left to do is on disk before a ref moves, so a crash in between loses no pipeline.
   */
  async change<R>(
    project: Project,
    user: User,
    refs: string[],
    work: () => Promise<R>,
    options: PushOptions = {},
  ): Promise<R> {
    const id = String(this.state.nextId('pushes'));
    const { result, before } = await this.storage.exclusively(
      project.id,
      async () => {
        const found = await this.#read(project.id, refs);
        this.state.unfinishedPushes.put({
          id,
          projectId: project.id,
          userId: user.id,
          refs: found,
        });
        try {
          return { result: await work(), before: found };
        } catch (error) {
          this.state.unfinishedPushes.delete(id);
          throw error;
        }
      },
    );
    await this.#conclude(id, user, project.id, before, options);
    return result;
  }

  /** Takes up what a crash interrupted. */
  async resume() {
    for (const push of this.state.unfinishedPushes.all()) {
      const user = this.state.users.get(push.userId);
      if (user && this.state.projects.get(push.projectId)) {
        await this.#conclude(push.id, user, push.projectId, push.refs, {});
      } else {
        this.state.unfinishedPushes.delete(push.id);
      }
    }
  }

  async #conclude(
    id: string,
    user: User,
    projectId: number,
    before: Record<string, string>,
    options: PushOptions,
  ) {
    const after = await this.#read(projectId, Object.keys(before));
    for (const [ref, commit] of Object.entries(after)) {
      if (commit !== before[ref]) {
        await this.#settle(projectId, {
          user,
          ref,
          before: before[ref],
          after: commit,
          options,
        });
      }
    }
    this.state.unfinishedPushes.delete(id);
  }

  async #settle(projectId: number, push: Omit<Push, 'project'>) {
    if (!this.state.projects.get(projectId)) {
      return;
    }
    const project = await this.#noteActivity(projectId, push);
    for (const handler of push.options.silent ? [] : this.#handlers) {
      try {
        await handler({ ...push, project });
      } catch (error) {
        this.context.log(
          `gitlab: after a push to ${project.fullPath}: ${error}`,
        );
      }
    }
    this.context.events.emit('gitlab:push', {
      project: project.fullPath,
      ref: push.ref,
      before: push.before,
      after: push.after,
    });
  }

  /** The first branch of an empty repository becomes its default branch, and is protected. */
  async #noteActivity(
    projectId: number,
    push: Omit<Push, 'project'>,
  ): Promise<Project> {
    const lastActivityAt = new Date().toISOString();
    const project = this.state.projects.update(projectId, { lastActivityAt });
    const branch = /^refs\/heads\/(.+)$/.exec(push.ref)?.[1];
    if (!branch || project.defaultBranch || push.after === zeroId) {
      return project;
    }
    await this.storage.setHead(projectId, branch);
    this.state.protections.put({
      id: this.state.nextId('protections'),
      projectId,
      name: branch,
      pushLevel: AccessLevel.maintainer,
      mergeLevel: AccessLevel.maintainer,
      allowForcePush: false,
    });
    return this.state.projects.update(projectId, { defaultBranch: branch });
  }

  async #read(projectId: number, refs: string[]) {
    const repository = this.storage.repository(projectId);
    const found: Record<string, string> = {};
    for (const ref of refs) {
      found[ref] = await repository.readRef(ref);
    }
    return found;
  }
}
