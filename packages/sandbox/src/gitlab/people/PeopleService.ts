import { randomBytes } from 'node:crypto';
import { digestOf } from '../access/Authentication';
import { ApiError } from '../ApiError';
import { checkGroupPath } from '../projects/projectNames';
import {
  AccessLevel,
  type AccessToken,
  type Group,
  type Membership,
  type TokenScope,
  type User,
  type Visibility,
} from '../state/GitLabModel';
import { membershipKey, type GitLabState } from '../state/GitLabState';

export interface NewUser {
  username: string;
  name: string;
  email: string;
  admin?: boolean;
  bot?: boolean;
}

export interface NewGroup {
  name?: string;
  path: string;
  parent?: Group;
  description?: string;
  visibility?: Visibility;
}

/** Users, their tokens, groups and who belongs to them. */
export class PeopleService {
  constructor(private readonly state: GitLabState) {}

  /** @throws ApiError 409 when name or e-mail are taken */
  createUser(input: NewUser): User {
    if (this.state.users.first('email', input.email.toLowerCase())) {
      throw ApiError.conflict('Email has already been taken');
    }
    if (
      this.state.users.first('username', input.username.toLowerCase()) ||
      this.state.groups.first('path', input.username.toLowerCase())
    ) {
      throw ApiError.conflict('Username has already been taken');
    }
    const user = this.state.users.put({
      id: this.state.nextId('users'),
      namespaceId: this.state.nextId('namespaces'),
      username: input.username,
      name: input.name,
      email: input.email,
      admin: input.admin ?? false,
      bot: input.bot ?? false,
      state: 'active',
      createdAt: new Date().toISOString(),
    });
    this.#acceptInvitations(user);
    return user;
  }

  /**
   * Asks an address to join a group; somebody who has an account joins at once.
   * @returns what GitLab says of an address that it refuses
   */
  invite(input: {
    group: Group;
    email: string;
    accessLevel: number;
    expiresAt?: string;
    by: User;
  }): string | undefined {
    const { group, accessLevel, by } = input;
    const email = input.email.toLowerCase();
    if (!/^[^@\s]+@[^@\s]+$/.test(email)) {
      return 'Invite email is invalid';
    }
    const expiresAt = input.expiresAt ?? null;
    const user = this.state.users.first('email', email);
    if (user) {
      const key = membershipKey('group', group.id, user.id);
      if (this.state.memberships.get(key)) {
        return 'Member already exists';
      }
      this.setMember('group', group.id, user.id, accessLevel, expiresAt, by.id);
      return undefined;
    }
    const known = this.state.invitations
      .where('email', email)
      .some(({ groupId }) => groupId === group.id);
    if (known) {
      return "The member's email address has already been taken";
    }
    this.state.invitations.put({
      id: this.state.nextId('members'),
      groupId: group.id,
      email,
      accessLevel,
      expiresAt,
      createdAt: new Date().toISOString(),
      createdBy: by.id,
    });
    return undefined;
  }

  /** Whoever signs up with an invited address is in the groups that asked. */
  #acceptInvitations(user: User) {
    for (const invitation of this.state.invitations.where(
      'email',
      user.email.toLowerCase(),
    )) {
      this.setMember(
        'group',
        invitation.groupId,
        user.id,
        invitation.accessLevel,
        invitation.expiresAt,
        invitation.createdBy,
      );
      this.state.invitations.delete(String(invitation.id));
    }
  }

  /** Makes a token and returns its value, which is not kept. */
  createToken(
    user: User,
    input: {
      name: string;
      scopes: TokenScope[];
      expiresAt?: string | null;
      value?: string;
    },
  ): { token: AccessToken; value: string } {
    const value =
      input.value ?? `glpat-${randomBytes(15).toString('base64url')}`;
    const token = this.state.tokens.put({
      id: this.state.nextId('tokens'),
      userId: user.id,
      name: input.name,
      scopes: input.scopes,
      digest: digestOf(value),
      createdAt: new Date().toISOString(),
      expiresAt: input.expiresAt ?? null,
      revoked: false,
      lastUsedAt: null,
    });
    return { token, value };
  }

  revokeToken(token: AccessToken) {
    return this.state.tokens.update(token.id, { revoked: true });
  }

  /**
   * Makes a group that its creator owns; without a creator nobody does.
   * @throws ApiError 400 when the path is taken or not valid
   */
  createGroup(input: NewGroup, creator?: User): Group {
    const problems = checkGroupPath(input.path);
    if (problems.length > 0) {
      throw ApiError.badRequest({ path: problems });
    }
    const fullPath = input.parent
      ? `${input.parent.fullPath}/${input.path}`
      : input.path;
    const taken =
      this.state.groups.first('path', fullPath.toLowerCase()) ??
      this.state.projects.first('path', fullPath.toLowerCase()) ??
      (input.parent
        ? undefined
        : this.state.users.first('username', fullPath.toLowerCase()));
    if (taken) {
      throw ApiError.badRequest({ path: ['has already been taken'] });
    }
    const group = this.state.groups.put({
      id: this.state.nextId('namespaces'),
      name: input.name ?? input.path,
      path: input.path,
      fullPath,
      parentId: input.parent?.id ?? null,
      description: input.description ?? '',
      visibility: input.visibility ?? input.parent?.visibility ?? 'internal',
      createdAt: new Date().toISOString(),
    });
    if (creator && !input.parent) {
      this.setMember('group', group.id, creator.id, AccessLevel.owner);
    }
    return group;
  }

  /** Gives a person a role, or another one. */
  setMember(
    source: 'group' | 'project',
    sourceId: number,
    userId: number,
    accessLevel: number,
    expiresAt: string | null = null,
    createdBy?: number,
  ): Membership {
    const before = this.state.memberships.get(
      membershipKey(source, sourceId, userId),
    );
    return this.state.memberships.put({
      source,
      sourceId,
      userId,
      accessLevel,
      expiresAt,
      createdAt: before?.createdAt ?? new Date().toISOString(),
      createdBy: before?.createdBy ?? createdBy,
    });
  }

  removeMember(source: 'group' | 'project', sourceId: number, userId: number) {
    return this.state.memberships.delete(
      membershipKey(source, sourceId, userId),
    );
  }
}
