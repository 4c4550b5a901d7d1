import { timestamp } from '../objects/prepareObject';

export interface Condition {
  type: string;
  status: 'True' | 'False' | 'Unknown';
  reason?: string;
  message?: string;
  observedGeneration?: number;
  lastTransitionTime?: string;
  lastUpdateTime?: string;
}

/** Puts a condition in its place; the time of the transition stays while the status does. */
export function withCondition(
  conditions: readonly Condition[] | undefined,
  condition: Condition,
): Condition[] {
  const list = conditions ?? [];
  const known = list.find(({ type }) => type === condition.type);
  const next = {
    ...condition,
    lastTransitionTime:
      known?.status === condition.status
        ? known.lastTransitionTime
        : timestamp(),
  };
  return known
    ? list.map(entry => (entry === known ? next : entry))
    : [...list, next];
}

export function conditionOf(
  object: Readonly<Record<string, any>> | undefined,
  type: string,
): Condition | undefined {
  return object?.status?.conditions?.find(
    (condition: Condition) => condition.type === type,
  );
}

export function isTrue(
  object: Readonly<Record<string, any>> | undefined,
  type: string,
): boolean {
  return conditionOf(object, type)?.status === 'True';
}
