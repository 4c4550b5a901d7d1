import {
  AccessLevel,
  type BranchProtection,
  type Group,
  type Project,
  type ProjectShare,
  type User,
} from '../state/GitLabModel';
import { membershipKey, type GitLabState } from '../state/GitLabState';

/** What a person may do with a project, and the role it takes. */
const projectAbilities = {
  read_project: AccessLevel.guest,
  read_code: AccessLevel.reporter,
  push_code: AccessLevel.developer,
  create_merge_request: AccessLevel.developer,
  run_pipelines: AccessLevel.developer,
  write_environments: AccessLevel.developer,
  admin_project: AccessLevel.maintainer,
  owner: AccessLevel.owner,
} as const;

const groupAbilities = {
  read_group: AccessLevel.guest,
  create_projects: AccessLevel.developer,
  create_subgroup: AccessLevel.maintainer,
  admin_group: AccessLevel.owner,
} as const;

export type ProjectAbility = keyof typeof projectAbilities;
export type GroupAbility = keyof typeof groupAbilities;

/** Roles and visibility, as GitLab weighs them. */
export class AccessControl {
  constructor(private readonly state: GitLabState) {}

  /** Role in a group, inherited ones included. */
  groupLevel(user: User, group: Group): number {
    let level: number = this.#direct('group', group.id, user.id);
    if (group.parentId !== null) {
      const parent = this.state.groups.get(group.parentId);
      level = parent ? Math.max(level, this.groupLevel(user, parent)) : level;
    }
    return level;
  }

  /** Role in a project, inherited ones included. */
  projectLevel(user: User, project: Project): number {
    if (project.namespaceId === user.namespaceId) {
      return AccessLevel.owner;
    }
    const group = this.state.groups.get(project.namespaceId);
    return Math.max(
      this.#direct('project', project.id, user.id),
      group ? this.groupLevel(user, group) : 0,
      ...(project.sharedWith ?? []).map(share => this.#shared(user, share)),
    );
  }

  /** A shared group's members get what they have in their group, up to what the share allows. */
  #shared(user: User, { groupId, accessLevel, expiresAt }: ProjectShare) {
    const group = this.state.groups.get(groupId);
    return group && !isPast(expiresAt)
      ? Math.min(accessLevel, this.groupLevel(user, group))
      : AccessLevel.none;
  }

  can(
    user: User | undefined,
    ability: ProjectAbility,
    project: Project,
  ): boolean {
    if (user?.admin) {
      return true;
    }
    const reading = ability === 'read_project' || ability === 'read_code';
    if (
      reading &&
      (project.visibility === 'public' ||
        (project.visibility === 'internal' && user))
    ) {
      return true;
    }
    return (
      user !== undefined &&
      this.projectLevel(user, project) >= projectAbilities[ability]
    );
  }

  canGroup(
    user: User | undefined,
    ability: GroupAbility,
    group: Group,
  ): boolean {
    if (user?.admin) {
      return true;
    }
    if (
      ability === 'read_group' &&
      (group.visibility === 'public' ||
        (group.visibility === 'internal' && user))
    ) {
      return true;
    }
    return (
      user !== undefined &&
      this.groupLevel(user, group) >= groupAbilities[ability]
    );
  }

  /** The rules on a branch; several may match. */
  protectionsOf(project: Project, branch: string): BranchProtection[] {
    return this.state.protections
      .where('project', project.id)
      .filter(rule => matchesBranch(rule.name, branch));
  }

  canPushTo(user: User, project: Project, branch: string): boolean {
    return this.#allowedBy(user, project, branch, rule => rule.pushLevel);
  }

  canMergeInto(user: User, project: Project, branch: string): boolean {
    return (
      this.canPushTo(user, project, branch) ||
      this.#allowedBy(user, project, branch, rule => rule.mergeLevel)
    );
  }

  canForcePush(project: Project, branch: string): boolean {
    return this.protectionsOf(project, branch).every(
      rule => rule.allowForcePush,
    );
  }

  #allowedBy(
    user: User,
    project: Project,
    branch: string,
    levelOf: (rule: BranchProtection) => number,
  ) {
    if (!this.can(user, 'push_code', project)) {
      return false;
    }
    const rules = this.protectionsOf(project, branch);
    const level = user.admin
      ? AccessLevel.owner
      : this.projectLevel(user, project);
    // The most permissive rule wins; level 0 means nobody, not even an owner.
    return (
      rules.length === 0 ||
      rules.some(rule => levelOf(rule) > 0 && level >= levelOf(rule))
    );
  }

  #direct(source: 'group' | 'project', sourceId: number, userId: number) {
    const membership = this.state.memberships.get(
      membershipKey(source, sourceId, userId),
    );
    if (!membership || isPast(membership.expiresAt)) {
      return AccessLevel.none;
    }
    return membership.accessLevel;
  }
}

const isPast = (date: string | null) =>
  date !== null && date <= new Date().toISOString().slice(0, 10);

export function matchesBranch(pattern: string, branch: string) {
  return new RegExp(
    `^${pattern
      .split('*')
      .map(part => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
      .join('.*')}$`,
  ).test(branch);
}
