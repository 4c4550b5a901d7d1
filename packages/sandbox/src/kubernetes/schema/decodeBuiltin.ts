import { badRequest } from '../errors/ApiError';
import { canonicalQuantity, quantityMessage } from './Quantity';
import type { Schema } from './Schema';

export interface Decoded<T> {
  value: T;
  /** Paths of fields that the type doesn't have; they are dropped. */
  unknown: string[];
}

interface Position {
  /** With list indices: `spec.containers[0].image`. */
  path: string;
  /** As Go words it, without indices. */
  goPath: string;
  /** Go type that holds the field. */
  holder: string;
}

/**
 * Reads an object of a built-in kind as the API server does: unknown fields are dropped and reported, quantities
 * get their canonical form, empty lists and maps vanish.
 * @throws ApiError 400 when a value has the wrong type
 */
export function decodeBuiltin<T>(
  schema: Schema,
  value: unknown,
  subject: string,
): Decoded<T> {
  const unknown: string[] = [];
  try {
    const root = { path: '', goPath: '', holder: schema.typeName ?? '' };
    return {
      value: decodeObject(schema, value, root, unknown) as T,
      unknown,
    };
  } catch (error) {
    if (error instanceof TypeError) {
      throw badRequest(`${subject}: ${error.message}`);
    }
    throw error;
  }
}

function decode(
  schema: Schema,
  value: unknown,
  at: Position,
  unknown: string[],
): unknown {
  switch (schema.type) {
    case 'object':
      return decodeObject(schema, value, at, unknown);
    case 'map':
      return decodeMap(schema, value, at, unknown);
    case 'list':
      return decodeList(schema, value, at, unknown);
    case 'any':
      return value;
    default:
      return decodeScalar(schema, value, at);
  }
}

function decodeObject(
  schema: Schema,
  value: unknown,
  at: Position,
  unknown: string[],
): unknown {
  if (!isRecord(value)) {
    throw mismatch(value, at, `v1.${schema.typeName ?? 'Object'}`);
  }
  const result: Record<string, unknown> = {};
  for (const [key, entry] of Object.entries(value)) {
    const field = schema.fields?.get(key);
    const path = at.path ? `${at.path}.${key}` : key;
    if (!field) {
      unknown.push(path);
    } else if (entry !== null && entry !== undefined) {
      const decoded = decode(
        field,
        entry,
        {
          path,
          goPath: at.goPath ? `${at.goPath}.${key}` : key,
          holder: schema.typeName ?? '',
        },
        unknown,
      );
      if (decoded !== undefined) {
        result[key] = decoded;
      }
    }
  }
  return result;
}

function decodeMap(
  schema: Schema,
  value: unknown,
  at: Position,
  unknown: string[],
): unknown {
  if (!isRecord(value)) {
    throw mismatch(value, at, `map[string]${goType(schema.element!)}`);
  }
  const entries = Object.entries(value);
  if (entries.length === 0) {
    return undefined;
  }
  return Object.fromEntries(
    entries.map(([key, entry]) => [
      key,
      // Go reads null as the zero value
      entry === null && schema.element!.type === 'string'
        ? ''
        : decode(
            schema.element!,
            entry,
            { ...at, path: `${at.path}[${key}]` },
            unknown,
          ),
    ]),
  );
}

function decodeList(
  schema: Schema,
  value: unknown,
  at: Position,
  unknown: string[],
): unknown {
  if (!Array.isArray(value)) {
    throw mismatch(value, at, `[]${goType(schema.element!)}`);
  }
  if (value.length === 0) {
    return undefined;
  }
  return value.map((entry, index) =>
    decode(
      schema.element!,
      entry,
      { ...at, path: `${at.path}[${index}]` },
      unknown,
    ),
  );
}

function decodeScalar(schema: Schema, value: unknown, at: Position): unknown {
  switch (schema.type) {
    case 'string':
    case 'time':
      return expectType(value, 'string', at, schema);
    case 'boolean':
      return expectType(value, 'boolean', at, schema);
    case 'int32':
    case 'int64':
      if (typeof value === 'number' && !Number.isInteger(value)) {
        throw mismatch(value, at, goType(schema), ` ${value}`);
      }
      return expectType(value, 'number', at, schema);
    case 'double':
      return expectType(value, 'number', at, schema);
    case 'intOrString':
      if (typeof value === 'number') {
        return value;
      }
      return expectType(value, 'string', at, schema);
    case 'bytes':
      return decodeBytes(expectType(value, 'string', at, schema) as string);
    case 'quantity': {
      const quantity = canonicalQuantity(value);
      if (quantity === undefined) {
        throw new TypeError(quantityMessage);
      }
      return quantity;
    }
    default:
      return value;
  }
}

function expectType(
  value: unknown,
  type: 'string' | 'number' | 'boolean',
  at: Position,
  schema: Schema,
): unknown {
  if (typeof value !== type) {
    throw mismatch(value, at, goType(schema));
  }
  return value;
}

function decodeBytes(text: string): string {
  const compact = text.replace(/[\r\n]/g, '');
  const bad = /^[A-Za-z0-9+/]*/.exec(compact)![0].length;
  const padding = compact.slice(bad);
  if (compact.length % 4 !== 0 || !/^={0,2}$/.test(padding)) {
    throw new TypeError(
      `illegal base64 data at input byte ${Math.min(
        bad,
        compact.length - (compact.length % 4),
      )}`,
    );
  }
  return compact;
}

function mismatch(
  value: unknown,
  at: Position,
  type: string,
  literal = '',
): TypeError {
  const where = at.goPath
    ? `Go struct field ${at.holder}.${at.goPath} of type ${type}`
    : `Go value of type ${type}`;
  return new TypeError(
    `json: cannot unmarshal ${jsonType(value)}${literal} into ${where}`,
  );
}

function jsonType(value: unknown): string {
  if (Array.isArray(value)) {
    return 'array';
  }
  return { boolean: 'bool' }[typeof value as string] ?? typeof value;
}

function goType(schema: Schema): string {
  switch (schema.type) {
    case 'boolean':
      return 'bool';
    case 'double':
      return 'float64';
    case 'object':
      return `v1.${schema.typeName}`;
    case 'list':
      return `[]${goType(schema.element!)}`;
    case 'map':
      return `map[string]${goType(schema.element!)}`;
    case 'int32':
    case 'int64':
      return schema.type;
    default:
      return 'string';
  }
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
