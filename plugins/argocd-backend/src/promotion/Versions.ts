import {
  GitLabCommit,
  GitLabMergeRequest,
  GitLabPipeline,
  isUpstreamError,
  Upstreams,
} from '@runway/integrations';
import { Commit } from '@runway/plugin-argocd-common';
import { LRUCache } from 'lru-cache';

/** Commits looked through to find how far two versions are apart. */
const LONGEST_WALK = 100;

/** How two versions of a service relate. */
export interface VersionDistance {
  /** Commits of the one that the other lacks, newest first, at most 50. */
  commits: Commit[];
  more: boolean;
  /** The other is ahead. */
  backwards: boolean;
}

/** Versions of services are commits of their repositories; what is said of a commit is remembered. */
export class Versions {
  readonly #commits = new LRUCache<string, GitLabCommit>({ max: 5_000 });
  readonly #distances = new LRUCache<string, VersionDistance>({ max: 1_000 });
  readonly #requests = new LRUCache<string, GitLabMergeRequest[]>({
    max: 2_000,
    ttl: 60_000,
  });
  readonly #pipelines = new LRUCache<string, GitLabPipeline>({ max: 2_000 });

  constructor(private readonly upstreams: Upstreams) {}

  /** Undefined when the repository has no such commit, or none of the name. */
  async commit(
    project: string,
    version: string,
    signal?: AbortSignal,
  ): Promise<GitLabCommit | undefined> {
    const key = `${project}@${version}`;
    const known = this.#commits.get(key);
    if (known) {
      return known;
    }
    const [found] = await this.#log(project, version, 1, signal);
    if (found) {
      this.#commits.set(key, found);
    }
    return found;
  }

  /** What comes along when `to` gets the version of `from`. */
  async distance(
    project: string,
    from: string,
    to: string | undefined,
    signal?: AbortSignal,
  ): Promise<VersionDistance> {
    if (from === to) {
      return { commits: [], more: false, backwards: false };
    }
    const key = `${project}@${to ?? ''}..${from}`;
    const known = this.#distances.get(key);
    if (known) {
      return known;
    }
    const distance = await this.#measure(project, from, to, signal);
    this.#distances.set(key, distance);
    return distance;
  }

  async mergeRequests(
    project: string,
    commitId: string,
    signal?: AbortSignal,
  ): Promise<GitLabMergeRequest[]> {
    const key = `${project}@${commitId}`;
    const known = this.#requests.get(key);
    if (known) {
      return known;
    }
    const found = await this.upstreams
      .gitlab()
      .commitMergeRequests(project, commitId, { signal });
    this.#requests.set(key, found);
    return found;
  }

  /** The newest pipeline of a commit. */
  async pipeline(
    project: string,
    commitId: string,
    signal?: AbortSignal,
  ): Promise<GitLabPipeline | undefined> {
    const key = `${project}@${commitId}`;
    const known = this.#pipelines.get(key);
    if (known) {
      return known;
    }
    const [found] = await this.upstreams
      .gitlab()
      .pipelines(project, { sha: commitId, limit: 1 }, { signal });
    if (found?.status === 'success') {
      this.#pipelines.set(key, found);
    }
    return found;
  }

  async #measure(
    project: string,
    from: string,
    to: string | undefined,
    signal?: AbortSignal,
  ): Promise<VersionDistance> {
    const log = await this.#log(project, from, LONGEST_WALK, signal);
    const end = to ? log.findIndex(({ id }) => id.startsWith(to)) : -1;
    if (end < 0 && to) {
      const other = await this.#log(project, to, LONGEST_WALK, signal);
      const behind = other.findIndex(({ id }) => id.startsWith(from));
      if (behind > 0) {
        return {
          commits: other.slice(0, Math.min(behind, 50)).map(toCommit),
          more: behind > 50,
          backwards: true,
        };
      }
    }
    const ahead = end < 0 ? log.length : end;
    return {
      commits: log.slice(0, Math.min(ahead, 50)).map(toCommit),
      more: ahead > 50,
      backwards: false,
    };
  }

  /** Empty when the repository doesn't know the version. */
  async #log(
    project: string,
    ref: string,
    limit: number,
    signal?: AbortSignal,
  ): Promise<GitLabCommit[]> {
    try {
      return await this.upstreams
        .gitlab()
        .listCommits({ project, ref, limit }, { signal });
    } catch (error) {
      if (isUpstreamError(error) && error.name === 'NotFoundError') {
        return [];
      }
      throw error;
    }
  }
}

export const toCommit = (commit: GitLabCommit): Commit => ({
  id: commit.id,
  title: commit.title,
  author: commit.authorName,
  at: new Date(commit.createdAt).toISOString(),
  url: commit.webUrl,
});
