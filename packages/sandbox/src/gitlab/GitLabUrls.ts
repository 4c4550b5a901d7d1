import type { SandboxContext } from '../core/SandboxContext';
import type { Project } from './state/GitLabModel';

/** Name of the container registry; only a name: nothing listens there. */
export const registryHost = 'registry.runway.internal';

/** Addresses of what the sandbox's GitLab serves. */
export class GitLabUrls {
  constructor(private readonly context: SandboxContext) {}

  /** `http://localhost:7100/gitlab` */
  get base() {
    return this.context.url('gitlab');
  }

  get api() {
    return `${this.base}/api/v4`;
  }

  /** Host, port and path without the protocol: what component addresses begin with. */
  get fqdn() {
    return this.base.replace(/^\w+:\/\//, '');
  }

  web(path: string) {
    return `${this.base}/${path}`;
  }

  clone(project: Project) {
    return `${this.base}/${project.fullPath}.git`;
  }

  ssh(project: Project) {
    return `git@${new URL(this.base).hostname}:${project.fullPath}.git`;
  }

  commit(project: Project, sha: string) {
    return this.web(`${project.fullPath}/-/commit/${sha}`);
  }

  blob(project: Project, ref: string, path: string) {
    return this.web(`${project.fullPath}/-/blob/${ref}/${path}`);
  }

  tree(project: Project, ref: string) {
    return this.web(`${project.fullPath}/-/tree/${ref}`);
  }

  mergeRequest(project: Project, iid: number) {
    return this.web(`${project.fullPath}/-/merge_requests/${iid}`);
  }

  pipeline(project: Project, id: number) {
    return this.web(`${project.fullPath}/-/pipelines/${id}`);
  }

  job(project: Project, id: number) {
    return this.web(`${project.fullPath}/-/jobs/${id}`);
  }

  /** Path of the project that an address of this GitLab names; undefined for foreign addresses. */
  projectPathOf(cloneUrl: string): string | undefined {
    let url: URL;
    try {
      url = new URL(cloneUrl);
    } catch {
      return undefined;
    }
    const base = new URL(this.base);
    const prefix = `${base.pathname}/`;
    if (
      url.host !== base.host ||
      !url.pathname.startsWith(prefix) ||
      url.pathname === prefix
    ) {
      return undefined;
    }
    return decodeURIComponent(url.pathname.slice(prefix.length)).replace(
      /(\.git)?\/*$/,
      '',
    );
  }
}
