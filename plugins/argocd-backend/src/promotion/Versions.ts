import {
  GitLabCommit,
  GitLabMergeRequest,
  GitLabPipeline,
  isUpstreamError,
  raceWithSignal,
  Upstreams,
} from '@runway/integrations';
import { Commit } from '@runway/plugin-argocd-common';
import { SharedReads } from '../applications/SharedReads';

/** Commits looked through to find how far two versions are apart. */
const LONGEST_WALK = 100;

/** How long GitLab has for an answer that several readers may wait for, in milliseconds. */
const DEADLINE_MS = 15_000;

/** For as long a pipeline that hasn't passed counts as it was seen, in milliseconds, whoever looks. */
const PIPELINE_MS = 5_000;

/** How two versions of a service relate. */
export interface VersionDistance {
  /** Commits of the one that the other lacks, newest first, at most 50. */
  commits: Commit[];
  more: boolean;
  /** The other is ahead. */
  backwards: boolean;
}

/**
 * Versions of services are commits of their repositories; what is said of a commit is remembered, and asked once however
 * many want to know.
 */
export class Versions {
  readonly #commits = new SharedReads<{ found?: GitLabCommit }>({
    max: 5_000,
    ttlMs: 0,
    keep: ({ found }) => found !== undefined,
  });
  readonly #distances = new SharedReads<VersionDistance>({
    max: 1_000,
    ttlMs: 0,
  });
  readonly #requests = new SharedReads<GitLabMergeRequest[]>({
    max: 2_000,
    ttlMs: 60_000,
  });
  readonly #passed = new SharedReads<{ found?: GitLabPipeline }>({
    max: 2_000,
    ttlMs: 0,
    keep: ({ found }) => found?.status === 'success',
  });
  readonly #pipelines: SharedReads<{ found?: GitLabPipeline }>;

  /** @param options.pipelineMs - for tests */
  constructor(
    private readonly upstreams: Upstreams,
    { pipelineMs = PIPELINE_MS } = {},
  ) {
    this.#pipelines = new SharedReads({ max: 2_000, ttlMs: pipelineMs });
  }

  /** Undefined when the repository has no such commit, or none of the name. */
  async commit(
    project: string,
    version: string,
    signal?: AbortSignal,
  ): Promise<GitLabCommit | undefined> {
    const { found } = await within(
      signal,
      this.#commits.read(`${project}@${version}`, async () => {
        const [commit] = await this.#log(project, version, 1);
        return { found: commit };
      }),
    );
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
    return within(
      signal,
      this.#distances.read(`${project}@${to ?? ''}..${from}`, () =>
        this.#measure(project, from, to),
      ),
    );
  }

  async mergeRequests(
    project: string,
    commitId: string,
    signal?: AbortSignal,
  ): Promise<GitLabMergeRequest[]> {
    return within(
      signal,
      this.#requests.read(`${project}@${commitId}`, () =>
        this.upstreams
          .gitlab()
          .commitMergeRequests(project, commitId, deadline()),
      ),
    );
  }

  /** The newest pipeline of a commit. */
  async pipeline(
    project: string,
    commitId: string,
    signal?: AbortSignal,
  ): Promise<GitLabPipeline | undefined> {
    const key = `${project}@${commitId}`;
    const ask = async () => {
      const [found] = await this.upstreams
        .gitlab()
        .pipelines(project, { sha: commitId, limit: 1 }, deadline());
      return { found };
    };
    const { found } = await within(
      signal,
      // One that has passed stays as it is; the others are looked at again, though not by each reader.
      this.#passed.read(key, () => this.#pipelines.read(key, ask)),
    );
    return found;
  }

  async #measure(
    project: string,
    from: string,
    to: string | undefined,
  ): Promise<VersionDistance> {
    const log = await this.#log(project, from, LONGEST_WALK);
    const end = to ? log.findIndex(({ id }) => id.startsWith(to)) : -1;
    if (end < 0 && to) {
      const other = await this.#log(project, to, LONGEST_WALK);
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
  ): Promise<GitLabCommit[]> {
    try {
      return await this.upstreams
        .gitlab()
        .listCommits({ project, ref, limit }, deadline());
    } catch (error) {
      if (isUpstreamError(error) && error.name === 'NotFoundError') {
        return [];
      }
      throw error;
    }
  }
}

const deadline = () => ({ signal: AbortSignal.timeout(DEADLINE_MS) });

/** A reader who gives up leaves the question to the others. */
const within = <T>(signal: AbortSignal | undefined, answer: Promise<T>) =>
  signal ? raceWithSignal(answer, signal) : answer;

export const toCommit = (commit: GitLabCommit): Commit => ({
  id: commit.id,
  title: commit.title,
  author: commit.authorName,
  at: new Date(commit.createdAt).toISOString(),
  url: commit.webUrl,
});
