import type { LimitRange } from '@runway/plugin-clusters-common';
import type { LimitRangeFact } from '../reading/clusterFacts';
import { type Judgement, listed, missing, present } from './Judgement';

/** Whether a container that doesn't say what it needs gets something sensible. */
export function judgeLimitRange(
  ranges: ReadonlyArray<LimitRangeFact>,
): Judgement {
  const limits = ranges
    .flatMap(({ spec }) => spec.limits)
    .filter(({ type }) => type === 'Container');
  if (limits.length === 0) {
    return missing(
      'There is no LimitRange for containers: one that does not say what it needs is refused where a quota counts it, and unlimited elsewhere.',
    );
  }
  // Defaults as the API server fills them in: a maximum is the default limit, and that the default request.
  const has = (resource: string, of: 'request' | 'limit') =>
    limits.some(
      item =>
        item.default?.[resource] ??
        item.max?.[resource] ??
        (of === 'request' && item.defaultRequest?.[resource]),
    );
  const without = [
    has('cpu', 'request') ? '' : 'a CPU request',
    has('memory', 'request') ? '' : 'a memory request',
    has('memory', 'limit') ? '' : 'a memory limit',
  ].filter(Boolean);
  return without.length > 0
    ? missing(
        `Its LimitRange gives containers that name none no ${without
          .map(what => what.replace(/^a /, ''))
          .join(', no ')}.`,
      )
    : present(
        `Containers that name none get ${listed([
          'a CPU request',
          'a memory request',
          'a memory limit',
        ])}.`,
      );
}

const FIELDS = [
  ['default', 'default limit'],
  ['defaultRequest', 'default request'],
  ['min', 'at least'],
  ['max', 'at most'],
] as const;

/** A LimitRange in words. */
export function describeLimitRange({
  metadata,
  spec,
}: LimitRangeFact): LimitRange {
  return {
    name: metadata.name,
    limits: spec.limits.flatMap(item =>
      FIELDS.flatMap(([field, words]) => {
        const values = Object.entries(item[field] ?? {});
        return values.length > 0
          ? [
              `${item.type}: ${words} ${values
                .map(([resource, value]) => `${resource} ${value}`)
                .sort()
                .join(', ')}`,
            ]
          : [];
      }),
    ),
  };
}
