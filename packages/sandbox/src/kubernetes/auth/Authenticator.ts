import { createHash, timingSafeEqual } from 'node:crypto';
import type { Collection } from '../../state/DocumentStore';
import { serviceAccountUser, type UserInfo } from './UserInfo';
import type { ServiceAccountTokens } from './ServiceAccountTokens';

/** A person or machine known by a token that doesn't expire. */
export interface StaticUser {
  username: string;
  groups: string[];
}

/** Tells who a bearer token belongs to. */
export class Authenticator {
  /**
   * @param users - static tokens, by the hash of the token
   * @param portalToken - belongs to ServiceAccount `portal` in namespace `runway`
   */
  constructor(
    private readonly tokens: ServiceAccountTokens,
    private readonly users: Collection<StaticUser>,
    private readonly portalToken: string,
  ) {}

  authenticate(token: string, audiences?: string[]): UserInfo | undefined {
    if (isEqual(token, this.portalToken)) {
      return serviceAccountUser('runway', 'portal');
    }
    const user = this.users.get(hash(token));
    if (user) {
      return {
        username: user.username,
        groups: [...user.groups, 'system:authenticated'],
      };
    }
    return this.tokens.verify(token, audiences);
  }

  addUser(token: string, user: StaticUser): void {
    this.users.set(hash(token), user);
  }
}

function hash(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

function isEqual(a: string, b: string): boolean {
  return timingSafeEqual(Buffer.from(hash(a)), Buffer.from(hash(b)));
}
