/** @typedef {{startedAt: number, endedAt: number}} Interval milliseconds since the epoch */

/**
 * How long at least one of the intervals was under way.
 *
 * @param {Interval[]} intervals - may overlap, in any order
 * @param {Interval} within - what lies outside doesn't count
 * @returns {number} milliseconds
 */
export function coveredMs(intervals, within) {
  const clipped = intervals
    .map(({ startedAt, endedAt }) => ({
      startedAt: Math.max(startedAt, within.startedAt),
      endedAt: Math.min(endedAt, within.endedAt),
    }))
    .filter(({ startedAt, endedAt }) => endedAt > startedAt)
    .toSorted((a, b) => a.startedAt - b.startedAt);
  let covered = 0;
  let until = -Infinity;
  for (const { startedAt, endedAt } of clipped) {
    covered += Math.max(0, endedAt - Math.max(startedAt, until));
    until = Math.max(until, endedAt);
  }
  return covered;
}
