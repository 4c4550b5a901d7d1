import type { KubernetesObject } from '../../core/SandboxContext';
import { isMap } from '../model/threeWayMerge';
import { lastAppliedAnnotation } from '../stores/OwnCluster';

/** Paths, such as `spec.template.spec.containers.0.image`, at which two states of an object differ. */
export type Differences = string[];

/**
 * Compares a live object with what it would be after being applied. That the cluster itself says what it would be
 * accounts for its defaults, its spelling of quantities, and fields that were applied once and are no more.
 */
export function diffPredicted(
  predicted: KubernetesObject,
  live: KubernetesObject,
): Differences {
  const differences: Differences = [];
  compare(comparable(predicted), comparable(live), [], differences, true);
  return differences;
}

/**
 * Compares what Git says with what lives when the cluster can't be asked: fields that only the live object has don't count.
 */
export function diffDesired(
  target: KubernetesObject,
  live: KubernetesObject,
): Differences {
  const differences: Differences = [];
  const desired = comparable(withEncodedData(target));
  compare(desired, comparable(live), [], differences, false);
  return differences;
}

/** Whether a path lies at or below one of the JSON pointers. */
export function isIgnored(path: string, pointers: string[]): boolean {
  return pointers.some(pointer => {
    const prefix = pointer
      .split('/')
      .slice(1)
      .map(part => part.replaceAll('~1', '/').replaceAll('~0', '~'))
      .join('.');
    return path === prefix || path.startsWith(`${prefix}.`);
  });
}

function comparable(object: KubernetesObject): Record<string, unknown> {
  const { apiVersion, kind, metadata, status, ...rest } = object;
  const { labels, annotations, finalizers, ownerReferences } = metadata;
  const { [lastAppliedAnnotation]: _, ...others } = annotations ?? {};
  return {
    metadata: { labels, annotations: others, finalizers, ownerReferences },
    ...rest,
  };
}

function withEncodedData(object: KubernetesObject): KubernetesObject {
  const { stringData, ...rest } = object;
  if (object.kind !== 'Secret' || !stringData) {
    return object;
  }
  const encoded = Object.entries(stringData).map(([key, value]) => [
    key,
    Buffer.from(String(value)).toString('base64'),
  ]);
  return {
    ...rest,
    data: { ...object.data, ...Object.fromEntries(encoded) },
  } as KubernetesObject;
}

function compare(
  desired: unknown,
  actual: unknown,
  path: string[],
  differences: Differences,
  exact: boolean,
): void {
  if (desired === actual || (isEmpty(desired) && (!exact || isEmpty(actual)))) {
    return;
  }
  if (isMap(desired) && isMap(actual)) {
    const keys = new Set([
      ...Object.keys(desired),
      ...(exact ? Object.keys(actual) : []),
    ]);
    for (const key of keys) {
      const childPath = [...path, key];
      compare(desired[key], actual[key], childPath, differences, exact);
    }
  } else if (
    Array.isArray(desired) &&
    Array.isArray(actual) &&
    desired.length === actual.length
  ) {
    for (const [index, item] of desired.entries()) {
      const childPath = [...path, String(index)];
      compare(item, actual[index], childPath, differences, exact);
    }
  } else {
    differences.push(path.join('.'));
  }
}

function isEmpty(value: unknown): boolean {
  if (isMap(value)) {
    return Object.values(value).every(isEmpty);
  }
  return (
    value === null ||
    value === undefined ||
    (Array.isArray(value) && value.length === 0)
  );
}
