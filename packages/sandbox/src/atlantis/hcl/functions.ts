import { createHash } from 'node:crypto';
import { basename, dirname } from 'node:path';
import { cidrFunctions } from './cidrFunctions';
import {
  canonical,
  describe,
  findUnknown,
  HclError,
  isEqual,
  Unknown,
  type Value,
} from './Value';

type Function = (...args: any[]) => Value;

/** Whether a function gets expressions instead of values. */
export function isLazy(name: string): boolean {
  return name === 'try' || name === 'can';
}

/**
 * Calls a function or an operator of OpenTofu. What isn't imitated, and what depends on something unknown, is unknown.
 * @throws HclError
 */
export function callFunction(name: string, args: Value[]): Value {
  const implementation = FUNCTIONS[name];
  const unknown = SHALLOW.has(name)
    ? args.find(arg => arg instanceof Unknown)
    : findUnknown(args);
  if (!implementation || unknown) {
    return new Unknown(`${name}(${args.map(describe).join(', ')})`);
  }
  return implementation(...args);
}

/** Functions that look at the collection and not at what is in it. */
const SHALLOW = new Set([
  ...['length', 'keys', 'values', 'merge', 'concat', 'flatten', 'coalesce'],
  ...['lookup', 'element', 'one', 'tolist', 'toset', 'tomap', 'zipmap'],
  ...['==', '!=', 'slice', 'reverse', 'compact', 'coalescelist'],
]);

const fail = (name: string, detail: string): never => {
  throw new HclError(
    'Error in function call',
    `Call to function "${name}" failed: ${detail}.`,
  );
};

const unique = (values: Value[]): Value[] => [
  ...new Map(values.map(value => [canonical(value), value])).values(),
];

/** As sets are: without repetition and in order. */
export function toSet(values: Value[]): Value[] {
  return unique(values).sort((one, other) => {
    const [a, b] = [one, other].map(each =>
      typeof each === 'string' ? each : canonical(each),
    );
    return a < b ? -1 : Number(a > b);
  });
}

const has = (values: Value[], wanted: Value) =>
  values.some(value => isEqual(value, wanted));

const pattern = (source: string) => {
  try {
    return new RegExp(source, 'u');
  } catch {
    return new RegExp(source);
  }
};

const matched = (found: RegExpExecArray): Value => {
  if (found.groups && Object.keys(found.groups).length > 0) {
    return { ...found.groups } as Record<string, Value>;
  }
  return found.length > 1 ? found.slice(1).map(each => each ?? null) : found[0];
};

const OPERATORS: Record<string, Function> = {
  '==': (one: Value, other: Value) => isEqual(one, other),
  '!=': (one: Value, other: Value) => !isEqual(one, other),
  '<': (one, other) => one < other,
  '>': (one, other) => one > other,
  '<=': (one, other) => one <= other,
  '>=': (one, other) => one >= other,
  '+': (one, other) => Number(one) + Number(other),
  '-': (one, other) => Number(one) - Number(other),
  '*': (one, other) => Number(one) * Number(other),
  '/': (one, other) => Number(one) / Number(other),
  '%': (one, other) => Number(one) % Number(other),
  '&&': (one, other) => Boolean(one && other),
  '||': (one, other) => Boolean(one || other),
};

const TEXTS: Record<string, Function> = {
  upper: (text: string) => text.toUpperCase(),
  lower: (text: string) => text.toLowerCase(),
  title: (text: string) => text.replace(/\b\w/g, each => each.toUpperCase()),
  trimspace: (text: string) => text.trim(),
  trimprefix: (text: string, part: string) =>
    text.startsWith(part) ? text.slice(part.length) : text,
  trimsuffix: (text: string, part: string) =>
    part !== '' && text.endsWith(part) ? text.slice(0, -part.length) : text,
  startswith: (text: string, part: string) => text.startsWith(part),
  endswith: (text: string, part: string) => text.endsWith(part),
  strcontains: (text: string, part: string) => text.includes(part),
  replace: (text: string, part: string, by: string) => {
    const regular = /^\/(.*)\/$/s.exec(part);
    return regular
      ? text.replace(new RegExp(regular[1], 'g'), by)
      : text.split(part).join(by);
  },
  split: (separator: string, text: string) =>
    text === '' ? [''] : text.split(separator),
  join: (separator: string, ...lists: Value[][]) =>
    lists.flat().join(separator),
  substr: (text: string, offset: number, length: number) => {
    const from = offset < 0 ? text.length + offset : offset;
    return length < 0 ? text.slice(from) : text.slice(from, from + length);
  },
  format: (text: string, ...args: Value[]) => {
    let next = 0;
    return text.replace(/%([%sdq])|%0(\d+)d/g, (_all, kind, width) => {
      if (kind === '%') {
        return '%';
      }
      const value = args[next++];
      return kind === 'q'
        ? JSON.stringify(String(value))
        : String(value).padStart(Number(width ?? 0), '0');
    });
  },
  regex: (source: string, text: string) => {
    const found = pattern(source).exec(text);
    return found
      ? matched(found)
      : fail('regex', 'pattern did not match any part of the given string');
  },
  regexall: (source: string, text: string) =>
    [...text.matchAll(new RegExp(source, 'gu'))].map(matched),
  sha256: (text: string) => createHash('sha256').update(text).digest('hex'),
  md5: (text: string) => createHash('md5').update(text).digest('hex'),
  base64encode: (text: string) => Buffer.from(text).toString('base64'),
  jsonencode: (value: Value) => canonical(value),
  basename: (path: string) => basename(path),
  dirname: (path: string) => dirname(path),
  tostring: (value: Value) => (value === null ? null : String(value)),
  tonumber: (value: Value) => {
    const number = Number(value);
    if (value === null || !Number.isNaN(number)) {
      return value === null ? null : number;
    }
    return fail(
      'tonumber',
      `cannot convert ${JSON.stringify(
        value,
      )} to number; given string must be a decimal representation of a number`,
    );
  },
  tobool: (value: Value) =>
    typeof value === 'string' ? value === 'true' : value,
};

