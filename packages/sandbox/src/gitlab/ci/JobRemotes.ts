import type { AccessControl } from '../access/AccessControl';
import type { Actor, Authentication } from '../access/Authentication';
import { ApiError } from '../ApiError';
import { parsePushOptions } from '../git/parsePushOptions';
import { zeroId, type GitRepository } from '../git/GitRepository';
import { moveRef, RefMovedError, writeCommits } from '../git/GitWriter';
import type { RepositoryStorage } from '../git/RepositoryStorage';
import type { GitLabUrls } from '../GitLabUrls';
import type { PushService } from '../projects/PushService';
import {
  RemoteRefusal,
  type GitRemote,
  type GitRemotes,
} from '../shell/git/GitRemote';
import type { Project, User } from '../state/GitLabModel';
import type { GitLabState } from '../state/GitLabState';

/** Repositories as jobs reach them: with a token, and refused where Git over HTTP would refuse. */
export class JobRemotes implements GitRemotes {
  constructor(
    private readonly state: GitLabState,
    private readonly access: AccessControl,
    private readonly authentication: Authentication,
    private readonly storage: RepositoryStorage,
    private readonly pushes: PushService,
    private readonly urls: GitLabUrls,
  ) {}

  async open(
    url: string,
    credentials: { username: string; password: string } | undefined,
  ): Promise<GitRemote> {
    const path = this.urls.projectPathOf(url);
    const shown = url.replace(/^(\w+:\/\/)[^/@]*@/, '$1');
    if (path === undefined) {
      throw new RemoteRefusal(
        `fatal: unable to access '${shown}': the sandbox reaches no host but its own GitLab\n`,
        128,
      );
    }
    const actor = credentials && this.#authenticate(credentials, shown);
    const project = this.state.projects.first('path', path.toLowerCase());
    if (!project || !this.access.can(actor?.user, 'read_code', project)) {
      if (!actor) {
        throw new RemoteRefusal(
          `fatal: could not read Username for '${
            new URL(url).origin
          }': terminal prompts disabled\n`,
          128,
        );
      }
      throw new RemoteRefusal(
        `remote: The project you were looking for could not be found or you don't have permission to view it.\nfatal: repository '${shown}/' not found\n`,
        128,
      );
    }
    return this.connect(project, actor, shown);
  }

  /** A project without asking for credentials: what the runner checks out, read only without an actor. */
  connect(project: Project, actor: Actor | undefined, url: string): GitRemote {
    const repository = this.storage.repository(project.id);
    const person = actor?.user;
    return {
      defaultBranch: project.defaultBranch ?? project.initialBranch,
      identity: {
        name: person?.name ?? 'GitLab CI',
        email: person?.email ?? 'gitlab-ci@localhost',
      },
      resolve: ref => repository.resolve(ref),
      files: async commit => {
        const entries = await repository.tree(commit, '', { recursive: true });
        return (entries ?? [])
          .filter(entry => entry.type === 'blob')
          .map(({ path, mode, id }) => ({ path, mode, blob: id }));
      },
      read: async blob => {
        const [object] = await repository.objects([blob]);
        return object?.content ?? Buffer.alloc(0);
      },
      push: async options => {
        this.#requirePush(project, actor, options.branch, url);
        return this.#push(project, actor!.user, repository, options, url);
      },
    };
  }

  #authenticate({ password }: { password: string }, shown: string): Actor {
    const failed = (reason: string) =>
      new RemoteRefusal(
        `remote: HTTP Basic: Access denied. ${reason}\nfatal: Authentication failed for '${shown}/'\n`,
        128,
      );
    if (!password) {
      throw failed(
        'No token was given: is the CI/CD variable set, and if it is protected, is this branch protected?',
      );
    }
    try {
      return this.authentication.fromToken(password);
    } catch (error) {
      const body = error instanceof ApiError ? error.body : {};
      throw failed(
        'error_description' in body
          ? String(body.error_description)
          : 'The token is not valid.',
      );
    }
  }

  #requirePush(
    project: Project,
    actor: Actor | undefined,
    branch: string,
    url: string,
  ) {
    const refused = (reason: string) =>
      new RemoteRefusal(
        `remote: ${reason}\nfatal: unable to access '${url}/': The requested URL returned error: 403\n`,
        128,
      );
    if (!actor) {
      throw refused('You are not allowed to upload code.');
    }
    const { user, token } = actor;
    const scopes: string[] = token.scopes;
    if (!scopes.includes('api') && !scopes.includes('write_repository')) {
      throw refused('The token lacks the scope write_repository.');
    }
    if (project.archived || !this.access.can(user, 'push_code', project)) {
      throw refused('You are not allowed to push code to this project.');
    }
    if (!this.access.canPushTo(user, project, branch)) {
      throw new RemoteRefusal(
        `remote: GitLab: You are not allowed to push code to protected branches on this project.\n ! [remote rejected] HEAD -> ${branch} (pre-receive hook declined)\nerror: failed to push some refs to '${url}'\n`,
        1,
      );
    }
  }

  async #push(
    project: Project,
    user: User,
    repository: GitRepository,
    options: Parameters<GitRemote['push']>[0],
    url: string,
  ): Promise<string> {
    const ref = `refs/heads/${options.branch}`;
    const rejected = (reason: string) =>
      new RemoteRefusal(
        ` ! [rejected]        HEAD -> ${options.branch} (${reason})\nerror: failed to push some refs to '${url}'\n`,
        1,
      );
    return this.pushes.change(
      project,
      user,
      [ref],
      async () => {
        const head = await repository.readRef(ref);
        const start = options.base ?? zeroId;
        if (head !== zeroId && head !== start) {
          if (
            !options.force ||
            !this.access.canForcePush(project, options.branch)
          ) {
            throw rejected('fetch first');
          }
          await moveRef(repository, ref, head, start);
        }
        if (options.commits.length === 0) {
          if (head === zeroId && options.base) {
            await moveRef(repository, ref, zeroId, options.base);
          }
          return start;
        }
        try {
          const ids = await writeCommits(repository, {
            branch: options.branch,
            parent: options.base,
            commits: options.commits.map(commit => ({
              message: commit.message,
              author: { ...identityOf(user, commit.author) },
              committer: { ...identityOf(user, commit.committer) },
              changes: commit.changes,
            })),
          });
          return ids[ids.length - 1];
        } catch (error) {
          throw error instanceof RefMovedError
            ? rejected('fetch first')
            : error;
        }
      },
      parsePushOptions(options.pushOptions),
    );
  }
}

function identityOf(user: User, given: { name?: string; email?: string }) {
  return { name: given.name || user.name, email: given.email || user.email };
}
