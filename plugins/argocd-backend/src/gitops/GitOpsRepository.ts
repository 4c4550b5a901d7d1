import {
  GitLabCommit,
  GitLabFile,
  isUpstreamError,
  Upstreams,
} from '@runway/integrations';
import { LRUCache } from 'lru-cache';

/** Reads the GitOps repository; what lies at a commit never changes and is remembered. */
export class GitOpsRepository {
  readonly #texts = new LRUCache<string, { text: string | undefined }>({
    max: 2_000,
  });
  readonly #commits = new LRUCache<string, GitLabCommit>({ max: 2_000 });

  constructor(private readonly upstreams: Upstreams) {}

  /** A file as it is on the branch that Argo CD follows. */
  async current(
    path: string,
    signal?: AbortSignal,
  ): Promise<(GitLabFile & { text: string }) | undefined> {
    const { instance, project, branch } = this.upstreams.gitops;
    const file = await this.upstreams
      .gitlab(instance)
      .file(project, path, branch, { signal });
    return file && { ...file, text: file.content.toString('utf8') };
  }

  /** Text of a file at a commit. */
  async at(
    commitId: string,
    path: string,
    signal?: AbortSignal,
  ): Promise<string | undefined> {
    const key = `${commitId}:${path}`;
    const known = this.#texts.get(key);
    if (known) {
      return known.text;
    }
    const { instance, project } = this.upstreams.gitops;
    const file = await this.upstreams
      .gitlab(instance)
      .file(project, path, commitId, { signal });
    const text = file?.content.toString('utf8');
    this.#texts.set(key, { text });
    return text;
  }

  /** Whether a commit is still there: what no branch leads to, Git throws away in the end. */
  async has(commitId: string, signal?: AbortSignal): Promise<boolean> {
    const { instance, project } = this.upstreams.gitops;
    try {
      const found = await this.upstreams
        .gitlab(instance)
        .listCommits({ project, ref: commitId, limit: 1 }, { signal });
      return found.length > 0;
    } catch (error) {
      if (isUpstreamError(error) && error.name === 'NotFoundError') {
        return false;
      }
      throw error;
    }
  }

  /** The last commit up to this one that touched a file. */
  async lastChange(
    commitId: string,
    path: string,
    signal?: AbortSignal,
  ): Promise<GitLabCommit | undefined> {
    const key = `${commitId}:${path}`;
    const known = this.#commits.get(key);
    if (known) {
      return known;
    }
    const { instance, project } = this.upstreams.gitops;
    const [commit] = await this.upstreams
      .gitlab(instance)
      .listCommits({ project, ref: commitId, path, limit: 1 }, { signal });
    if (commit) {
      this.#commits.set(key, commit);
    }
    return commit;
  }
}
