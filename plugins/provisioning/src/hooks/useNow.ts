import { useEffect, useState } from 'react';

/**
 * The present moment, renewed at an interval.
 *
 * @param intervalMs - undefined stops the clock
 * @returns milliseconds since the epoch
 */
export function useNow(intervalMs: number | undefined): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (intervalMs === undefined) {
      return undefined;
    }
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), intervalMs);
    return () => clearInterval(timer);
  }, [intervalMs]);
  return now;
}
