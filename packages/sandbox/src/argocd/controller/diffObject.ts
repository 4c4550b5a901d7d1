import type { KubernetesObject } from '../../core/SandboxContext';
import { groupOf } from '../model/ResourceKey';
import { isMap } from '../model/threeWayMerge';
import { isQuantityPath, sameQuantity } from './quantity';
import { removedPaths } from './ownedFields';

/** Paths, such as `spec.template.spec.containers.0.image`, at which a live object differs from the desired one. */
export type Differences = string[];

/** Kinds whose lists Kubernetes merges item by item; in all others a list counts as a whole. */
const kindsWithMergedLists = new Set([
  'CronJob',
  'DaemonSet',
  'Deployment',
  'Job',
  'Pod',
  'ReplicaSet',
  'Service',
  'ServiceAccount',
  'StatefulSet',
]);

/** Keys by which Kubernetes tells the items of a list apart, most telling first. */
const mergeKeys = [
  'name',
  'containerPort',
  'mountPath',
  'port',
  'type',
  'key',
  'ip',
  'topologyKey',
  'uid',
];

/**
 * Compares what Git says with what lives. Fields that only the live object has (defaults, what controllers write) don't
 * count, unless Argo CD applied them earlier and Git has dropped them since.
 *
 * @param ignored - JSON pointers of fields that aren't compared
 */
export function diffObject(
  target: KubernetesObject,
  live: KubernetesObject,
  ignored: string[] = [],
): Differences {
  const desired = comparable(target);
  const actual = comparable(live);
  const differences: Differences = [];
  const mergesLists =
    kindsWithMergedLists.has(target.kind) && !groupOf(target).includes('.');
  compare(desired, actual, [], { differences, mergesLists });
  differences.push(...removedPaths(live, desired, actual));
  return differences.filter(path => !isIgnored(path, ignored));
}

function comparable(object: KubernetesObject): Record<string, unknown> {
  const { labels, annotations } = object.metadata;
  const { apiVersion, kind, metadata, status, stringData, ...rest } = object;
  if (object.kind === 'Secret' && apiVersion === 'v1' && stringData) {
    rest.data = {
      ...rest.data,
      ...Object.fromEntries(
        Object.entries(stringData).map(([key, value]) => [
          key,
          Buffer.from(String(value)).toString('base64'),
        ]),
      ),
    };
  }
  return {
    metadata: { labels: labels ?? {}, annotations: annotations ?? {} },
    ...rest,
  };
}

interface Comparison {
  differences: Differences;
  mergesLists: boolean;
}

function compare(
  desired: unknown,
  actual: unknown,
  path: string[],
  comparison: Comparison,
): void {
  const { differences } = comparison;
  if (isNothing(desired)) {
    return;
  }
  if (isMap(desired)) {
    if (!isMap(actual)) {
      if (!isEmptyDeep(desired)) {
        differences.push(path.join('.'));
      }
      return;
    }
    for (const [key, value] of Object.entries(desired)) {
      compare(value, actual[key], [...path, key], comparison);
    }
    return;
  }
  if (Array.isArray(desired)) {
    compareLists(
      desired,
      Array.isArray(actual) ? actual : [],
      path,
      comparison,
    );
    return;
  }
  if (!sameScalar(desired, actual, path)) {
    differences.push(path.join('.'));
  }
}

function compareLists(
  desired: unknown[],
  actual: unknown[],
  path: string[],
  comparison: Comparison,
) {
  const { differences, mergesLists } = comparison;
  const key = mergesLists ? mergeKeyOf(desired, actual) : undefined;
  if (!key && desired.length !== actual.length) {
    differences.push(path.join('.'));
    return;
  }
  for (const [index, item] of desired.entries()) {
    const counterpart = key
      ? actual.find(candidate =>
          sameIdentity(candidate, item as Record<string, unknown>, key),
        )
      : actual[index];
    if (counterpart === undefined && item !== undefined) {
      differences.push([...path, String(index)].join('.'));
    } else {
      compare(item, counterpart, [...path, String(index)], comparison);
    }
  }
}

/** The key that tells every item of both lists from its neighbours, if there is one. */
function mergeKeyOf(desired: unknown[], actual: unknown[]): string | undefined {
  if (![...desired, ...actual].every(isMap)) {
    return undefined;
  }
  return mergeKeys.find(key =>
    [desired, actual].every(list => {
      const items = list as Array<Record<string, unknown>>;
      return (
        items.every(item => key in item) &&
        new Set(items.map(item => identity(item, key))).size === items.length
      );
    }),
  );
}

function identity(item: Record<string, unknown>, key: string): string {
  return key === 'containerPort' || key === 'port'
    ? `${item[key]}/${item.protocol ?? 'TCP'}`
    : String(item[key]);
}

function sameIdentity(
  candidate: unknown,
  item: Record<string, unknown>,
  key: string,
): boolean {
  return isMap(candidate) && identity(candidate, key) === identity(item, key);
}

function sameScalar(
  desired: unknown,
  actual: unknown,
  path: string[],
): boolean {
  if (desired === actual) {
    return true;
  }
  if (isNothing(actual)) {
    // The API server drops what is empty or false where that is the default.
    return desired === '' || desired === false || desired === 0;
  }
  if (
    (typeof desired === 'string' || typeof desired === 'number') &&
    (typeof actual === 'string' || typeof actual === 'number')
  ) {
    return (
      String(desired) === String(actual) ||
      (isQuantityPath(path) && sameQuantity(String(desired), String(actual)))
    );
  }
  return false;
}

function isNothing(value: unknown): value is null | undefined {
  return value === null || value === undefined;
}

function isEmptyDeep(value: unknown): boolean {
  if (isMap(value)) {
    return Object.values(value).every(isEmptyDeep);
  }
  return isNothing(value) || (Array.isArray(value) && value.length === 0);
}

function isIgnored(path: string, pointers: string[]): boolean {
  return pointers.some(pointer => {
    const prefix = pointer
      .split('/')
      .slice(1)
      .map(part => part.replaceAll('~1', '/').replaceAll('~0', '~'))
      .join('.');
    return path === prefix || path.startsWith(`${prefix}.`);
  });
}
