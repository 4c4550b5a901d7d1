import { LruCache } from '../../state/LruCache';
import type { Commit } from './GitHistory';
import type { GitObject, TreeEntry } from './GitRepository';

/** Larger ones are read each time. */
const MAX_BYTES = 64 * 1024;

/**
 * What has been read of repositories and can't change: contents by object id, trees and commits by commit id. A process
 * of Git for each of them costs more than everything else the sandbox does.
 */
export class GitObjectCache {
  readonly #objects = new LruCache<GitObject>(4_000);
  readonly #trees = new LruCache<Map<string, TreeEntry>>(300);
  readonly #commits = new LruCache<Commit>(4_000);
  readonly #lastCommits = new LruCache<string>(4_000);

  object(directory: string, id: string): GitObject | undefined {
    return this.#objects.get(`${directory} ${id}`);
  }

  keepObject(directory: string, object: GitObject): void {
    if (object.content.length <= MAX_BYTES) {
      // A copy: the original is a part of everything that was read with it.
      const content = Buffer.from(object.content);
      this.#objects.set(`${directory} ${object.id}`, { ...object, content });
    }
  }

  tree(directory: string, commit: string): Map<string, TreeEntry> | undefined {
    return this.#trees.get(`${directory} ${commit}`);
  }

  keepTree(
    directory: string,
    commit: string,
    entries: Map<string, TreeEntry>,
  ): void {
    this.#trees.set(`${directory} ${commit}`, entries);
  }

  commit(directory: string, id: string): Commit | undefined {
    return this.#commits.get(`${directory} ${id}`);
  }

  keepCommit(directory: string, commit: Commit): void {
    this.#commits.set(`${directory} ${commit.id}`, commit);
  }

  /** Id of the last commit that changed a path, seen from a commit. */
  lastCommit(
    directory: string,
    commit: string,
    path: string,
  ): string | undefined {
    return this.#lastCommits.get(`${directory} ${commit} ${path}`);
  }

  keepLastCommit(
    directory: string,
    commit: string,
    path: string,
    last: string,
  ): void {
    this.#lastCommits.set(`${directory} ${commit} ${path}`, last);
  }
}

/** One for all repositories: what is in it never changes. */
export const gitObjects = new GitObjectCache();

/** Whether a name can only ever mean one object. */
export const isObjectId = (name: string) => /^[0-9a-f]{40}$/.test(name);
