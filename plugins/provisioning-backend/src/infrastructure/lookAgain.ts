import type { StoredRequest } from './types';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/**
 * How long to wait before the next look, milliseconds: what has just changed is likely to change again soon, what waits
 * for a person takes hours, and an upstream that does not answer is asked less and less.
 */
export function pauseOf(
  { changedAt, failures }: Pick<StoredRequest, 'changedAt' | 'failures'>,
  now: number,
): number {
  if (failures > 0) {
    return Math.min(5 * SECOND * 2 ** (failures - 1), 5 * MINUTE);
  }
  const age = now - changedAt;
  if (age < 5 * MINUTE) {
    return 3 * SECOND;
  }
  return age < 60 * MINUTE ? 15 * SECOND : MINUTE;
}
