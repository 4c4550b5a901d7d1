const FIRST_MS = 1000;
const LONGEST_MS = 10 * 60_000;

/**
 * Milliseconds to wait after an attempt: twice as long each time, and never the same, so that jobs that failed together don't come back
 * together.
 *
 * @param attempt - 1 for the first
 * @param random - from 0 up to 1
 */
export function retryDelay(attempt: number, random = Math.random()): number {
  const longest = Math.min(FIRST_MS * 2 ** (attempt - 1), LONGEST_MS);
  return Math.round(longest * (0.5 + random / 2));
}
