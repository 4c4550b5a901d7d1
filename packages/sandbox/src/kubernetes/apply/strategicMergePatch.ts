import { isRecord } from '../schema/decodeBuiltin';
import type { Schema } from '../schema/Schema';
import { isEqual } from '../schema/isEqual';

const untyped: Schema = { type: 'any', open: true };

/**
 * Strategic merge patch: like a merge patch, but lists with a merge key merge by it. Knows `$patch: delete|replace`,
 * `$deleteFromPrimitiveList/<field>`, `$setElementOrder/<field>` and `$retainKeys`.
 */
export function strategicMergePatch(
  schema: Schema,
  target: unknown,
  patch: unknown,
): unknown {
  if (!isRecord(patch)) {
    return patch;
  }
  if (patch.$patch === 'delete') {
    return undefined;
  }
  const { $patch, $retainKeys, ...fields } = patch;
  const base = $patch === 'replace' || !isRecord(target) ? {} : target;
  const result: Record<string, unknown> = Array.isArray($retainKeys)
    ? Object.fromEntries(
        Object.entries(base).filter(([key]) => $retainKeys.includes(key)),
      )
    : { ...base };
  for (const [key, value] of Object.entries(fields)) {
    if (!key.startsWith('$')) {
      patchField(schema, result, key, value);
    }
  }
  for (const [key, value] of Object.entries(fields)) {
    patchDirective(schema, result, key, value);
  }
  return result;
}

function patchField(
  schema: Schema,
  result: Record<string, unknown>,
  key: string,
  value: unknown,
) {
  const field = fieldSchema(schema, key);
  if (value === null) {
    delete result[key];
    return;
  }
  const merged = Array.isArray(value)
    ? patchList(field, result[key], value)
    : strategicMergePatch(field, result[key], value);
  if (merged === undefined) {
    delete result[key];
  } else {
    result[key] = merged;
  }
}

function patchDirective(
  schema: Schema,
  result: Record<string, unknown>,
  key: string,
  value: unknown,
) {
  const [directive, name] = key.split('/');
  const list = result[name];
  if (!Array.isArray(list) || !Array.isArray(value)) {
    return;
  }
  if (directive === '$deleteFromPrimitiveList') {
    result[name] = list.filter(item => !value.includes(item));
  } else if (directive === '$setElementOrder') {
    result[name] = orderLike(list, value, fieldSchema(schema, name).patchKey);
  }
}

function patchList(schema: Schema, target: unknown, patch: unknown[]): unknown {
  const items = patch.filter(
    item => !isRecord(item) || item.$patch !== 'replace',
  );
  if (schema.patchKey === undefined || items.length < patch.length) {
    return items;
  }
  const current: unknown[] = Array.isArray(target) ? [...target] : [];
  const { patchKey } = schema;
  if (patchKey === '') {
    return [...new Set([...current, ...items])];
  }
  for (const item of items) {
    const index = current.findIndex(
      existing =>
        isRecord(existing) &&
        isRecord(item) &&
        isEqual(existing[patchKey], item[patchKey]),
    );
    const merged = strategicMergePatch(
      schema.element ?? untyped,
      current[index],
      item,
    );
    if (merged === undefined) {
      if (index >= 0) {
        current.splice(index, 1);
      }
    } else if (index >= 0) {
      current[index] = merged;
    } else {
      current.push(merged);
    }
  }
  return current;
}

/** Items that the order doesn't name keep their place at the end. */
function orderLike(list: unknown[], order: unknown[], key = ''): unknown[] {
  const nameOf = (item: unknown) => (key && isRecord(item) ? item[key] : item);
  const names = order.map(nameOf);
  const rank = (item: unknown) => {
    const index = names.indexOf(nameOf(item));
    return index < 0 ? names.length : index;
  };
  return [...list].sort((a, b) => rank(a) - rank(b));
}

function fieldSchema(schema: Schema, key: string): Schema {
  return schema.fields?.get(key) ?? schema.element ?? untyped;
}
