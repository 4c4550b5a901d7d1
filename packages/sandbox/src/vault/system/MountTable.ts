import { randomBytes, randomUUID } from 'node:crypto';
import type { Collection, DocumentStore } from '../../state/DocumentStore';
import { MAX_TTL_SECONDS } from '../tokens/TokenStore';

/** A secrets engine or an auth method at its path. */
export interface Mount {
  /** With a slash at the end: `secret/`, `kubernetes-dev/`. */
  path: string;
  type: string;
  description: string;
  accessor: string;
  uuid: string;
  options: Record<string, string> | null;
  local: boolean;
  sealWrap: boolean;
  /** Seconds; 0 = the system's. */
  defaultLeaseTtl: number;
  maxLeaseTtl: number;
  /** Further settings of `config`, kept as they were given. */
  config: Record<string, unknown>;
}

export type MountDraft = Pick<Mount, 'path' | 'type'> & Partial<Mount>;

/** Secrets engines (`vault-mounts`) or auth methods (`vault-auth-mounts`). */
export class MountTable {
  readonly #mounts: Collection<Mount>;

  constructor(
    store: DocumentStore,
    private readonly kind: 'mounts' | 'auth-mounts',
  ) {
    this.#mounts = store.collection(`vault-${kind}`);
  }

  list(): Mount[] {
    return this.#mounts.values().sort((a, b) => (a.path < b.path ? -1 : 1));
  }

  get(path: string): Mount | undefined {
    return this.#mounts.get(normalize(path));
  }

  /** The mount that serves an API path, longest path first. */
  find(path: string): Mount | undefined {
    const parts = path.split('/');
    for (let length = parts.length; length > 0; length--) {
      const mount = this.#mounts.get(`${parts.slice(0, length).join('/')}/`);
      if (mount) {
        return mount;
      }
    }
    return undefined;
  }

  /** The mount that a new one at this path would cover, or be covered by. */
  conflict(path: string): Mount | undefined {
    const wanted = normalize(path);
    return this.#mounts
      .values()
      .find(
        ({ path: taken }) =>
          taken.startsWith(wanted) || wanted.startsWith(taken),
      );
  }

  enable(draft: MountDraft): Mount {
    const mount: Mount = {
      description: '',
      accessor: `${this.kind === 'mounts' ? '' : 'auth_'}${
        draft.type
      }_${randomBytes(4).toString('hex')}`,
      uuid: randomUUID(),
      options: null,
      local: false,
      sealWrap: false,
      defaultLeaseTtl: 0,
      maxLeaseTtl: 0,
      config: {},
      ...draft,
      path: normalize(draft.path),
    };
    this.#mounts.set(mount.path, mount);
    return mount;
  }

  update(mount: Mount): void {
    this.#mounts.set(mount.path, mount);
  }

  disable(path: string): boolean {
    return this.#mounts.delete(normalize(path));
  }
}

/** The mount as `sys/mounts` and `sys/auth` describe it. */
export function describeMount(mount: Mount): Record<string, unknown> {
  return {
    accessor: mount.accessor,
    config: {
      default_lease_ttl: mount.defaultLeaseTtl,
      force_no_cache: false,
      max_lease_ttl: mount.maxLeaseTtl,
      ...(mount.accessor.startsWith('auth_')
        ? { token_type: 'default-service' }
        : {}),
      ...mount.config,
    },
    deprecation_status: 'supported',
    description: mount.description,
    external_entropy_access: false,
    local: mount.local,
    options: mount.options,
    plugin_version: '',
    running_plugin_version: 'v1.15.6+builtin.vault',
    running_sha256: '',
    seal_wrap: mount.sealWrap,
    type: mount.type,
    uuid: mount.uuid,
  };
}

/** The settings as `tune` answers them: with the system's lifetimes filled in. */
export function describeTuning(mount: Mount): Record<string, unknown> {
  return {
    default_lease_ttl: mount.defaultLeaseTtl || MAX_TTL_SECONDS,
    description: mount.description,
    force_no_cache: false,
    max_lease_ttl: mount.maxLeaseTtl || MAX_TTL_SECONDS,
    ...(mount.options ? { options: mount.options } : {}),
    ...mount.config,
  };
}

function normalize(path: string): string {
  return `${path.replace(/^\/+|\/+$/g, '')}/`;
}
