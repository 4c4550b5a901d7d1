import { formatDuration } from '../request/parseDuration';
import { invalidRequest, VaultError } from '../request/VaultError';
import type { VaultAnswer, VaultCall, VaultRoute } from '../request/VaultRoute';
import { kvMetadataRoutes } from './kvMetadataRoutes';
import { isGone, type KvSecret, type KvStore, type KvVersion } from './KvStore';
import { mergePatch } from './mergePatch';

/**
 * The paths of a KV version 2 engine.
 * @param changed - told the path below the mount that changed
 */
export function kvRoutes(
  kv: KvStore,
  changed: (path: string) => void,
): VaultRoute[] {
  const setVersions =
    (change: (version: KvVersion, secret: KvSecret) => KvVersion) =>
    ({ params, fields }: VaultCall) => {
      const numbers = fields.integers('versions') ?? [];
      if (numbers.length === 0) {
        throw invalidRequest('No version number provided');
      }
      const secret = kv.get(params.path);
      if (secret) {
        const versions = { ...secret.versions };
        for (const number of numbers) {
          const version = versions[number];
          if (version && !version.destroyed) {
            versions[number] = change(version, secret);
          }
        }
        kv.save(params.path, { ...secret, versions });
        changed(`data/${params.path}`);
      }
    };
  const markDeleted = (version: KvVersion): KvVersion =>
    isGone(version)
      ? version
      : { ...version, deletionTime: new Date().toISOString() };
  const destroy = ({ data: _data, ...version }: KvVersion): KvVersion => ({
    ...version,
    destroyed: true,
  });

  return [
    {
      pattern: /^config$/,
      read: () => ({
        data: {
          cas_required: kv.config.casRequired,
          delete_version_after: formatDuration(kv.config.deleteVersionAfter),
          max_versions: kv.config.maxVersions,
        },
      }),
      write: ({ fields }) => {
        kv.config = {
          casRequired: fields.boolean('cas_required') ?? kv.config.casRequired,
          maxVersions: fields.integer('max_versions') ?? kv.config.maxVersions,
          deleteVersionAfter:
            fields.duration('delete_version_after') ??
            kv.config.deleteVersionAfter,
        };
      },
    },
    {
      pattern: /^data\/(?<path>.*[^/])$/,
      exists: ({ path }) => kv.get(path) !== undefined,
      read: call => read(kv, call),
      write: call => {
        const data = call.fields.map('data');
        if (!data) {
          throw invalidRequest('no data provided');
        }
        checkAndSet(kv, call);
        const saved = kv.addVersion(call.params.path, data);
        changed(`data/${call.params.path}`);
        return { data: describeVersion(saved, saved.currentVersion) };
      },
      patch: call => {
        const patch = call.fields.map('data');
        if (!patch) {
          throw invalidRequest('no data provided');
        }
        const secret = kv.get(call.params.path);
        const version = secret?.versions[secret.currentVersion];
        if (!secret || !version) {
          throw new VaultError(404, []);
        }
        checkAndSet(kv, call);
        if (isGone(version)) {
          return {
            status: 404,
            data: describeVersion(secret, secret.currentVersion),
          };
        }
        const saved = kv.addVersion(
          call.params.path,
          mergePatch(version.data ?? {}, patch),
        );
        changed(`data/${call.params.path}`);
        return { data: describeVersion(saved, saved.currentVersion) };
      },
      delete: ({ params }) => {
        const secret = kv.get(params.path);
        const version = secret?.versions[secret.currentVersion];
        if (secret && version) {
          kv.save(params.path, {
            ...secret,
            versions: {
              ...secret.versions,
              [secret.currentVersion]: markDeleted(version),
            },
          });
          changed(`data/${params.path}`);
        }
      },
    },
    {
      pattern: /^subkeys\/(?<path>.*[^/])$/,
      read: call => {
        const answer = read(kv, call);
        if (!answer || answer.status === 404) {
          return answer;
        }
        const depth = call.fields.integer('depth') ?? 0;
        const { data, metadata } = answer.data as Record<string, any>;
        return { data: { subkeys: subkeys(data, depth), metadata } };
      },
    },
    { pattern: /^delete\/(?<path>.+)$/, write: setVersions(markDeleted) },
    {
      pattern: /^undelete\/(?<path>.+)$/,
      write: setVersions((version, secret) => ({
        ...version,
        deletionTime: kv.deletionTime(secret),
      })),
    },
    { pattern: /^destroy\/(?<path>.+)$/, write: setVersions(destroy) },
    ...kvMetadataRoutes(kv, changed),
    misdirected(),
  ];
}

function read(kv: KvStore, { params, fields }: VaultCall): VaultAnswer | void {
  const secret = kv.get(params.path);
  const number = fields.integer('version') || secret?.currentVersion || 0;
  const version = secret?.versions[number];
  if (!secret || !version) {
    return undefined;
  }
  const metadata = describeVersion(secret, number);
  return isGone(version)
    ? { status: 404, data: { data: null, metadata } }
    : { data: { data: version.data, metadata } };
}

function describeVersion(secret: KvSecret, number: number) {
  const version = secret.versions[number];
  return {
    created_time: version.createdTime,
    custom_metadata: secret.customMetadata,
    deletion_time: version.deletionTime,
    destroyed: version.destroyed,
    version: number,
  };
}

/** @throws VaultError 400 when the version asked for isn't the current one, or none is given where one must be */
function checkAndSet(kv: KvStore, { params, fields }: VaultCall) {
  const secret = kv.get(params.path);
  const cas = fields.map('options')?.cas;
  if (cas === undefined) {
    if (kv.config.casRequired || secret?.casRequired) {
      throw invalidRequest('check-and-set parameter required for this call');
    }
    return;
  }
  const wanted = Number(cas);
  if (cas === null || !Number.isInteger(wanted)) {
    throw invalidRequest('error parsing check-and-set parameter');
  }
  if (wanted !== (secret?.currentVersion ?? 0)) {
    throw invalidRequest(
      'check-and-set parameter did not match the current version',
    );
  }
}

/** The names in a secret, values left out; `depth` 0 = all levels. */
function subkeys(
  data: Record<string, unknown>,
  depth: number,
  level = 1,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(data).map(([key, value]) => {
      const isMap =
        typeof value === 'object' && value !== null && !Array.isArray(value);
      return [
        key,
        isMap && (depth === 0 || level < depth)
          ? subkeys(value as Record<string, unknown>, depth, level + 1)
          : null,
      ];
    }),
  );
}

/** Paths of KV version 1 get a hint, not only a 404. */
function misdirected(): VaultRoute {
  const hint = () => ({
    status: 404,
    raw: {
      errors: [],
      warnings: [
        "Invalid path for a versioned K/V engine. See the API docs for the appropriate API endpoints to use. If using the Vault CLI, use 'vault kv get' for this operation.",
      ],
    },
  });
  return {
    pattern: /^/,
    read: hint,
    write: hint,
    patch: hint,
    delete: hint,
    list: hint,
  };
}
