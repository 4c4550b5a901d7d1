import type { KubernetesObject } from '../../core/SandboxContext';
import { isMap } from '../model/threeWayMerge';
import { lastAppliedAnnotation } from '../stores/OwnCluster';

/** Name under which Argo CD applies objects. */
export const fieldManager = 'argocd-controller';

type Json = Record<string, unknown>;

/**
 * Paths of fields that Argo CD applied earlier, that still live, and that are desired no more: the next apply removes them.
 * What was applied is known from the object's managed fields or its last-applied annotation.
 */
export function removedPaths(
  live: KubernetesObject,
  desired: Json,
  actual: Json,
): string[] {
  const removed: string[] = [];
  const lastApplied = live.metadata.annotations?.[lastAppliedAnnotation];
  if (lastApplied) {
    walkApplied(parse(lastApplied), desired, actual, [], removed);
    return removed;
  }
  for (const entry of live.metadata.managedFields ?? []) {
    if (
      entry.manager === fieldManager &&
      entry.operation === 'Apply' &&
      !entry.subresource &&
      isMap(entry.fieldsV1)
    ) {
      walkOwned(entry.fieldsV1, desired, actual, [], removed);
    }
  }
  return removed;
}

function parse(text: string): Json {
  try {
    const value = JSON.parse(text);
    return isMap(value) ? value : {};
  } catch {
    return {};
  }
}

function walkApplied(
  applied: unknown,
  desired: unknown,
  actual: unknown,
  path: string[],
  removed: string[],
) {
  if (!isMap(applied) || !isMap(desired) || !isMap(actual)) {
    return;
  }
  for (const [key, value] of Object.entries(applied)) {
    if (actual[key] === undefined || actual[key] === null) {
      continue;
    }
    if (!isCompared(path, key)) {
      continue;
    }
    if (isNothing(desired[key])) {
      removed.push([...path, key].join('.'));
    } else {
      walkApplied(value, desired[key], actual[key], [...path, key], removed);
    }
  }
}

/** Of the metadata only labels and annotations are compared; what kind of object it is never differs. */
function isCompared(path: string[], key: string): boolean {
  if (path.length === 0) {
    return !['apiVersion', 'kind', 'status'].includes(key);
  }
  return (
    path.length > 1 ||
    path[0] !== 'metadata' ||
    key === 'labels' ||
    key === 'annotations'
  );
}

function walkOwned(
  owned: Json,
  desired: unknown,
  actual: unknown,
  path: string[],
  removed: string[],
) {
  for (const [field, children] of Object.entries(owned)) {
    const name = field.slice(2);
    if (field.startsWith('f:') && isMap(actual)) {
      const isDesired = isMap(desired) && !isNothing(desired[name]);
      const childPath = [...path, name];
      if (isNothing(actual[name]) || !isCompared(path, name)) {
        continue;
      }
      if (!isDesired) {
        if (isLeaf(children)) {
          removed.push(childPath.join('.'));
        } else if (isMap(children)) {
          walkOwned(children, undefined, actual[name], childPath, removed);
        }
      } else if (isMap(children)) {
        walkOwned(
          children,
          (desired as Json)[name],
          actual[name],
          childPath,
          removed,
        );
      }
    } else if (field.startsWith('k:') && Array.isArray(actual)) {
      const keys = parse(name);
      const matches = (item: unknown) =>
        isMap(item) &&
        Object.entries(keys).every(
          ([key, value]) =>
            item[key] === value ||
            (item[key] === undefined && key === 'protocol' && value === 'TCP'),
        );
      const item = actual.find(matches);
      const counterpart = Array.isArray(desired)
        ? desired.find(matches)
        : undefined;
      const childPath = [...path, Object.values(keys).join('/')];
      if (item === undefined) {
        continue;
      }
      if (counterpart === undefined) {
        removed.push(childPath.join('.'));
      } else if (isMap(children)) {
        walkOwned(children, counterpart, item, childPath, removed);
      }
    } else if (field.startsWith('v:') && Array.isArray(actual)) {
      const value: unknown = JSON.parse(name);
      if (
        actual.includes(value) &&
        !(Array.isArray(desired) && desired.includes(value))
      ) {
        removed.push([...path, String(value)].join('.'));
      }
    }
  }
}

function isLeaf(children: unknown): boolean {
  return isMap(children) && Object.keys(children).every(key => key === '.');
}

function isNothing(value: unknown): boolean {
  return value === null || value === undefined;
}
