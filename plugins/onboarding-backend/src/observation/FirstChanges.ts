import { parseEntityRef } from '@backstage/catalog-model';
import type { GitLabCommit, Upstreams } from '@runway/integrations';
import { parse } from 'yaml';
import type { StoredFact, StoredOnboarding } from '../database/OnboardingStore';

/** Bounds of what one look at a person may cost: projects of the team, and promotions of a service. */
const MAX_PROJECTS = 30;
const MAX_PROMOTIONS = 10;
const HISTORY = 100;

interface Change {
  project: { id: number; path: string; pathWithNamespace: string };
  commit: GitLabCommit;
}

/** Finds a person's first change in the repositories of their team, and where it runs. */
export class FirstChanges {
  constructor(private readonly upstreams: Upstreams) {}

  /**
   * @returns what is new, in order
   * @throws UpstreamError when GitLab or Argo CD does not answer; nothing is known then
   */
  async look(
    person: StoredOnboarding,
    options: { signal: AbortSignal },
  ): Promise<StoredFact[]> {
    const changes = await this.#changes(person, options);
    const found: StoredFact[] = [];
    const [first] = changes;
    if (first && !person.facts['first-change']) {
      found.push({
        name: 'first-change',
        at: Date.parse(first.commit.createdAt),
        source: `Commit in ${first.project.pathWithNamespace}`,
        url: first.commit.webUrl,
      });
    }
    for (const [name, environment] of this.#goals()) {
      const fact = person.facts[name]
        ? undefined
        : await this.#deployed(person, changes, environment, options);
      if (fact) {
        found.push({ name, ...fact });
      }
    }
    return found;
  }

  /** The first environment and the last one. */
  #goals() {
    const names = this.upstreams.environments.map(({ name }) => name);
    return [
      ['dev', names[0]],
      ['production', names.at(-1)!],
    ] as const;
  }

  /** The oldest change of the person in each project, oldest first. */
  async #changes(
    { teamRef, email, facts }: StoredOnboarding,
    options: { signal: AbortSignal },
  ): Promise<Change[]> {
    const gitlab = this.upstreams.gitlab();
    const projects = await gitlab.groupProjects(
      parseEntityRef(teamRef).name,
      { limit: MAX_PROJECTS },
      options,
    );
    const changes: Change[] = [];
    for (const project of projects.filter(({ emptyRepo }) => !emptyRepo)) {
      const commits = await gitlab.listCommits(
        {
          project: project.id,
          author: email,
          since: new Date(facts.invited?.at ?? 0),
          limit: HISTORY,
        },
        options,
      );
      const commit = commits.at(-1);
      if (commit) {
        changes.push({ project, commit });
      }
    }
    return changes.sort((a, b) =>
      a.commit.createdAt < b.commit.createdAt ? -1 : 1,
    );
  }

  /** The earliest declaration in Git that holds one of the changes, and that Argo CD has synced. */
  async #deployed(
    person: StoredOnboarding,
    changes: Change[],
    environment: string,
    options: { signal: AbortSignal },
  ): Promise<Omit<StoredFact, 'name'> | undefined> {
    const found: Array<Omit<StoredFact, 'name'>> = [];
    for (const change of changes) {
      const declared = await this.#declared(
        person,
        change,
        environment,
        options,
      );
      const application = `${change.project.path}-${environment}`;
      const at = declared && Date.parse(declared.createdAt);
      if (
        declared &&
        (await this.#synced(application, environment, at!, options))
      ) {
        found.push({
          at: at!,
          source: `Commit in ${this.upstreams.gitops.project}, synced by Argo CD as ${application}`,
          url: declared.webUrl,
        });
      }
    }
    return found.sort((a, b) => a.at - b.at)[0];
  }

  /** The first commit in the GitOps repository whose image holds the change. */
  async #declared(
    { teamRef }: StoredOnboarding,
    { project, commit }: Change,
    environment: string,
    options: { signal: AbortSignal },
  ): Promise<GitLabCommit | undefined> {
    const { instance, project: gitops, branch } = this.upstreams.gitops;
    const gitlab = this.upstreams.gitlab(instance);
    const path = `services/${parseEntityRef(teamRef).name}/${
      project.path
    }/${environment}.yaml`;
    const declarations = await gitlab.listCommits(
      {
        project: gitops,
        ref: branch,
        path,
        since: new Date(commit.createdAt),
        limit: HISTORY,
      },
      options,
    );
    for (const declaration of declarations.reverse().slice(0, MAX_PROMOTIONS)) {
      const file = await gitlab.file(gitops, path, declaration.id, options);
      const tag = file && parse(file.content.toString('utf8'))?.image?.tag;
      if (
        tag &&
        (await this.#holds(project.id, String(tag), commit, options))
      ) {
        return declaration;
      }
    }
    return undefined;
  }

  async #holds(
    project: number,
    tag: string,
    { id, createdAt }: GitLabCommit,
    options: { signal: AbortSignal },
  ): Promise<boolean> {
    if (id.startsWith(tag)) {
      return true;
    }
    const history = await this.upstreams
      .gitlab()
      .listCommits(
        { project, ref: tag, since: new Date(createdAt), limit: HISTORY },
        options,
      );
    return history.some(commit => commit.id === id);
  }

  async #synced(
    name: string,
    environment: string,
    since: number,
    options: { signal: AbortSignal },
  ): Promise<boolean> {
    const { argocd } = this.upstreams.environment(environment);
    const application = await this.upstreams
      .argocd(argocd)
      .findApplication(name, {}, options);
    return (application?.status.history ?? []).some(
      ({ deployedAt }) => Date.parse(deployedAt ?? '') >= since,
    );
  }
}
