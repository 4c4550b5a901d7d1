import type { PlannedItem, StrategyPlan } from './types';

type Plan = Pick<StrategyPlan, 'files'> & { items: PlannedItem[] };

/**
 * Compares what people agreed to with what would be done now.
 *
 * @returns `goesFurther` when something would happen that nobody has agreed to
 */
export function comparePlans(
  agreed: Plan,
  now: Plan,
): { isSame: boolean; goesFurther: boolean } {
  const before = effectsOf(agreed);
  const after = effectsOf(now);
  const goesFurther = [...after].some(effect => !before.has(effect));
  return { goesFurther, isSame: !goesFurther && before.size === after.size };
}

function effectsOf({ items, files }: Plan): Set<string> {
  return new Set([
    ...items.map(
      ({ kind, instance, key, effect }) =>
        `${effect} ${kind} ${instance} ${key}`,
    ),
    ...files.map(
      ({ repository, path, change }) => `${change} file ${repository} ${path}`,
    ),
  ]);
}
