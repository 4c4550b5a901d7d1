/** GitLab refused a request, or could not be reached. */
export class GitLabApiError extends Error {
  override readonly name = 'GitLabApiError';

  constructor(message: string, readonly status?: number) {
    super(message);
  }
}

export interface MergeRequestDetail {
  iid: number;
  sha: string;
  state: string;
  source_branch: string;
  target_branch: string;
  web_url: string;
  draft: boolean;
  detailed_merge_status: string;
  blocking_discussions_resolved: boolean;
}

export type StatusState = 'running' | 'success' | 'failed';

const timeoutMs = 10_000;

/** GitLab as Atlantis uses it: REST API, with the token of its own user. */
export class GitLabApi {
  constructor(
    private readonly baseUrl: () => string,
    private readonly token: string,
  ) {}

  mergeRequest(project: string, iid: number): Promise<MergeRequestDetail> {
    return this.#request('GET', `${this.#path(project, iid)}`);
  }

  /** Paths of the files that it touches, of renamed ones both. */
  async modifiedFiles(project: string, iid: number): Promise<string[]> {
    const { changes } = await this.#request(
      'GET',
      `${this.#path(project, iid)}/changes`,
    );
    return changes.flatMap((each: any) =>
      each.renamed_file ? [each.new_path, each.old_path] : [each.new_path],
    );
  }

  async isApproved(project: string, iid: number): Promise<boolean> {
    const { approvals_left: left } = await this.#request(
      'GET',
      `${this.#path(project, iid)}/approvals`,
    );
    return !(left > 0);
  }

  /** As Atlantis decides it: what CI has to say doesn't matter, a draft and missing approvals do. */
  async isMergeable(project: string, iid: number): Promise<boolean> {
    const request = await this.mergeRequest(project, iid);
    return (
      ['mergeable', 'ci_still_running', 'ci_must_pass', 'need_rebase'].includes(
        request.detailed_merge_status,
      ) &&
      request.blocking_discussions_resolved !== false &&
      !request.draft
    );
  }

  async comment(project: string, iid: number, body: string) {
    await this.#request('POST', `${this.#path(project, iid)}/notes`, { body });
  }

  async setStatus(
    project: string,
    sha: string,
    status: {
      state: StatusState;
      context: string;
      description: string;
      ref: string;
      target_url?: string;
    },
  ) {
    await this.#request(
      'POST',
      `/projects/${encodeURIComponent(project)}/statuses/${sha}`,
      status,
    );
  }

  async merge(
    project: string,
    iid: number,
    options: { message: string; removeSourceBranch: boolean },
  ) {
    await this.#request('PUT', `${this.#path(project, iid)}/merge`, {
      merge_commit_message: options.message,
      should_remove_source_branch: options.removeSourceBranch,
    });
  }

  #path(project: string, iid: number) {
    return `/projects/${encodeURIComponent(project)}/merge_requests/${iid}`;
  }

  async #request(method: string, path: string, body?: object): Promise<any> {
    const url = `${this.baseUrl()}/api/v4${path}`;
    let response;
    let text;
    try {
      response = await fetch(url, {
        method,
        headers: {
          'private-token': this.token,
          'content-type': 'application/json',
        },
        body: body && JSON.stringify(body),
        signal: AbortSignal.timeout(timeoutMs),
      });
      text = await response.text();
    } catch (error) {
      throw new GitLabApiError(`${method} ${url}: ${(error as Error).message}`);
    }
    let answer: any;
    try {
      answer = JSON.parse(text);
    } catch {
      throw new GitLabApiError(
        `${method} ${url}: ${response.status} and no JSON`,
        response.status,
      );
    }
    if (!response.ok) {
      const { message, error } = answer;
      throw new GitLabApiError(
        `${method} ${url}: ${response.status} {message: ${
          typeof message === 'string'
            ? message
            : JSON.stringify(message ?? error)
        }}`,
        response.status,
      );
    }
    return answer;
  }
}
