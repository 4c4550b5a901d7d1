import type { Collection, DocumentStore } from '../../state/DocumentStore';

export interface KvVersion {
  /** ISO 8601. */
  createdTime: string;
  /** ISO 8601, empty = never; may lie ahead. */
  deletionTime: string;
  destroyed: boolean;
  /** Gone once destroyed. */
  data?: Record<string, unknown>;
}

/** A secret with its versions. A path may have metadata before it has a version. */
export interface KvSecret {
  versions: Record<number, KvVersion>;
  currentVersion: number;
  oldestVersion: number;
  createdTime: string;
  updatedTime: string;
  /** 0 = the engine's. */
  maxVersions: number;
  casRequired: boolean;
  /** Seconds; 0 = the engine's. */
  deleteVersionAfter: number;
  customMetadata: Record<string, string> | null;
}

export interface KvConfig {
  maxVersions: number;
  casRequired: boolean;
  /** Seconds; 0 = never. */
  deleteVersionAfter: number;
}

const DEFAULT_MAX_VERSIONS = 10;

/** The secrets of one KV version 2 mount. */
export class KvStore {
  readonly #secrets: Collection<KvSecret>;
  readonly #configs: Collection<KvConfig>;

  /** @param mountPath - with a slash at the end */
  constructor(store: DocumentStore, private readonly mountPath: string) {
    this.#secrets = store.collection('vault-kv');
    this.#configs = store.collection('vault-kv-config');
  }

  get config(): KvConfig {
    return (
      this.#configs.get(this.mountPath) ?? {
        maxVersions: 0,
        casRequired: false,
        deleteVersionAfter: 0,
      }
    );
  }

  set config(config: KvConfig) {
    this.#configs.set(this.mountPath, config);
  }

  get(path: string): KvSecret | undefined {
    return this.#secrets.get(this.mountPath + path);
  }

  /** The secret, or an empty one that isn't kept yet. */
  getOrNew(path: string): KvSecret {
    const now = new Date().toISOString();
    return (
      this.get(path) ?? {
        versions: {},
        currentVersion: 0,
        oldestVersion: 0,
        createdTime: now,
        updatedTime: now,
        maxVersions: 0,
        casRequired: false,
        deleteVersionAfter: 0,
        customMetadata: null,
      }
    );
  }

  save(path: string, secret: KvSecret): void {
    this.#secrets.set(this.mountPath + path, {
      ...secret,
      updatedTime: new Date().toISOString(),
    });
  }

  delete(path: string): boolean {
    return this.#secrets.delete(this.mountPath + path);
  }

  /** Adds a version and forgets the oldest beyond the limit. */
  addVersion(path: string, data: Record<string, unknown>): KvSecret {
    const secret = this.getOrNew(path);
    const current = secret.currentVersion + 1;
    const versions: KvSecret['versions'] = {
      ...secret.versions,
      [current]: {
        createdTime: new Date().toISOString(),
        deletionTime: this.deletionTime(secret),
        destroyed: false,
        data,
      },
    };
    const limit =
      secret.maxVersions || this.config.maxVersions || DEFAULT_MAX_VERSIONS;
    const oldest = Math.max(current - limit + 1, 1);
    for (const version of Object.keys(versions).map(Number)) {
      if (version < oldest) {
        delete versions[version];
      }
    }
    const saved = {
      ...secret,
      versions,
      currentVersion: current,
      oldestVersion: oldest > 1 ? oldest : secret.oldestVersion,
    };
    this.save(path, saved);
    return saved;
  }

  /** When a version made now deletes itself: the earlier of the engine's and the secret's setting. */
  deletionTime(secret: KvSecret): string {
    const limits = [
      this.config.deleteVersionAfter,
      secret.deleteVersionAfter,
    ].filter(seconds => seconds > 0);
    return limits.length > 0
      ? new Date(Date.now() + Math.min(...limits) * 1000).toISOString()
      : '';
  }

  /** Names directly below a folder; folders end with a slash. */
  list(folder: string): string[] {
    const prefix = this.mountPath + folder;
    const names = new Set<string>();
    for (const key of this.#secrets.keys()) {
      if (key.startsWith(prefix) && key.length > prefix.length) {
        const rest = key.slice(prefix.length);
        const slash = rest.indexOf('/');
        names.add(slash < 0 ? rest : rest.slice(0, slash + 1));
      }
    }
    return [...names].sort();
  }

  /** Forgets everything, when the mount is disabled. */
  clear(): void {
    for (const key of this.#secrets.keys()) {
      if (key.startsWith(this.mountPath)) {
        this.#secrets.delete(key);
      }
    }
    this.#configs.delete(this.mountPath);
  }
}

/** A version that has been deleted or destroyed has no data to give. */
export function isGone(version: KvVersion): boolean {
  return (
    version.destroyed ||
    (version.deletionTime !== '' &&
      Date.parse(version.deletionTime) <= Date.now())
  );
}
