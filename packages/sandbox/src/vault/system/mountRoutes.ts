import type { PolicyStore } from '../policy/PolicyStore';
import type { RequestFields } from '../request/RequestFields';
import { invalidRequest, permissionDenied } from '../request/VaultError';
import type { VaultRoute } from '../request/VaultRoute';
import {
  describeMount,
  describeTuning,
  type Mount,
  type MountTable,
} from './MountTable';

export interface MountRouteOptions {
  /** `mounts` or `auth`, the name below `sys/`. */
  name: 'mounts' | 'auth';
  table: MountTable;
  /** Types that can be enabled. */
  types: string[];
  /** Told of a mount that is no more, to forget its content. */
  disabled(mount: Mount): void;
  changed(path: string): void;
}

const BUILT_IN = new Set(['sys/', 'token/']);
const TUNABLE = [
  'listing_visibility',
  'audit_non_hmac_request_keys',
  'audit_non_hmac_response_keys',
  'passthrough_request_headers',
  'allowed_response_headers',
];

/** `sys/mounts` (secrets engines) or `sys/auth` (auth methods). Vault protects the latter with `sudo`. */
export function mountRoutes(options: MountRouteOptions): VaultRoute[] {
  const { name, table, types } = options;
  const sudo = name === 'auth';
  const existing = (path: string): Mount => {
    const mount = table.get(path);
    if (!mount) {
      throw invalidRequest(
        sudo
          ? `cannot fetch sysview for path "${path}/"`
          : `no handler for route "${path}/". route entry not found.`,
      );
    }
    return mount;
  };
  return [
    {
      pattern: new RegExp(`^${name}/?$`),
      read: () => ({
        data: Object.fromEntries(
          table.list().map(mount => [mount.path, describeMount(mount)]),
        ),
      }),
    },
    {
      pattern: new RegExp(`^${name}/(?<path>.+)/tune$`),
      sudo,
      read: ({ params }) => ({ data: describeTuning(existing(params.path)) }),
      write: ({ params, fields, data }) => {
        const mount = existing(params.path);
        table.update({
          ...mount,
          ...leaseTimes(fields, mount),
          description: fields.string('description') ?? mount.description,
          config: { ...mount.config, ...pick(data, TUNABLE) },
        });
        options.changed(`sys/${name}/${params.path}/tune`);
      },
    },
    {
      pattern: new RegExp(`^${name}/(?<path>.+?)/?$`),
      sudo,
      read: ({ params }) => ({ data: describeMount(existing(params.path)) }),
      write: ({ params, fields, data }) => {
        const type = fields.string('type') ?? '';
        const kind = type === 'kv-v2' ? 'kv' : type;
        if (type === '') {
          throw invalidRequest('backend type must be specified as a string');
        }
        if (!types.includes(kind)) {
          throw invalidRequest(`plugin not found in the catalog: ${type}`);
        }
        const taken = table.conflict(params.path);
        if (taken) {
          throw invalidRequest(
            `path is already in use at ${sudo ? 'auth/' : ''}${taken.path}`,
          );
        }
        const version = type === 'kv-v2' ? '2' : fields.map('options')?.version;
        if (kind === 'kv' && String(version) !== '2') {
          throw invalidRequest('only version 2 of the KV engine is available');
        }
        const config = fields.map('config') ?? {};
        table.enable({
          path: params.path,
          type: kind,
          description: fields.string('description') ?? '',
          options: kind === 'kv' ? { version: '2' } : null,
          local: fields.boolean('local') ?? false,
          config: { ...pick(config, TUNABLE), ...pick(data, TUNABLE) },
        });
        options.changed(`sys/${name}/${params.path}`);
      },
      delete: ({ params }) => {
        const mount = table.get(params.path);
        if (mount && BUILT_IN.has(mount.path)) {
          throw invalidRequest(
            sudo
              ? 'token credential backend cannot be disabled'
              : `cannot unmount "${mount.path}"`,
          );
        }
        if (mount) {
          table.disable(params.path);
          options.disabled(mount);
          options.changed(`sys/${name}/${params.path}`);
        }
      },
    },
  ];
}

/** What a user interface or the command line asks about a mount; open to every token that may do anything below it. */
export function visibleMountRoutes(
  table: MountTable,
  policies: PolicyStore,
): VaultRoute[] {
  return [
    {
      pattern: /^internal\/ui\/mounts\/(?<path>.+)$/,
      read: ({ params, token }) => {
        const mount = table.find(params.path);
        const control = policies.accessControl(token.policies);
        if (!mount || !control.touches(mount.path)) {
          throw permissionDenied();
        }
        return { data: { ...describeMount(mount), path: mount.path } };
      },
    },
  ];
}

function leaseTimes(fields: RequestFields, mount: Mount) {
  return {
    defaultLeaseTtl:
      fields.duration('default_lease_ttl') ?? mount.defaultLeaseTtl,
    maxLeaseTtl: fields.duration('max_lease_ttl') ?? mount.maxLeaseTtl,
  };
}

function pick(
  data: Record<string, unknown>,
  names: string[],
): Record<string, unknown> {
  return Object.fromEntries(
    names
      .filter(name => data[name] !== undefined)
      .map(name => [name, data[name]]),
  );
}
