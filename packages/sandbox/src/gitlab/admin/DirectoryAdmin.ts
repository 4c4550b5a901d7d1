import { problems } from '../api/routes/addVariableRoutes';
import type { GitLabServices } from '../GitLabServices';
import type { InitialCommit } from '../git/writeInitialCommit';
import type { NewUser } from '../people/PeopleService';
import type { NewProject } from '../projects/ProjectService';
import {
  AccessLevel,
  hookEvents,
  type Group,
  type HookEvent,
  type Project,
  type TokenScope,
  type User,
  type Visibility,
} from '../state/GitLabModel';
import { sourceKey } from '../state/GitLabState';

export type AccessLevelName = keyof typeof AccessLevel;

export interface SeedProject {
  /** Whole path, such as `checkout/payments`; its group must exist. */
  path: string;
  name?: string;
  description?: string;
  topics?: string[];
  visibility?: Visibility;
  /** User name of the creator, who becomes its owner; the first administrator by default. */
  creator?: string;
  approvalsBeforeMerge?: number;
  authorMayApprove?: boolean;
  committersMayApprove?: boolean;
  ciConfigPath?: string;
}

/** People, groups, projects and their settings, made in process. */
export class DirectoryAdmin {
  constructor(protected readonly services: GitLabServices) {}

  createUser(user: NewUser): User {
    return this.services.people.createUser(user);
  }

  /** Addresses that were asked to join a group and have no account yet. */
  pendingInvitations(): Array<{ email: string; group: string }> {
    const { invitations, groups } = this.services.state;
    return invitations.all().map(({ email, groupId }) => ({
      email,
      group: groups.get(groupId)!.fullPath,
    }));
  }

  findUser(username: string): User | undefined {
    return this.services.state.users.first('username', username.toLowerCase());
  }

  /** Makes a token and returns its value. `expiresAt` is a day such as `2027-01-31`. */
  createToken(input: {
    username: string;
    name: string;
    scopes: TokenScope[];
    expiresAt?: string;
    value?: string;
  }): string {
    return this.services.people.createToken(
      this.requireUser(input.username),
      input,
    ).value;
  }

  createGroup(input: {
    /** Whole path; the parent group must exist. */
    path: string;
    name?: string;
    description?: string;
    visibility?: Visibility;
  }): Group {
    const cut = input.path.lastIndexOf('/');
    return this.services.people.createGroup({
      ...input,
      path: input.path.slice(cut + 1),
      parent: cut < 0 ? undefined : this.requireGroup(input.path.slice(0, cut)),
    });
  }

  findGroup(path: string): Group | undefined {
    return this.services.state.groups.first('path', path.toLowerCase());
  }

  /** Gives a role in a group or a project. */
  addMember(input: {
    group?: string;
    project?: string;
    username: string;
    level: AccessLevelName;
  }) {
    const user = this.requireUser(input.username);
    const source = input.project ? 'project' : 'group';
    const id = input.project
      ? this.project(input.project).id
      : this.requireGroup(input.group ?? '').id;
    this.services.people.setMember(
      source,
      id,
      user.id,
      AccessLevel[input.level],
    );
  }

  async createProject(input: SeedProject): Promise<Project> {
    const { projects, state } = this.services;
    const { creator, project: wanted } = this.#newProject(input);
    const project = await projects.create(creator, wanted);
    return state.projects.update(project.id, {
      approvalsBeforeMerge: input.approvalsBeforeMerge ?? 0,
      authorMayApprove: input.authorMayApprove ?? false,
      committersMayApprove: input.committersMayApprove ?? true,
    });
  }

  /** Makes a project that costs next to nothing until somebody touches its repository. */
  deferProject(input: SeedProject, initial: InitialCommit): Project {
    const { creator, project } = this.#newProject(input);
    return this.services.projects.defer(creator, project, initial);
  }

