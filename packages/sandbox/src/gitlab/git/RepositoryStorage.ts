import { mkdirSync, writeFileSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Collection } from '../../state/DocumentStore';
import { GitRepository } from './GitRepository';
import { writeInitialCommit, type InitialCommit } from './writeInitialCommit';

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

  /** @param deferred - what repositories begin with that nobody has touched yet, by the project's id */
  constructor(
    private readonly directory: string,
    private readonly deferred: Collection<InitialCommit>,
  ) {}

  /** Of a repository that is about to be touched: one that was deferred is made now. */
  directoryOf(projectId: number) {
    const directory = join(this.directory, 'repositories', `${projectId}.git`);
    const initial = this.deferred.get(String(projectId));
    if (initial) {
      prepare(directory, initial.branch);
      writeInitialCommit(directory, initial);
      this.deferred.delete(String(projectId));
    }
    return directory;
  }

  repository(projectId: number) {
    return new GitRepository(this.directoryOf(projectId));
  }

  /** Directory for files of the GitLab system that aren't repositories. */
  path(name: string) {
    return join(this.directory, name);
  }

  /** Makes an empty repository. */
  create(projectId: number, branch: string): GitRepository {
    prepare(this.directoryOf(projectId), branch);
    return this.repository(projectId);
  }

  /** Puts off making a repository until somebody touches it. */
  defer(projectId: number, initial: InitialCommit) {
    this.deferred.set(String(projectId), initial);
  }

  /** Makes `branch` the one that a clone checks out. */
  async setHead(projectId: number, branch: string) {
    await writeFile(join(this.directoryOf(projectId), 'HEAD'), headOf(branch));
  }

  async remove(projectId: number) {
    this.deferred.delete(String(projectId));
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

/** Writes the few files itself, as `git init` for each project would slow seeding down. */
function prepare(directory: string, branch: string) {
  for (const folder of [
    'objects/info',
    'objects/pack',
    'refs/heads',
    'refs/tags',
  ]) {
    mkdirSync(join(directory, folder), { recursive: true });
  }
  writeFileSync(join(directory, 'config'), config);
  writeFileSync(join(directory, 'HEAD'), headOf(branch));
}

const headOf = (branch: string) => `ref: refs/heads/${branch}\n`;
