import type { KubernetesObject } from '../../core/SandboxContext';
import type { IgnoreDifference } from '../model/Application';
import { globMatch } from '../model/globMatch';
import { groupOf } from '../model/ResourceKey';
import { diffObject, type Differences } from './diffObject';

const diffs = new WeakMap<
  KubernetesObject,
  { live: KubernetesObject; rules: string; differences: Differences }
>();

/**
 * Differences of an object but for those its application ignores, worked out again only when one of the two objects
 * changed.
 */
export function managedDifferences(
  target: KubernetesObject,
  live: KubernetesObject,
  ignored: IgnoreDifference[] | undefined,
): Differences {
  const rules = ignored ? JSON.stringify(ignored) : '';
  const known = diffs.get(target);
  if (known?.live === live && known.rules === rules) {
    return known.differences;
  }
  const pointers = (ignored ?? [])
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
  const differences = diffObject(target, live, pointers);
  diffs.set(target, { live, rules, differences });
  return differences;
}
