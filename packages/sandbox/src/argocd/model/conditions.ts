import type { ApplicationCondition } from './Application';

/** Replaces the conditions of the evaluated types; unchanged ones keep their time. */
export function withConditions(
  existing: ApplicationCondition[] | undefined,
  conditions: ApplicationCondition[],
  evaluatedTypes: string[],
): ApplicationCondition[] {
  const now = timestamp();
  const kept = (existing ?? []).filter(
    condition => !evaluatedTypes.includes(condition.type),
  );
  const added = conditions.map(
    condition =>
      (existing ?? []).find(
        old => old.type === condition.type && old.message === condition.message,
      ) ?? { lastTransitionTime: now, ...condition },
  );
  return [...kept, ...added].sort((a, b) =>
    `${a.type}/${a.message}`.localeCompare(`${b.type}/${b.message}`),
  );
}

export function formatConditions(conditions: ApplicationCondition[]): string {
  return conditions
    .map(condition => `${condition.type}: ${condition.message}`)
    .join(';');
}

/** The current time as Kubernetes writes it: whole seconds, UTC. */
export function timestamp(date = new Date()): string {
  return `${date.toISOString().slice(0, 19)}Z`;
}
