import { randomBytes } from 'node:crypto';
import type { Collection, DocumentStore } from '../../state/DocumentStore';

/** Default and longest lifetime of a token, as Vault's: 32 days. */
export const MAX_TTL_SECONDS = 768 * 3600;

/** A token as it is kept. Times are milliseconds since 1970, durations seconds. */
export interface TokenEntry {
  id: string;
  accessor: string;
  policies: string[];
  /** API path that issued it. */
  path: string;
  meta: Record<string, string> | null;
  displayName: string;
  /** Requests left; 0 = without limit. */
  numUses: number;
  parent?: string;
  issuedAt: number;
  ttl: number;
  explicitMaxTtl: number;
  period: number;
  /** Undefined = never. */
  expiresAt?: number;
  renewable: boolean;
  renewedAt?: number;
}

export interface TokenDraft {
  id?: string;
  policies: string[];
  path: string;
  meta?: Record<string, string>;
  displayName: string;
  numUses?: number;
  parent?: string;
  /** Seconds; 0 = never expires. */
  ttl: number;
  explicitMaxTtl?: number;
  period?: number;
  renewable?: boolean;
}

/** The tokens. An expired or used up one is gone the moment anybody asks for it, and so are its children. */
export class TokenStore {
  readonly #tokens: Collection<TokenEntry>;
  readonly #byAccessor = new Map<string, string>();
  readonly #children = new Map<string, Set<string>>();

  constructor(store: DocumentStore) {
    this.#tokens = store.collection('vault-tokens');
    for (const token of this.#tokens.values()) {
      this.#index(token);
    }
  }

  /** Makes a token without keeping it: good for one piece of work inside the sandbox. */
  draft(draft: TokenDraft): TokenEntry {
    const now = Date.now();
    return {
      id: draft.id ?? `hvs.${randomBytes(24).toString('base64url')}`,
      accessor: randomBytes(18).toString('base64url').slice(0, 24),
      policies: [...new Set(draft.policies)].sort(),
      path: draft.path,
      meta: draft.meta ?? null,
      displayName: draft.displayName,
      numUses: draft.numUses ?? 0,
      parent: draft.parent,
      issuedAt: now,
      ttl: draft.ttl,
      explicitMaxTtl: draft.explicitMaxTtl ?? 0,
      period: draft.period ?? 0,
      expiresAt: draft.ttl > 0 ? now + draft.ttl * 1000 : undefined,
      renewable: draft.ttl > 0 && (draft.renewable ?? true),
    };
  }

  issue(draft: TokenDraft): TokenEntry {
    const token = this.draft(draft);
    this.#remove(token.id);
    this.#save(token);
    return token;
  }

  lookup(id: string): TokenEntry | undefined {
    const token = this.#tokens.get(id);
    if (token?.expiresAt !== undefined && token.expiresAt <= Date.now()) {
      this.revoke(id);
      return undefined;
    }
    return token;
  }

  lookupAccessor(accessor: string): TokenEntry | undefined {
    const id = this.#byAccessor.get(accessor);
    return id === undefined ? undefined : this.lookup(id);
  }

  /** Counts one request of a token with limited uses. The last one revokes it once the request is through. */
  use(token: TokenEntry): { token: TokenEntry; afterwards(): void } {
    if (token.numUses === 1) {
      return { token, afterwards: () => this.revoke(token.id) };
    }
    const used = { ...token, numUses: Math.max(0, token.numUses - 1) };
    if (token.numUses > 1) {
      this.#save(used);
    }
    return { token: used, afterwards: () => {} };
  }

  /** Extends a token. @returns the renewed token, or undefined when it may not be renewed */
  renew(id: string, increment = 0): TokenEntry | undefined {
    const token = this.lookup(id);
    if (!token?.renewable) {
      return undefined;
    }
    const now = Date.now();
    const wanted = token.period || increment || token.ttl;
    const limit = token.explicitMaxTtl || (token.period ? 0 : MAX_TTL_SECONDS);
    const latest = limit ? token.issuedAt + limit * 1000 : Infinity;
    const renewed = {
      ...token,
      renewedAt: now,
      expiresAt: Math.min(now + wanted * 1000, latest),
    };
    this.#save(renewed);
    return renewed;
  }

  /** Revokes a token and all that were made with it. */
  revoke(id: string): void {
    const children = [...(this.#children.get(id) ?? [])];
    this.#remove(id);
    for (const child of children) {
      this.revoke(child);
    }
  }

  /** Revokes a token and leaves those that were made with it. */
  revokeOrphan(id: string): void {
    for (const child of this.#children.get(id) ?? []) {
      this.#tokens.set(child, {
        ...this.#tokens.get(child)!,
        parent: undefined,
      });
    }
    this.#remove(id);
  }

  accessors(): string[] {
    this.sweep();
    return this.#tokens.values().map(token => token.accessor);
  }

  /** Removes what has expired. */
  sweep(): void {
    const now = Date.now();
    for (const token of this.#tokens.values()) {
      if (token.expiresAt !== undefined && token.expiresAt <= now) {
        this.revoke(token.id);
      }
    }
  }

  #save(token: TokenEntry) {
    this.#tokens.set(token.id, token);
    this.#index(token);
  }

  #index(token: TokenEntry) {
    this.#byAccessor.set(token.accessor, token.id);
    if (token.parent !== undefined) {
      const siblings = this.#children.get(token.parent) ?? new Set();
      this.#children.set(token.parent, siblings.add(token.id));
    }
  }

  #remove(id: string) {
    const token = this.#tokens.get(id);
    if (token) {
      this.#byAccessor.delete(token.accessor);
      this.#children.get(token.parent ?? '')?.delete(id);
      this.#children.delete(id);
      this.#tokens.delete(id);
    }
  }
}
