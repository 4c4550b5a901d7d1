import builtinTypes from './builtinTypes.json';
import type { Schema, SchemaType } from './Schema';

const kinds: Record<string, string> = builtinTypes.kinds;
const types: Record<string, string> = builtinTypes.types;
const parsed = new Map<string, Schema>();

const scalars: Record<string, SchemaType> = {
  a: 'any',
  b: 'boolean',
  d: 'double',
  i: 'int32',
  l: 'int64',
  q: 'quantity',
  s: 'string',
  t: 'time',
  u: 'time',
  x: 'intOrString',
  y: 'bytes',
};

/** Schema of a built-in kind, or undefined when the kind is not built in. */
export function builtinSchema(
  group: string,
  version: string,
  kind: string,
): Schema | undefined {
  const name = kinds[`${group}/${version}/${kind}`];
  return name === undefined ? undefined : typeSchema(name);
}

/** Schema of a type below the kinds, such as `meta.v1.ObjectMeta`. */
export function typeSchema(name: string): Schema {
  let schema = parsed.get(name);
  if (!schema) {
    schema = parseType(name, types[name] ?? '');
    parsed.set(name, schema);
  }
  return schema;
}

/** A type is a list of `field[!]:descriptor`, `!` for required; a leading `^` marks an atomic type. */
function parseType(name: string, text: string): Schema {
  const tokens = text.split(' ').filter(Boolean);
  const atomic = tokens[0] === '^';
  const members = (atomic ? tokens.slice(1) : tokens).map(token => {
    const colon = token.indexOf(':');
    const field = token.slice(0, colon);
    return {
      field: field.replace('!', ''),
      required: field.endsWith('!'),
      descriptor: token.slice(colon + 1),
    };
  });
  const typeName = name.slice(name.lastIndexOf('.') + 1);
  if (members.length === 0) {
    return { type: 'object', typeName, fields: new Map(), atomic };
  }
  let fields: Map<string, Schema> | undefined;
  return {
    type: 'object',
    typeName,
    atomic,
    required: members.filter(member => member.required).map(m => m.field),
    get fields() {
      fields ??= new Map(
        members.map(({ field, descriptor }) => [field, describe(descriptor)]),
      );
      return fields;
    },
  };
}

/**
 * `s`, `i`, ... scalar; `@name` type; `{x}` map; `[x]` list, followed by `=` (set) or `=key,key` (map) and by
 * `~key` (strategic merge); a leading `^` makes it atomic.
 */
function describe(descriptor: string): Schema {
  if (descriptor.startsWith('^')) {
    return { ...describe(descriptor.slice(1)), atomic: true };
  }
  if (descriptor.startsWith('@')) {
    return typeSchema(descriptor.slice(1));
  }
  if (descriptor.startsWith('{')) {
    return { type: 'map', element: describe(descriptor.slice(1, -1)) };
  }
  if (descriptor.startsWith('[')) {
    return describeList(descriptor);
  }
  return { type: scalars[descriptor] };
}

function describeList(descriptor: string): Schema {
  const end = descriptor.lastIndexOf(']');
  const [topology, patchKey] = descriptor.slice(end + 1).split('~');
  const keys = topology.slice(1).split(',').filter(Boolean);
  let listType: Schema['listType'];
  if (topology) {
    listType = keys.length > 0 ? 'map' : 'set';
  }
  return {
    type: 'list',
    element: describe(descriptor.slice(1, end)),
    ...(listType ? { listType } : {}),
    ...(keys.length > 0 ? { listKeys: keys } : {}),
    ...(patchKey !== undefined ? { patchKey } : {}),
  };
}
