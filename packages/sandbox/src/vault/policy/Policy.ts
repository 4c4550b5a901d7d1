import { HclBody, parseHcl, type HclItem, type HclValue } from './parseHcl';

export const CAPABILITIES = [
  'sudo',
  'read',
  'list',
  'update',
  'delete',
  'create',
  'patch',
] as const;

export type Capability = (typeof CAPABILITIES)[number];

/** What one `path` of a policy permits. `deny` stands alone. */
export interface PathRule {
  /** As written, without a leading slash. `*` at the end is a prefix match, `+` one segment. */
  path: string;
  capabilities: Set<Capability> | 'deny';
  allowedParameters?: Record<string, HclValue[]>;
  deniedParameters?: Record<string, HclValue[]>;
  requiredParameters?: string[];
}

const PATH_KEYS = new Set([
  'comment',
  'policy',
  'capabilities',
  'allowed_parameters',
  'denied_parameters',
  'required_parameters',
  'min_wrapping_ttl',
  'max_wrapping_ttl',
]);

/** The words policies used before capabilities. */
const LEGACY: Record<string, Array<Capability | 'deny'>> = {
  deny: ['deny'],
  read: ['read', 'list'],
  write: ['create', 'read', 'update', 'delete', 'list'],
  sudo: ['create', 'read', 'update', 'delete', 'list', 'sudo'],
};

/**
 * Reads a policy written in HCL or JSON.
 * @throws Error `failed to parse policy: ...` with the place, as Vault words it
 */
export function parsePolicy(text: string): PathRule[] {
  try {
    return parseHcl(stripJsonBraces(text)).items.flatMap(item => {
      if (item.key === 'name') {
        return [];
      }
      if (item.key !== 'path') {
        throw new Error(`invalid key "${item.key}" on line ${item.line}`);
      }
      return pathItems(item).map(([path, body]) => pathRule(path, body));
    });
  } catch (error) {
    throw new Error(`failed to parse policy: ${(error as Error).message}`);
  }
}

/** A JSON policy is one object; its members are the items of the document. */
function stripJsonBraces(text: string): string {
  const trimmed = text.trim();
  return trimmed.startsWith('{') && trimmed.endsWith('}')
    ? trimmed.slice(1, -1)
    : text;
}

/** `path "x" { }` is one rule, `path = { "x" = { } }` (JSON) is one a member. */
function pathItems(item: HclItem): Array<[string, HclBody]> {
  if (!(item.value instanceof HclBody)) {
    throw new Error(`path on line ${item.line} must be an object`);
  }
  if (item.labels.length === 1) {
    return [[item.labels[0], item.value]];
  }
  if (item.labels.length > 1) {
    throw new Error(`path on line ${item.line} has more than one label`);
  }
  return item.value.items.map(member => {
    if (!(member.value instanceof HclBody)) {
      throw new Error(`path "${member.key}": must be an object`);
    }
    return [member.key, member.value];
  });
}

function pathRule(key: string, body: HclBody): PathRule {
  const fields = new Map<string, HclValue>();
  for (const item of body.items) {
    if (!PATH_KEYS.has(item.key)) {
      throw new Error(
        `path "${key}": invalid key "${item.key}" on line ${item.line}`,
      );
    }
    fields.set(item.key, item.value);
  }
  const path = key.replace(/^\//, '');
  if (path.includes('+*')) {
    throw new Error(
      `path "${path}": invalid use of wildcards ('+*' is forbidden)`,
    );
  }
  return {
    path,
    capabilities: capabilities(key, fields),
    allowedParameters: parameters(key, fields.get('allowed_parameters')),
    deniedParameters: parameters(key, fields.get('denied_parameters')),
    requiredParameters: strings(
      key,
      'required_parameters',
      fields.get('required_parameters'),
    ),
  };
}

function capabilities(
  key: string,
  fields: Map<string, HclValue>,
): PathRule['capabilities'] {
  const words: string[] =
    strings(key, 'capabilities', fields.get('capabilities')) ?? [];
  const legacy = fields.get('policy');
  if (legacy !== undefined) {
    if (typeof legacy !== 'string' || !LEGACY[legacy]) {
      throw new Error(`path "${key}": invalid policy "${legacy}"`);
    }
    words.push(...LEGACY[legacy]);
  }
  const result = new Set<Capability>();
  for (const word of words) {
    if (word === 'deny') {
      return 'deny';
    }
    if (!CAPABILITIES.includes(word as Capability)) {
      throw new Error(`path "${key}": invalid capability "${word}"`);
    }
    result.add(word as Capability);
  }
  return result;
}

function strings(
  key: string,
  field: string,
  value: HclValue | undefined,
): string[] | undefined {
  if (value === undefined) {
    return undefined;
  }
  if (!Array.isArray(value) || value.some(each => typeof each !== 'string')) {
    throw new Error(`path "${key}": ${field} must be a list of strings`);
  }
  return [...value] as string[];
}

function parameters(
  key: string,
  value: HclValue | undefined,
): Record<string, HclValue[]> | undefined {
  if (value === undefined) {
    return undefined;
  }
  if (!(value instanceof HclBody)) {
    throw new Error(`path "${key}": parameters must be an object`);
  }
  return Object.fromEntries(
    value.items.map(item => {
      if (!Array.isArray(item.value)) {
        throw new Error(`path "${key}": parameter "${item.key}" needs a list`);
      }
      return [item.key.toLowerCase(), item.value];
    }),
  );
}