  #newProject(input: SeedProject): { creator: User; project: NewProject } {
    const cut = input.path.lastIndexOf('/');
    const creator = input.creator
      ? this.requireUser(input.creator)
      : this.services.state.users.all().find(user => user.admin);
    if (!creator) {
      throw new Error('A project needs a creator: make an administrator first');
    }
    const owner = input.path.slice(0, cut);
    return {
      creator: { ...creator, admin: true },
      project: {
        name: input.name ?? input.path.slice(cut + 1),
        path: input.path.slice(cut + 1),
        namespaceId:
          this.findGroup(owner)?.id ?? this.requireUser(owner).namespaceId,
        description: input.description,
        topics: input.topics,
        visibility: input.visibility,
        ciConfigPath: input.ciConfigPath,
      },
    };
  }

  findProject(path: string): Project | undefined {
    return this.services.state.projects.first('path', path.toLowerCase());
  }

  /** @throws when there is no such project */
  project(path: string): Project {
    const project = this.findProject(path);
    if (!project) {
      throw new Error(`There is no project ${path}`);
    }
    return project;
  }

  setVariable(input: {
    group?: string;
    project?: string;
    key: string;
    value: string;
    masked?: boolean;
    protected?: boolean;
    environmentScope?: string;
  }) {
    const variable = {
      source: input.project ? ('project' as const) : ('group' as const),
      sourceId: input.project
        ? this.project(input.project).id
        : this.requireGroup(input.group ?? '').id,
      key: input.key,
      value: input.value,
      variableType: 'env_var' as const,
      protected: input.protected ?? false,
      masked: input.masked ?? false,
      hidden: false,
      raw: true,
      environmentScope: input.environmentScope ?? '*',
      description: null,
    };
    const [problem] = Object.entries(problems(variable));
    if (problem) {
      throw new Error(`Variable ${input.key}: ${problem.join(' ')}`);
    }
    this.services.state.variables.put(variable);
  }

  setGroupVariable(
    group: string,
    key: string,
    value: string,
    options: { masked?: boolean; protected?: boolean } = {},
  ) {
    this.setVariable({ group, key, value, ...options });
  }

  /** Sets the rule on a branch, replacing the one it had. */
  protectBranch(input: {
    project: string;
    branch: string;
    push: AccessLevelName;
    merge: AccessLevelName;
    allowForcePush?: boolean;
  }) {
    const { state } = this.services;
    const projectId = this.project(input.project).id;
    const known = state.protections
      .where('project', projectId)
      .find(rule => rule.name === input.branch);
    state.protections.put({
      id: known?.id ?? state.nextId('protections'),
      projectId,
      name: input.branch,
      pushLevel: AccessLevel[input.push],
      mergeLevel: AccessLevel[input.merge],
      allowForcePush: input.allowForcePush ?? false,
    });
  }

  /** Sets the webhook of that name, replacing the one there was. */
  setHook(input: {
    project: string;
    name: string;
    url: string;
    token: string;
    events: HookEvent[];
  }) {
    const { state } = this.services;
    const sourceId = this.project(input.project).id;
    const known = state.hooks
      .where('source', sourceKey('project', sourceId))
      .find(hook => hook.name === input.name);
    state.hooks.put({
      id: known?.id ?? state.nextId('hooks'),
      source: 'project',
      sourceId,
      url: input.url,
      token: input.token,
      name: input.name,
      description: null,
      events: Object.fromEntries(
        hookEvents.map(event => [event, input.events.includes(event)]),
      ) as Record<HookEvent, boolean>,
      pushEventsBranchFilter: '',
      enableSslVerification: true,
      createdAt: known?.createdAt ?? new Date().toISOString(),
    });
  }

  protected requireUser(username: string): User {
    const user = this.findUser(username);
    if (!user) {
      throw new Error(`There is no user ${username}`);
    }
    return user;
  }

  protected requireGroup(path: string): Group {
    const group = this.findGroup(path);
    if (!group) {
      throw new Error(`There is no group ${path}`);
    }
    return group;
  }
}
