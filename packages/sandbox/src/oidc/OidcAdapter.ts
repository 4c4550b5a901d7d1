import type { Adapter, AdapterPayload } from 'oidc-provider';
import type { Collection, DocumentStore } from '../state/DocumentStore';

interface Kept {
  payload: AdapterPayload;
  /** Milliseconds since 1970; undefined = never. */
  expiresAt?: number;
}

/** What the OpenID provider keeps - sessions, grants, codes, tokens - on disk, with its expiry. */
export class OidcStorage {
  readonly #kept: Collection<Kept>;
  /** `<model>:<uid>` to key. */
  readonly #byUid = new Map<string, string>();
  /** Grant id to keys. */
  readonly #byGrant = new Map<string, Set<string>>();

  constructor(store: DocumentStore) {
    this.#kept = store.collection('oidc');
    for (const [key, kept] of this.#kept.entries()) {
      this.#index(key, kept);
    }
  }

  /** The adapter of one model, as oidc-provider asks for it. */
  adapter(model: string): Adapter {
    const keyOf = (id: string) => `${model}:${id}`;
    return {
      upsert: async (id, payload, expiresIn) => {
        this.#remove(keyOf(id));
        const kept = {
          payload,
          expiresAt: expiresIn ? Date.now() + expiresIn * 1000 : undefined,
        };
        this.#kept.set(keyOf(id), kept);
        this.#index(keyOf(id), kept);
      },
      find: async id => this.#find(keyOf(id)),
      findByUid: async uid =>
        this.#find(this.#byUid.get(`${model}:${uid}`) ?? ''),
      findByUserCode: async () => undefined,
      destroy: async id => this.#remove(keyOf(id)),
      consume: async id => {
        const kept = this.#kept.get(keyOf(id));
        if (kept) {
          const consumed = Math.floor(Date.now() / 1000);
          this.#kept.set(keyOf(id), {
            ...kept,
            payload: { ...kept.payload, consumed },
          });
        }
      },
      revokeByGrantId: async grantId => {
        for (const key of [...(this.#byGrant.get(grantId) ?? [])]) {
          this.#remove(key);
        }
      },
    };
  }

  /** Removes what has expired. */
  sweep(): void {
    const now = Date.now();
    for (const [key, { expiresAt }] of this.#kept.entries()) {
      if (expiresAt !== undefined && expiresAt <= now) {
        this.#remove(key);
      }
    }
  }

  #find(key: string): AdapterPayload | undefined {
    const kept = this.#kept.get(key);
    if (kept?.expiresAt !== undefined && kept.expiresAt <= Date.now()) {
      this.#remove(key);
      return undefined;
    }
    // A copy: the provider changes what it is given.
    return kept && structuredClone(kept.payload);
  }

  #index(key: string, { payload }: Kept) {
    const model = key.slice(0, key.indexOf(':'));
    if (payload.uid) {
      this.#byUid.set(`${model}:${payload.uid}`, key);
    }
    if (payload.grantId) {
      const keys = this.#byGrant.get(payload.grantId) ?? new Set();
      this.#byGrant.set(payload.grantId, keys.add(key));
    }
  }

  #remove(key: string) {
    const kept = this.#kept.get(key);
    if (kept) {
      const model = key.slice(0, key.indexOf(':'));
      this.#byUid.delete(`${model}:${kept.payload.uid}`);
      const keys = this.#byGrant.get(kept.payload.grantId ?? '');
      keys?.delete(key);
      if (keys?.size === 0) {
        this.#byGrant.delete(kept.payload.grantId ?? '');
      }
      this.#kept.delete(key);
    }
  }
}
