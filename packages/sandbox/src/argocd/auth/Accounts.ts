import { createHash, randomUUID, timingSafeEqual } from 'node:crypto';
import type { Collection, DocumentStore } from '../../state/DocumentStore';
import { issuer, type Claims, type SessionTokens } from './SessionTokens';

export interface Account {
  name: string;
  /** `admin` may do everything, `readonly` may see everything; without role only the policies count. */
  role?: 'admin' | 'readonly';
  policies: string[];
  tokens: Array<{ id: string; issuedAt: number; expiresAt?: number }>;
}

/** Who sends a request. */
export interface Session {
  /** e.g. `runway` or `proj:shop:ci`. */
  subject: string;
  username: string;
  role?: Account['role'];
  policies: string[];
  groups: string[];
  /** Seconds since 1970. */
  issuedAt: number;
}

export interface NewAccountToken {
  account: string;
  /** Of a new account; `admin` unless projects or policies are given. */
  role?: Account['role'];
  /** Limits the account to the applications of these projects (everything but creating projects). */
  projects?: string[];
  /** Further policies: `p, <account>, <resource>, <action>, <object>, allow`. */
  policies?: string[];
  /** Negative = expired already; never expires by default. */
  expiresInSeconds?: number;
}

export const portalAccount = 'runway';

/** Accounts and their API tokens. Only the tokens' ids are kept. */
export class Accounts {
  readonly #accounts: Collection<Account>;

  constructor(
    store: DocumentStore,
    private readonly tokens: SessionTokens,
    private readonly portalToken: string,
    /** Whether the role of the project still has the token. */
    private readonly isProjectToken: (claims: Claims) => boolean = () => false,
  ) {
    this.#accounts = store.collection<Account>('argocd.accounts');
    if (!this.#accounts.has(portalAccount)) {
      this.#accounts.set(portalAccount, {
        name: portalAccount,
        role: 'admin',
        policies: [],
        tokens: [{ id: 'portal', issuedAt: seconds() }],
      });
    }
  }

  list(): Account[] {
    return this.#accounts.values();
  }

  get(name: string): Account | undefined {
    return this.#accounts.get(name);
  }

  /** Makes a token, and the account when there is none. The token is shown once. */
  createToken(options: NewAccountToken): string {
    const policies = [
      ...(options.policies ?? []),
      ...(options.projects ?? []).flatMap(project => [
        `p, ${options.account}, applications, *, ${project}/*, allow`,
        `p, ${options.account}, projects, get, ${project}, allow`,
      ]),
    ];
    const account: Account = this.#accounts.get(options.account) ?? {
      name: options.account,
      role: options.role ?? (policies.length > 0 ? undefined : 'admin'),
      policies: [],
      tokens: [],
    };
    const id = randomUUID();
    const issuedAt = seconds();
    const expiresAt =
      options.expiresInSeconds === undefined
        ? undefined
        : issuedAt + options.expiresInSeconds;
    this.#accounts.set(options.account, {
      ...account,
      policies: [...new Set([...account.policies, ...policies])],
      tokens: [
        ...account.tokens,
        { id, issuedAt, ...(expiresAt ? { expiresAt } : {}) },
      ],
    });
    return this.tokens.sign({
      iss: issuer,
      sub: `${options.account}:apiKey`,
      jti: id,
      iat: issuedAt,
      nbf: issuedAt,
      ...(expiresAt ? { exp: expiresAt } : {}),
    });
  }

  revokeToken(name: string, id: string): boolean {
    const account = this.#accounts.get(name);
    if (!account?.tokens.some(token => token.id === id)) {
      return false;
    }
    this.#accounts.set(name, {
      ...account,
      tokens: account.tokens.filter(token => token.id !== id),
    });
    return true;
  }

  /**
   * Who bears the token.
   * @throws Error with Argo CD's text when the token isn't valid
   */
  authenticate(token: string): Session {
    if (sameSecret(token, this.portalToken)) {
      return this.#session(portalAccount, 'portal');
    }
    const claims: Claims = this.tokens.verify(token);
    if (claims.sub.startsWith('proj:')) {
      if (!this.isProjectToken(claims)) {
        throw new Error('token is revoked, please re-login');
      }
      return {
        subject: claims.sub,
        username: claims.sub,
        policies: [],
        groups: claims.groups ?? [],
        issuedAt: claims.iat,
      };
    }
    return this.#session(claims.sub.replace(/:apiKey$/, ''), claims.jti);
  }

  #session(name: string, tokenId: string): Session {
    const account = this.#accounts.get(name);
    const token = account?.tokens.find(candidate => candidate.id === tokenId);
    if (!account || !token) {
      throw new Error(`account ${name} does not have token with id ${tokenId}`);
    }
    return {
      subject: name,
      username: name,
      ...(account.role ? { role: account.role } : {}),
      policies: account.policies,
      groups: [],
      issuedAt: token.issuedAt,
    };
  }
}

function sameSecret(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}

function seconds(): number {
  return Math.floor(Date.now() / 1_000);
}
