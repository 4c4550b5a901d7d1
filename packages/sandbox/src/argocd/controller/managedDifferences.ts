import type { KubernetesObject } from '../../core/SandboxContext';
import type { IgnoreDifference } from '../model/Application';
import { globMatch } from '../model/globMatch';
import { groupOf, refOf } from '../model/ResourceKey';
import type { ClusterCache } from '../stores/ClusterCache';
import {
  diffDesired,
  diffPredicted,
  isIgnored,
  type Differences,
} from './diffObject';
import { fieldManager } from './fieldManager';

const known = new WeakMap<
  KubernetesObject,
  { live: KubernetesObject; rules: string; differences: Differences }
>();

/**
 * Differences between what Git wants and what lives, but for those the application ignores. Worked out again only when one
 * of the two objects changed.
 */
export function managedDifferences(
  target: KubernetesObject,
  live: KubernetesObject,
  cluster: ClusterCache,
  ignored: IgnoreDifference[] = [],
): Differences {
  const rules = JSON.stringify(ignored);
  const found = known.get(target);
  if (found?.live === live && found.rules === rules) {
    return found.differences;
  }
  const predicted = predictLive(target, cluster);
  // Only states in the same version of the API can be compared.
  const actual =
    live.apiVersion === target.apiVersion
      ? live
      : cluster.access.get(refOf(target)) ?? live;
  const all = predicted
    ? diffPredicted(predicted, actual)
    : diffDesired(target, actual);
  const pointers = ignoredPointers(ignored, live);
  const differences = all.filter(path => !isIgnored(path, pointers));
  known.set(target, { live, rules, differences });
  return differences;
}

/** What an object would be after being applied. Undefined when the cluster would refuse it. */
export function predictLive(
  target: KubernetesObject,
  cluster: ClusterCache,
): KubernetesObject | undefined {
  try {
    return cluster.access.apply(target, { fieldManager, dryRun: true });
  } catch {
    return undefined;
  }
}

function ignoredPointers(
  ignored: IgnoreDifference[],
  live: KubernetesObject,
): string[] {
  return ignored
    .filter(
      rule =>
        globMatch(rule.group ?? '', groupOf(live)) &&
        globMatch(rule.kind, live.kind) &&
        (!rule.name || rule.name === live.metadata.name) &&
        (!rule.namespace || rule.namespace === live.metadata.namespace),
    )
    .flatMap(rule => [
      ...(rule.jsonPointers ?? []),
      ...(rule.jqPathExpressions ?? [])
        .filter(path => /^(\.[\w-]+)+$/.test(path))
        .map(path => path.replaceAll('.', '/')),
    ]);
}
