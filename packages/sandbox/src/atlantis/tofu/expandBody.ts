import { evaluate, within, type Scope } from '../hcl/evaluate';
import { fromJson } from '../hcl/fromJson';
import type { HclFile } from '../hcl/SourceFiles';
import { Unknown, type Value } from '../hcl/Value';

/** What is for OpenTofu and not for the provider. */
const META = new Set([
  ...['count', 'for_each', 'provider', 'depends_on', 'lifecycle'],
  ...['provisioner', 'connection', 'timeouts', 'dynamic'],
]);

/** Attributes and blocks of a resource, with `dynamic` blocks written out. Null is left out, as if it weren't written. */
export function expandBody(body: HclFile, scope: Scope): Record<string, Value> {
  const values: Record<string, Value> = {};
  for (const [name, json] of Object.entries(body)) {
    if (META.has(name)) {
      continue;
    }
    const value = isBlock(json)
      ? json.map((block: HclFile) => expandBody(block, scope))
      : evaluate(fromJson(json), scope);
    if (value !== null) {
      values[name] = value;
    }
  }
  for (const [name, blocks] of Object.entries(
    (body.dynamic ?? {}) as Record<string, HclFile[]>,
  )) {
    const written = blocks.flatMap(block => dynamicBlocks(name, block, scope));
    if (written.length > 0) {
      values[name] = written;
    }
  }
  return values;
}

function dynamicBlocks(name: string, block: HclFile, scope: Scope): Value[] {
  const collection = evaluate(fromJson(block.for_each), scope);
  if (collection instanceof Unknown || collection === null) {
    return [new Unknown(`blocks by ${JSON.stringify(block.for_each)}`)];
  }
  const iterator = String(block.iterator ?? name).replace(/^\$\{|\}$/g, '');
  const entries: Array<[Value, Value]> = Array.isArray(collection)
    ? collection.map((value, index) => [index, value])
    : Object.entries(collection as Record<string, Value>);
  return entries.map(([key, value]) =>
    expandBody(block.content[0], within(scope, { [iterator]: { key, value } })),
  );
}

/** In JSON, a block is a list of objects; so is a list of objects, which comes to the same here. */
function isBlock(json: any): json is HclFile[] {
  return (
    Array.isArray(json) &&
    json.length > 0 &&
    json.every(
      each => typeof each === 'object' && each !== null && !Array.isArray(each),
    )
  );
}
