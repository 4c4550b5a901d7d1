import type { JsonObject, JsonValue } from '@backstage/types';

/** Where plugins put what an event is about, most telling first, and how it is written where the value is a mere id. */
const OBJECT_KEYS: Array<[key: string, prefix: string]> = [
  ['entityRef', ''],
  ['runId', 'run:'],
  ['changeId', 'change:'],
  ['differenceId', 'difference:'],
  ['taskId', 'task:'],
  ['location', 'location:'],
  ['locationRef', 'location:'],
  ['templateRef', ''],
  ['uid', 'entity-uid:'],
  ['id', ''],
];

/** What was acted on, for example `component:default/check-in-api` or `run:<id>`; undefined when the event doesn't say. */
export function findObject(meta: JsonObject | undefined): string | undefined {
  for (const [key, prefix] of OBJECT_KEYS) {
    const value = nameOf(meta?.[key]);
    if (value) {
      return `${prefix}${value}`.slice(0, 300);
    }
  }
  return undefined;
}

/** Locations come as `{ type, target }`. */
function nameOf(value: JsonValue | undefined): string | undefined {
  if (typeof value === 'object' && value !== null && 'target' in value) {
    return nameOf(value.target);
  }
  return typeof value === 'string' ? value : undefined;
}
