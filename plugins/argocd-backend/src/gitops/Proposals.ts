import { createHash } from 'node:crypto';
import {
  GitLabMergeRequest,
  isUpstreamError,
  Upstreams,
} from '@runway/integrations';
import { MergeRequest } from '@runway/plugin-argocd-common';
import { ProposedFile, toCommitActions } from './ProposedFiles';

/** Who asks, as Git and GitLab will show it. */
export interface Proposer {
  /** User entity ref. */
  ref: string;
  name: string;
  email: string;
}

/** A change of the GitOps repository that people merge. */
export interface Proposal {
  /** Carries the meaning: the same proposal made twice is the same branch. */
  branch: string;
  title: string;
  /** Markdown. */
  description: string;
  labels: string[];
  files: ProposedFile[];
  by: Proposer;
}

/** Opens merge requests in the GitOps repository. Looks first, so every method may be repeated. */
export class Proposals {
  constructor(private readonly upstreams: Upstreams) {}

  /** The open merge request of a proposal, if there is one. */
  async find(
    branch: string,
    signal?: AbortSignal,
  ): Promise<MergeRequest | undefined> {
    const { open } = await this.#look(branch, signal);
    return open;
  }

  /** How a merge request stands now. */
  async get(iid: number, signal?: AbortSignal): Promise<MergeRequest> {
    return toMergeRequest(
      await this.#gitlab.mergeRequest(this.#project, iid, { signal }),
    );
  }

  /** @throws ConflictError when the repository has moved on in the same files */
  async open(proposal: Proposal, signal?: AbortSignal): Promise<MergeRequest> {
    const { open, free } = await this.#look(proposal.branch, signal);
    if (open) {
      return open;
    }
    await this.#commit(proposal, free, signal);
    const created = await this.#gitlab
      .createMergeRequest(
        this.#project,
        {
          sourceBranch: free,
          targetBranch: this.upstreams.gitops.branch,
          title: proposal.title,
          description: proposal.description,
          labels: ['runway', ...proposal.labels],
          removeSourceBranch: true,
        },
        { signal },
      )
      .then(toMergeRequest)
      .catch(async error => {
        // It may have taken effect although its answer says otherwise, or never came.
        const made =
          isUpstreamError(error) && (await this.find(proposal.branch, signal));
        if (!made) {
          throw error;
        }
        return made;
      });
    return created;
  }

  /**
   * A proposal that was merged or closed keeps its branch's name; made again, it gets the next one. Nothing is deleted, so two who
   * ask at the same time come to the same name and one merge request.
   */
  async #look(
    branch: string,
    signal?: AbortSignal,
  ): Promise<{ open?: MergeRequest; free: string }> {
    for (let attempt = 1; ; attempt++) {
      const free = attempt === 1 ? branch : `${branch}-${attempt}`;
      const [found] = await this.#gitlab.mergeRequests(
        this.#project,
        { sourceBranch: free, limit: 1 },
        { signal },
      );
      if (!found || found.state === 'opened') {
        return { free, ...(found && { open: toMergeRequest(found) }) };
      }
    }
  }

  async #commit(proposal: Proposal, branch: string, signal?: AbortSignal) {
    const { by } = proposal;
    const hasBranch = async () =>
      Boolean(await this.#gitlab.findBranch(this.#project, branch, { signal }));
    if (await hasBranch()) {
      // Made by an attempt that died before it could open the merge request.
      return;
    }
    try {
      await this.#gitlab.commit(
        {
          project: this.#project,
          branch,
          startBranch: this.upstreams.gitops.branch,
          message: `${proposal.title}\n\nRequested-By: ${by.ref}\n`,
          authorName: by.name,
          authorEmail: by.email,
          actions: toCommitActions(proposal.files),
        },
        { signal },
      );
    } catch (error) {
      if (!isUpstreamError(error) || !(await hasBranch())) {
        throw error;
      }
    }
  }

  get #gitlab() {
    return this.upstreams.gitlab(this.upstreams.gitops.instance);
  }

  get #project() {
    return this.upstreams.gitops.project;
  }
}

/** Changes when any of the files or of the facts does. */
export function proposalToken(files: ProposedFile[], facts: unknown[]): string {
  const hash = createHash('sha256');
  hash.update(
    JSON.stringify([
      files.map(({ path, before, after }) => [
        path,
        before?.lastCommitId,
        after,
      ]),
      facts,
    ]),
  );
  return hash.digest('base64url');
}

function toMergeRequest(request: GitLabMergeRequest): MergeRequest {
  const { iid, title, state, webUrl } = request;
  return {
    iid,
    title,
    url: webUrl,
    state: state === 'merged' || state === 'closed' ? state : 'opened',
  };
}