const COLLECTIONS: Record<string, Function> = {
  length: (value: Value) =>
    typeof value === 'string'
      ? [...value].length
      : Object.keys(value ?? fail('length', 'argument must not be null'))
          .length,
  contains: (values: Value[], wanted: Value) => has(values, wanted),
  keys: (map: Record<string, Value>) => Object.keys(map).sort(),
  values: (map: Record<string, Value>) =>
    Object.keys(map)
      .sort()
      .map(key => map[key]),
  merge: (...maps: Array<Record<string, Value> | null>) =>
    Object.assign({}, ...maps),
  concat: (...lists: Value[][]) => lists.flat(),
  flatten: (list: Value[]) => (list as any[]).flat(Infinity) as Value[],
  distinct: (list: Value[]) => unique(list),
  compact: (list: Value[]) => list.filter(each => each !== null && each !== ''),
  reverse: (list: Value[]) => [...list].reverse(),
  sort: (list: string[]) => [...list].sort(),
  slice: (list: Value[], from: number, to: number) => list.slice(from, to),
  element: (list: Value[], index: number) => list[index % list.length],
  index: (list: Value[], wanted: Value) => {
    const found = list.findIndex(each => isEqual(each, wanted));
    return found < 0 ? fail('index', 'item not found') : found;
  },
  lookup: (map: Record<string, Value>, key: string, otherwise?: Value) =>
    Object.hasOwn(map, key)
      ? map[key]
      : otherwise ??
        fail('lookup', `the given object has no attribute "${key}"`),
  coalesce: (...values: Value[]) =>
    values.find(each => each !== null && each !== '') ??
    fail('coalesce', 'no non-null, non-empty-string arguments'),
  coalescelist: (...lists: Value[][]) =>
    lists.find(list => list.length > 0) ??
    fail('coalescelist', 'no non-null arguments'),
  one: (list: Value[]) =>
    list.length > 1
      ? fail(
          'one',
          'must be a list, set, or tuple value with either zero or one elements',
        )
      : list[0] ?? null,
  range: (...bounds: number[]) => {
    const [from, to, step = 1] = bounds.length === 1 ? [0, ...bounds] : bounds;
    const count = Math.max(0, Math.ceil((to - from) / step));
    return Array.from({ length: count }, (_each, index) => from + index * step);
  },
  alltrue: (list: Value[]) => list.every(each => each === true),
  anytrue: (list: Value[]) => list.some(each => each === true),
  tolist: (list: Value[]) => [...list],
  toset: (list: Value[]) => toSet(list),
  tomap: (map: Record<string, Value>) => map,
  zipmap: (names: string[], values: Value[]) =>
    Object.fromEntries(names.map((name, index) => [name, values[index]])),
  setunion: (...lists: Value[][]) => toSet(lists.flat()),
  setintersection: (first: Value[], ...others: Value[][]) =>
    toSet(first.filter(each => others.every(list => has(list, each)))),
  setsubtract: (first: Value[], other: Value[]) =>
    toSet(first.filter(each => !has(other, each))),
  max: (...numbers: number[]) => Math.max(...numbers),
  min: (...numbers: number[]) => Math.min(...numbers),
  floor: (number: number) => Math.floor(number),
  ceil: (number: number) => Math.ceil(number),
  abs: (number: number) => Math.abs(number),
  sum: (numbers: number[]) => numbers.reduce((sum, each) => sum + each, 0),
};

const FUNCTIONS: Record<string, Function | undefined> = {
  ...OPERATORS,
  ...TEXTS,
  ...COLLECTIONS,
  ...cidrFunctions(fail),
};
