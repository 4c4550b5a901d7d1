import { isRecord } from '../schema/decodeBuiltin';
import type { Schema } from '../schema/Schema';

/** How the parts of a value are told apart when managers share it. */
export type Structure = 'leaf' | 'fields' | 'set' | 'items';

/** Values without a type merge by field when they are maps. */
export function structureOf(schema: Schema, value: unknown): Structure {
  if (schema.atomic) {
    return 'leaf';
  }
  if (isRecord(value)) {
    return 'fields';
  }
  if (Array.isArray(value)) {
    if (schema.listType === 'set') {
      return 'set';
    }
    return schema.listType === 'map' ? 'items' : 'leaf';
  }
  return 'leaf';
}

const untyped: Schema = { type: 'any', open: true };

/** Schema of a field, of a map's value, or of a list's item. */
export function partSchema(schema: Schema, key?: string): Schema {
  if (schema.type === 'object') {
    return schema.fields?.get(key ?? '') ?? untyped;
  }
  return schema.element ?? untyped;
}

/** Names an item of a list: by its keys, or by its value in a set. */
export function itemElement(schema: Schema, item: unknown): string {
  if (schema.listType === 'set') {
    return `v:${JSON.stringify(item)}`;
  }
  const keys = [...(schema.listKeys ?? [])].sort();
  const entry = isRecord(item) ? item : {};
  return `k:${JSON.stringify(
    Object.fromEntries(keys.map(key => [key, entry[key] ?? defaultKey(key)])),
  )}`;
}

/** The only list key that has a default in the built-in types. */
function defaultKey(key: string): unknown {
  return key === 'protocol' ? 'TCP' : null;
}

export function fieldElement(name: string): string {
  return `f:${name}`;
}
