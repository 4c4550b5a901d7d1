import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { GitRepository } from './GitRepository';

/** Settings of every repository: push options for merge requests, and clones of part of the history. */
const config = `[core]
	repositoryformatversion = 0
	filemode = true
	bare = true
	logallrefupdates = false
[receive]
	advertisePushOptions = true
	autogc = false
[uploadpack]
	allowFilter = true
	allowAnySHA1InWant = true
[http]
	receivepack = true
	uploadpack = true
[gc]
	auto = 0
`;

/** The bare repositories on disk, one a project, named by the project's id as it may be renamed. */
export class RepositoryStorage {
  readonly #queues = new Map<number, Promise<unknown>>();

  constructor(private readonly directory: string) {}

  directoryOf(projectId: number) {
    return join(this.directory, 'repositories', `${projectId}.git`);
  }

  repository(projectId: number) {
    return new GitRepository(this.directoryOf(projectId));
  }

  /** Directory for files of the GitLab system that aren't repositories. */
  path(name: string) {
    return join(this.directory, name);
  }

  /** Makes an empty repository; writes the few files itself, as `git init` for each project would slow seeding down. */
  async create(projectId: number, branch: string): Promise<GitRepository> {
    const directory = this.directoryOf(projectId);
    await Promise.all(
      ['objects/info', 'objects/pack', 'refs/heads', 'refs/tags'].map(folder =>
        mkdir(join(directory, folder), { recursive: true }),
      ),
    );
    await Promise.all([
      writeFile(join(directory, 'config'), config),
      this.setHead(projectId, branch),
    ]);
    return this.repository(projectId);
  }

  /** Makes `branch` the one that a clone checks out. */
  async setHead(projectId: number, branch: string) {
    await writeFile(
      join(this.directoryOf(projectId), 'HEAD'),
      `ref: refs/heads/${branch}\n`,
    );
  }

  async remove(projectId: number) {
    await rm(this.directoryOf(projectId), { recursive: true, force: true });
    this.#queues.delete(projectId);
  }

  /** Runs `work` after all earlier work on that repository: reading refs, deciding and writing must not interleave. */
  async exclusively<R>(projectId: number, work: () => Promise<R>): Promise<R> {
    const before = this.#queues.get(projectId) ?? Promise.resolve();
    const result = before.then(work, work);
    const settled = result.then(
      () => {},
      () => {},
    );
    this.#queues.set(projectId, settled);
    settled.then(() => {
      if (this.#queues.get(projectId) === settled) {
        this.#queues.delete(projectId);
      }
    });
    return result;
  }
}
