import { isRecord } from '../schema/decodeBuiltin';
import type { Schema } from '../schema/Schema';
import { FieldSet } from './FieldSet';
import {
  fieldElement,
  itemElement,
  partSchema,
  structureOf,
} from './listItems';
import { isEqual } from '../schema/isEqual';

interface Part {
  element: string;
  schema: Schema;
  value: unknown;
  /** Neither a declared field nor a leaf: it belongs to the set itself. */
  standsAlone: boolean;
}

/** The paths a configuration sets. */
export function fieldsOf(schema: Schema, value: unknown): FieldSet {
  const set = new FieldSet();
  collect(schema, value, set);
  return set;
}

function collect(schema: Schema, value: unknown, into: FieldSet) {
  const parts = partsOf(schema, value);
  if (!parts || parts.length === 0) {
    into.member = true;
    return;
  }
  for (const part of parts) {
    const child = into.at(part.element);
    collect(part.schema, part.value, child);
    if (part.standsAlone) {
      child.member = true;
    }
  }
}

export interface Comparison {
  added: FieldSet;
  modified: FieldSet;
  removed: FieldSet;
}

/** The paths in which two states of an object differ. */
export function compareObjects(
  schema: Schema,
  before: unknown,
  after: unknown,
): Comparison {
  const result = {
    added: new FieldSet(),
    modified: new FieldSet(),
    removed: new FieldSet(),
  };
  compare(schema, before, after, result);
  return result;
}

function compare(
  schema: Schema,
  before: unknown,
  after: unknown,
  into: Comparison,
) {
  if (before === after || isEqual(before, after)) {
    return;
  }
  if (before === undefined) {
    markAll(schema, after, into.added);
    return;
  }
  if (after === undefined) {
    markAll(schema, before, into.removed);
    return;
  }
  const structure = structureOf(schema, after);
  if (structure === 'leaf' || structure !== structureOf(schema, before)) {
    into.modified.member = true;
    return;
  }
  const old = new Map(
    partsOf(schema, before)!.map(part => [part.element, part]),
  );
  const now = new Map(
    partsOf(schema, after)!.map(part => [part.element, part]),
  );
  for (const element of new Set([...old.keys(), ...now.keys()])) {
    const part = (now.get(element) ?? old.get(element))!;
    compare(part.schema, old.get(element)?.value, now.get(element)?.value, {
      added: into.added.at(element),
      modified: into.modified.at(element),
      removed: into.removed.at(element),
    });
  }
}

function markAll(schema: Schema, value: unknown, into: FieldSet) {
  into.member = true;
  for (const part of partsOf(schema, value) ?? []) {
    markAll(part.schema, part.value, into.at(part.element));
  }
}

function partsOf(schema: Schema, value: unknown): Part[] | undefined {
  switch (structureOf(schema, value)) {
    case 'fields':
      return Object.entries(value as object).map(([key, entry]) => ({
        element: fieldElement(key),
        schema: partSchema(schema, key),
        value: entry,
        standsAlone: schema.type !== 'object',
      }));
    case 'set':
    case 'items':
      return (value as unknown[]).map(item => ({
        element: itemElement(schema, item),
        schema: schema.listType === 'set' ? { type: 'any' } : schema.element!,
        value: item,
        standsAlone: true,
      }));
    default:
      return undefined;
  }
}

/** Takes the members of the set out of a value. Undefined when the value itself goes. */
export function removeFields(
  schema: Schema,
  value: unknown,
  set: FieldSet,
): unknown {
  if (set.member) {
    return undefined;
  }
  const structure = structureOf(schema, value);
  if (structure === 'fields' && isRecord(value)) {
    const result: Record<string, unknown> = {};
    for (const [key, entry] of Object.entries(value)) {
      const below = set.get(fieldElement(key));
      const kept = below
        ? removeFields(partSchema(schema, key), entry, below)
        : entry;
      if (kept !== undefined) {
        result[key] = kept;
      }
    }
    return result;
  }
  if ((structure === 'items' || structure === 'set') && Array.isArray(value)) {
    return value.flatMap(item => {
      const below = set.get(itemElement(schema, item));
      const kept = below ? removeFields(partSchema(schema), item, below) : item;
      return kept === undefined ? [] : [kept];
    });
  }
  return value;
}
