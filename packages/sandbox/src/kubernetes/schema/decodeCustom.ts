import { isRecord, type Decoded } from './decodeBuiltin';
import type { Schema } from './Schema';
import { cloneJson } from './cloneJson';

/** Reads a custom resource: unknown fields are dropped and reported. Types are checked by `validateCustom`. */
export function decodeCustom<T>(schema: Schema, value: unknown): Decoded<T> {
  const unknown: string[] = [];
  return { value: prune(schema, value, '', unknown) as T, unknown };
}

function prune(
  schema: Schema,
  value: unknown,
  path: string,
  unknown: string[],
): unknown {
  if (schema.type === 'object' && isRecord(value)) {
    return pruneObject(schema, value, path, unknown);
  }
  if (schema.type === 'map' && isRecord(value)) {
    return Object.fromEntries(
      Object.entries(value).map(([key, entry]) => [
        key,
        prune(schema.element!, entry, `${path}.${key}`, unknown),
      ]),
    );
  }
  if (schema.type === 'list' && Array.isArray(value)) {
    return value.map((entry, index) =>
      prune(schema.element!, entry, `${path}[${index}]`, unknown),
    );
  }
  return value;
}

function pruneObject(
  schema: Schema,
  value: Record<string, unknown>,
  path: string,
  unknown: string[],
): unknown {
  const result: Record<string, unknown> = {};
  for (const [key, entry] of Object.entries(value)) {
    const field = schema.fields?.get(key);
    const at = path ? `${path}.${key}` : key;
    if (field) {
      const defaulted =
        entry === null && field.rules?.default !== undefined
          ? undefined
          : prune(field, entry, at, unknown);
      if (defaulted !== undefined) {
        result[key] = defaulted;
      }
    } else if (schema.open) {
      result[key] = entry;
    } else {
      unknown.push(at);
    }
  }
  return result;
}

/** Fills in the defaults of a custom resource, in place. */
export function defaultCustom(schema: Schema, value: unknown): void {
  if (Array.isArray(value)) {
    value.forEach(
      item => schema.element && defaultCustom(schema.element, item),
    );
  } else if (isRecord(value)) {
    for (const [name, field] of schema.fields ?? []) {
      const fallback = field.rules?.default;
      if (value[name] === undefined && fallback !== undefined) {
        value[name] = cloneJson(fallback);
      }
    }
    for (const [name, entry] of Object.entries(value)) {
      const part = schema.element ?? schema.fields?.get(name);
      if (part && typeof entry === 'object') {
        defaultCustom(part, entry);
      }
    }
  }
}
