import { unifiedDiff } from './unifiedDiff';

/** Lines that differ before times after: comparing more takes longer than others should wait. */
const MAX_COMPARISONS = 40_000;
const CONTEXT = 3;

/**
 * {@link unifiedDiff} in bounded time: where too much differs to be compared line by line, everything between the first and
 * the last difference is shown as replaced.
 */
export function boundedDiff(
  name: string,
  before: string | undefined,
  after: string | undefined,
): string {
  if (before === undefined || after === undefined) {
    return unifiedDiff(name, before, after);
  }
  const old = before.split('\n');
  const now = after.split('\n');
  let start = 0;
  while (
    start < Math.min(old.length, now.length) &&
    old[start] === now[start]
  ) {
    start += 1;
  }
  let same = 0;
  while (
    same < Math.min(old.length, now.length) - start &&
    old.at(-1 - same) === now.at(-1 - same)
  ) {
    same += 1;
  }
  const removed = old.slice(start, old.length - same);
  const added = now.slice(start, now.length - same);
  if (removed.length * added.length <= MAX_COMPARISONS) {
    return unifiedDiff(name, before, after);
  }
  const lead = old.slice(Math.max(0, start - CONTEXT), start);
  const trail = old.slice(old.length - same).slice(0, CONTEXT);
  const first = start - lead.length + 1;
  const length = (lines: string[]) => lead.length + lines.length + trail.length;
  return [
    `--- a/${name}`,
    `+++ b/${name}`,
    `@@ -${first},${length(removed)} +${first},${length(added)} @@`,
    ...lead.map(line => ` ${line}`),
    ...removed.map(line => `-${line}`),
    ...added.map(line => `+${line}`),
    ...trail.map(line => ` ${line}`),
    '',
  ].join('\n');
}
