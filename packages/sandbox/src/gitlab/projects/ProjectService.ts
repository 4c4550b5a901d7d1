import type { AccessControl } from '../access/AccessControl';
import { ApiError } from '../ApiError';
import type { RepositoryStorage } from '../git/RepositoryStorage';
import type { InitialCommit } from '../git/writeInitialCommit';
import {
  AccessLevel,
  type Group,
  type Project,
  type User,
  type Visibility,
} from '../state/GitLabModel';
import { sourceKey, type GitLabState } from '../state/GitLabState';
import {
  checkProjectName,
  checkProjectPath,
  pathFromName,
} from './projectNames';

export interface NewProject {
  name?: string;
  path?: string;
  namespaceId?: number;
  description?: string | null;
  visibility?: Visibility;
  defaultBranch?: string;
  topics?: string[];
  ciConfigPath?: string | null;
}

const visibilityRank: Record<Visibility, number> = {
  private: 0,
  internal: 10,
  public: 20,
};

/** Making and removing projects. */
export class ProjectService {
  constructor(
    private readonly state: GitLabState,
    private readonly access: AccessControl,
    private readonly storage: RepositoryStorage,
  ) {}

  /**
   * Makes a project with an empty repository.
   * @throws ApiError 400 with `{message: {<field>: [...]}}` when it isn't valid or the name is taken
   */
  async create(user: User, input: NewProject): Promise<Project> {
    const project = this.#claim(user, input);
    this.storage.create(project.id, project.initialBranch);
    return project;
  }

  /**
   * Makes a project whose repository is made when somebody touches it.
   * @throws ApiError 400 as `create`
   */
  defer(user: User, input: NewProject, initial: InitialCommit): Project {
    const project = this.#claim(user, input);
    this.storage.defer(project.id, initial);
    this.state.protections.put({
      id: this.state.nextId('protections'),
      projectId: project.id,
      name: initial.branch,
      pushLevel: AccessLevel.maintainer,
      mergeLevel: AccessLevel.maintainer,
      allowForcePush: false,
    });
    return this.state.projects.update(project.id, {
      defaultBranch: initial.branch,
      createdAt: initial.date,
      updatedAt: initial.date,
      lastActivityAt: initial.date,
    });
  }

  /** Of two requests for one name only one wins. */
  #claim(user: User, input: NewProject): Project {
    const namespace = this.#namespace(user, input.namespaceId);
    const name = input.name ?? input.path ?? '';
    const path = input.path ?? pathFromName(name);
    const visibility =
      input.visibility ?? namespace.group?.visibility ?? 'internal';
    this.#validate(namespace, { name, path, visibility });

    const now = new Date().toISOString();
    const id = this.state.nextId('projects');
    const branch = input.defaultBranch ?? 'main';
    const project: Project = {
      id,
      namespaceId: namespace.id,
      name,
      path,
      fullPath: `${namespace.fullPath}/${path}`,
      description: input.description ?? null,
      visibility,
      defaultBranch: null,
      initialBranch: branch,
      topics: input.topics ?? [],
      archived: false,
      creatorId: user.id,
      createdAt: now,
      updatedAt: now,
      lastActivityAt: now,
      ciConfigPath: input.ciConfigPath ?? null,
      approvalsBeforeMerge: 0,
      authorMayApprove: false,
      committersMayApprove: true,
      resetApprovalsOnPush: true,
      pipelineMustSucceed: false,
      removeSourceBranchAfterMerge: true,
      mergeMethod: 'merge',
    };
    this.state.projects.put(project);
    this.state.memberships.put({
      source: 'project',
      sourceId: id,
      userId: user.id,
      accessLevel: AccessLevel.owner,
      expiresAt: null,
      createdAt: now,
    });
    return project;
  }

  /** Removes a project with all that belongs to it: repository, merge requests, pipelines, images. */
  async remove(project: Project): Promise<void> {
    const { state } = this;
    for (const pipeline of state.pipelines.where('project', project.id)) {
      state.pipelines.delete(pipeline.id);
    }
    for (const job of state.jobs.where('project', project.id)) {
      state.jobs.delete(job.id);
      state.traces.delete(job.id);
    }
    for (const request of state.mergeRequests.where('project', project.id)) {
      state.mergeRequests.delete(`${project.id}!${request.iid}`);
    }
    for (const table of [
      state.notes,
      state.commitStatuses,
      state.protections,
      state.environments,
      state.deployments,
    ] as const) {
      for (const row of table.where('project', project.id)) {
        table.delete(row.id);
      }
    }
    for (const image of state.images.where('project', project.id)) {
      state.images.delete(image.image);
    }
    const source = sourceKey('project', project.id);
    for (const member of state.memberships.where('source', source)) {
      state.memberships.delete(`${source}:${member.userId}`);
    }
    for (const variable of state.variables.where('source', source)) {
      state.variables.delete(
        `${source}:${variable.environmentScope}:${variable.key}`,
      );
    }
    for (const hook of state.hooks.where('source', source)) {
      state.hooks.delete(hook.id);
    }
    state.projects.delete(project.id);
    await this.storage.remove(project.id);
  }

  /** Whether name and path are free and valid for a project that is renamed. @throws ApiError 400 */
  validateRename(project: Project, name: string, path: string) {
    const errors = this.#nameErrors(project.namespaceId, name, path, project);
    if (Object.keys(errors).length > 0) {
      throw ApiError.badRequest(errors);
    }
  }

  #validate(
    namespace: { id: number; fullPath: string; group?: Group },
    project: { name: string; path: string; visibility: Visibility },
  ) {
    const errors = this.#nameErrors(namespace.id, project.name, project.path);
    const { group } = namespace;
    if (
      group &&
      visibilityRank[project.visibility] > visibilityRank[group.visibility]
    ) {
      errors.visibility_level = [
        `${project.visibility} is not allowed in a ${group.visibility} group.`,
      ];
    }
    if (
      this.state.groups.first(
        'path',
        `${namespace.fullPath}/${project.path}`.toLowerCase(),
      )
    ) {
      errors.path = ['has already been taken'];
    }
    if (Object.keys(errors).length > 0) {
      throw ApiError.badRequest(errors);
    }
  }

  #nameErrors(
    namespaceId: number,
    name: string,
    path: string,
    self?: Project,
  ): Record<string, string[]> {
    const siblings = this.state.projects
      .where('namespace', namespaceId)
      .filter(project => project.id !== self?.id);
    const errors: Record<string, string[]> = {};
    const nameErrors = checkProjectName(name);
    const pathErrors = checkProjectPath(path);
    if (siblings.some(other => other.name === name)) {
      nameErrors.push('has already been taken');
    }
    if (
      siblings.some(other => other.path.toLowerCase() === path.toLowerCase())
    ) {
      pathErrors.push('has already been taken');
    }
    if (nameErrors.length > 0) {
      errors.name = nameErrors;
    }
    if (pathErrors.length > 0) {
      errors.path = pathErrors;
    }
    return errors;
  }

  #namespace(user: User, namespaceId: number | undefined) {
    if (namespaceId === undefined || namespaceId === user.namespaceId) {
      return { id: user.namespaceId, fullPath: user.username };
    }
    const group = this.state.groups.get(namespaceId);
    if (!group || !this.access.canGroup(user, 'create_projects', group)) {
      throw ApiError.badRequest({ namespace: ['is not valid'] });
    }
    return { id: group.id, fullPath: group.fullPath, group };
  }
}
