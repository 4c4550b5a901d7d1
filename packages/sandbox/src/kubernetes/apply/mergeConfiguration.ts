import { isRecord } from '../schema/decodeBuiltin';
import type { Schema } from '../schema/Schema';
import { itemElement, partSchema, structureOf } from './listItems';

/** Lays a configuration over the live object: fields merge, items of keyed lists merge, everything else is replaced. */
export function mergeConfiguration(
  schema: Schema,
  live: unknown,
  configuration: unknown,
): unknown {
  if (configuration === undefined || configuration === null) {
    return live;
  }
  const structure = structureOf(schema, configuration);
  if (structure === 'fields' && isRecord(live) && isRecord(configuration)) {
    const result: Record<string, unknown> = { ...live };
    for (const [key, value] of Object.entries(configuration)) {
      result[key] = mergeConfiguration(
        partSchema(schema, key),
        live[key],
        value,
      );
    }
    return result;
  }
  if (
    (structure === 'items' || structure === 'set') &&
    Array.isArray(live) &&
    Array.isArray(configuration)
  ) {
    return mergeItems(schema, live, configuration);
  }
  return configuration;
}

function mergeItems(
  schema: Schema,
  live: unknown[],
  configuration: unknown[],
): unknown[] {
  const liveByElement = new Map(
    live.map(item => [itemElement(schema, item), item]),
  );
  const wanted = new Map(
    configuration.map(item => [itemElement(schema, item), item]),
  );
  const merged = (element: string) =>
    mergeConfiguration(
      partSchema(schema),
      liveByElement.get(element),
      wanted.get(element),
    );
  const onlyLive = [...liveByElement.keys()].filter(
    element => !wanted.has(element),
  );
  // The configuration's order counts where it names all items.
  const order =
    onlyLive.length === 0
      ? [...wanted.keys()]
      : [
          ...liveByElement.keys(),
          ...[...wanted.keys()].filter(element => !liveByElement.has(element)),
        ];
  return order.map(merged);
}
