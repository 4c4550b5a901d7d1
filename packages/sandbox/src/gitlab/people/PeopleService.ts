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
    return this.state.users.put({
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
    });
  }

  removeMember(source: 'group' | 'project', sourceId: number, userId: number) {
    return this.state.memberships.delete(
      membershipKey(source, sourceId, userId),
    );
  }
}
