import { formatDuration } from '../request/parseDuration';
import type { RequestFields } from '../request/RequestFields';
import { invalidRequest, multiError, VaultError } from '../request/VaultError';
import {
  listAnswer,
  type VaultAnswer,
  type VaultRoute,
} from '../request/VaultRoute';
import type { KvSecret, KvStore } from './KvStore';

const SETTINGS = [
  'max_versions',
  'cas_required',
  'delete_version_after',
  'custom_metadata',
];

/** `metadata/...` of a KV version 2 engine. */
export function kvMetadataRoutes(
  kv: KvStore,
  changed: (path: string) => void,
): VaultRoute[] {
  return [
    {
      pattern: /^metadata\/?(?<path>.*)$/,
      exists: ({ path }) => kv.get(path) !== undefined,
      list: ({ params }) => listAnswer(kv.list(params.path)),
      read: ({ params }) => {
        const secret = kv.get(params.path);
        return secret && { data: describe(secret) };
      },
      write: ({ params, fields }) => {
        requirePath(params.path);
        if (!SETTINGS.some(name => fields.has(name))) {
          return undefined;
        }
        const secret = kv.getOrNew(params.path);
        const map = fields.map('custom_metadata');
        const answer = applySettings(kv, secret, fields);
        kv.save(params.path, {
          ...answer.secret,
          customMetadata: map ? customMetadata(map) : secret.customMetadata,
        });
        changed(`metadata/${params.path}`);
        return answer.warning;
      },
      patch: ({ params, fields }) => {
        requirePath(params.path);
        const secret = kv.get(params.path);
        if (!secret) {
          throw new VaultError(404, []);
        }
        const answer = applySettings(kv, secret, fields);
        const patch = fields.map('custom_metadata') ?? {};
        const merged: Record<string, unknown> = {
          ...secret.customMetadata,
          ...patch,
        };
        for (const [key, value] of Object.entries(patch)) {
          if (value === null) {
            delete merged[key];
          }
        }
        kv.save(params.path, {
          ...answer.secret,
          customMetadata: fields.has('custom_metadata')
            ? customMetadata(merged)
            : secret.customMetadata,
        });
        changed(`metadata/${params.path}`);
        return answer.warning;
      },
      delete: ({ params }) => {
        if (kv.delete(params.path)) {
          changed(`metadata/${params.path}`);
        }
      },
    },
  ];
}

function requirePath(path: string) {
  if (path === '') {
    throw invalidRequest('missing path');
  }
}

function describe(secret: KvSecret): Record<string, unknown> {
  return {
    cas_required: secret.casRequired,
    created_time: secret.createdTime,
    current_version: secret.currentVersion,
    custom_metadata: secret.customMetadata,
    delete_version_after: formatDuration(secret.deleteVersionAfter),
    max_versions: secret.maxVersions,
    oldest_version: secret.oldestVersion,
    updated_time: secret.updatedTime,
    versions: Object.fromEntries(
      Object.entries(secret.versions).map(([number, version]) => [
        number,
        {
          created_time: version.createdTime,
          deletion_time: version.deletionTime,
          destroyed: version.destroyed,
        },
      ]),
    ),
  };
}

function applySettings(
  kv: KvStore,
  secret: KvSecret,
  fields: RequestFields,
): { secret: KvSecret; warning?: VaultAnswer } {
  const casRequired = fields.boolean('cas_required');
  const deleteVersionAfter = fields.duration('delete_version_after');
  const maxVersions = fields.integer('max_versions');
  if ((deleteVersionAfter ?? 0) < 0 || (maxVersions ?? 0) < 0) {
    throw invalidRequest('cannot provide negative value');
  }
  return {
    secret: {
      ...secret,
      casRequired: casRequired ?? secret.casRequired,
      deleteVersionAfter: deleteVersionAfter ?? secret.deleteVersionAfter,
      maxVersions: maxVersions ?? secret.maxVersions,
    },
    warning:
      casRequired === false && kv.config.casRequired
        ? {
            warnings: [
              '"cas_required" set to false, but is mandated by backend config. This value will be ignored.',
            ],
          }
        : undefined,
  };
}

const MAX_KEYS = 64;
const MAX_KEY_LENGTH = 128;
const MAX_VALUE_LENGTH = 512;

/** @throws VaultError 400 naming every key and value that Vault would not keep */
function customMetadata(map: Record<string, unknown>): Record<string, string> {
  const problem = (text: string) =>
    `custom_metadata validation failed: ${text}`;
  const count = Object.keys(map).length;
  if (count > MAX_KEYS) {
    throw multiError(
      400,
      problem(
        `payload must contain at most ${MAX_KEYS} keys, provided ${count}`,
      ),
    );
  }
  const problems: string[] = [];
  const result: Record<string, string> = {};
  for (const [key, value] of Object.entries(map)) {
    if (typeof value === 'object' && value !== null) {
      throw invalidRequest(problem(`value of key "${key}" must be a string`));
    }
    const text = value === null ? '' : String(value);
    result[key] = text;
    if (key.length === 0 || key.length > MAX_KEY_LENGTH) {
      problems.push(
        problem(
          `length of key "${key}" is ${key.length} but must be 0 < len(key) <= ${MAX_KEY_LENGTH}`,
        ),
      );
    }
    if (text.length === 0 || text.length > MAX_VALUE_LENGTH) {
      problems.push(
        problem(
          `length of value for key "${key}" is ${text.length} but must be 0 < len(value) <= ${MAX_VALUE_LENGTH}`,
        ),
      );
    }
    if (!isPrintable(key)) {
      problems.push(problem(`key "${key}" contains unprintable characters`));
    }
    if (!isPrintable(text)) {
      problems.push(
        problem(`value for key "${key}" contains unprintable characters`),
      );
    }
  }
  if (problems.length > 0) {
    throw multiError(400, ...problems);
  }
  return result;
}

function isPrintable(text: string): boolean {
  return !/[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Zl}\p{Zp}]/u.test(text);
}
