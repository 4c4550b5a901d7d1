import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const read = path =>
  JSON.parse(readFileSync(join(import.meta.dirname, path), 'utf8'));
// Fields, types and what is required, from the OpenAPI document of Kubernetes, and of custom resources from the published types.
const builtin = read(
  '../../packages/sandbox/src/kubernetes/schema/builtinTypes.json',
);
const custom = read('helm/customTypes.json');
const kinds = { ...builtin.kinds, ...custom.kinds };
const types = { ...builtin.types, ...custom.types };

const isString = value => typeof value === 'string';
const isNumber = value => typeof value === 'number';
const isInteger = value => Number.isInteger(value);
const quantity = /^[+-]?[0-9.]+(e[0-9]+|[mkMGTPE]|[KMGTPE]i)?$/;
/** By descriptor: what it is, and how to tell. */
const scalars = {
  a: ['anything', () => true],
  b: ['a boolean', value => typeof value === 'boolean'],
  d: ['a number', isNumber],
  i: ['an integer', isInteger],
  l: ['an integer', isInteger],
  q: ['a quantity', value => isNumber(value) || quantity.test(value)],
  s: ['a string', isString],
  t: ['a time', isString],
  u: ['a time', isString],
  x: ['an integer or a string', value => isInteger(value) || isString(value)],
  y: ['bytes', isString],
};

/**
 * What the API server would not take of an object, or drop silently: fields that the kind doesn't have, values of another type,
 * required fields that are not there.
 * @param {any} object a rendered object
 * @returns {string[]} what is wrong, each with its path; empty when all is well
 * @throws Error for a kind that is neither Kubernetes' own nor in customTypes.json
 */
export function fieldFaults(object) {
  const [group, version] = object.apiVersion.includes('/')
    ? object.apiVersion.split('/')
    : ['', object.apiVersion];
  const type = kinds[`${group}/${version}/${object.kind}`];
  if (!type) {
    throw new Error(`No type for ${object.apiVersion} ${object.kind}`);
  }
  return ofType(object, type, object.kind);
}

function ofType(value, name, path) {
  if (typeof value !== 'object' || Array.isArray(value)) {
    return [`${path} is not an object`];
  }
  const members = new Map(
    types[name]
      .split(' ')
      .filter(token => token.includes(':'))
      .map(token => /^([^:]*?)(!?):(.*)$/.exec(token))
      .map(([, field, required, descriptor]) => [
        field,
        { required, descriptor },
      ]),
  );
  if (members.size === 0) {
    return [];
  }
  return [
    ...[...members]
      .filter(([field, { required }]) => required && value[field] === undefined)
      .map(([field]) => `${path}.${field} is missing`),
    ...Object.entries(value).flatMap(([field, item]) =>
      members.has(field)
        ? described(item, members.get(field).descriptor, `${path}.${field}`)
        : [`${path}.${field} is not known`],
    ),
  ];
}

/** `s`, `i`, ... scalar; `@name` type; `{x}` map; `[x]` list; the rest says how lists merge, which doesn't matter here. */
function described(value, descriptor, path) {
  if (value === null || value === undefined) {
    return [];
  }
  const [, kind, rest] = /^\^?([@{[]?)(.*)$/.exec(descriptor);
  if (kind === '@') {
    return ofType(value, rest, path);
  }
  if (kind === '{') {
    return typeof value === 'object' && !Array.isArray(value)
      ? Object.entries(value).flatMap(([key, item]) =>
          described(item, rest.slice(0, -1), `${path}.${key}`),
        )
      : [`${path} is not a map`];
  }
  if (kind === '[') {
    const element = rest.slice(0, rest.lastIndexOf(']'));
    return Array.isArray(value)
      ? value.flatMap((item, index) =>
          described(item, element, `${path}[${index}]`),
        )
      : [`${path} is not a list`];
  }
  const [what, is] = scalars[rest];
  return is(value) ? [] : [`${path} is not ${what}`];
}
