import { CiError } from './CiError';
import { CiReference, isMapping, type CiMapping } from './parseCiYaml';

/** Mappings are merged key by key; everything else of `over` replaces what was there. */
export function deepMerge(under: CiMapping, over: CiMapping): CiMapping {
  const merged: CiMapping = { ...under };
  for (const [key, value] of Object.entries(over)) {
    const before = merged[key];
    merged[key] =
      isMapping(before) && isMapping(value) ? deepMerge(before, value) : value;
  }
  return merged;
}

/** Replaces each `!reference` by what it names. @throws CiError when that isn't there */
export function resolveReferences(
  value: unknown,
  root: CiMapping,
  depth = 0,
): unknown {
  if (depth > 30) {
    throw new CiError('!reference is nested too deeply');
  }
  if (value instanceof CiReference) {
    const target = value.path.reduce<unknown>(
      (found, part) => (isMapping(found) ? found[part] : undefined),
      root,
    );
    if (target === undefined) {
      throw new CiError(
        `!reference ${JSON.stringify(value.path)} could not be found`,
      );
    }
    return resolveReferences(target, root, depth + 1);
  }
  if (Array.isArray(value)) {
    return value.map(item => resolveReferences(item, root, depth + 1));
  }
  if (isMapping(value)) {
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [
        key,
        resolveReferences(item, root, depth + 1),
      ]),
    );
  }
  return value;
}
