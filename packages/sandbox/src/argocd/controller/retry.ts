import type { OperationState, RetryStrategy } from '../model/Application';

/** When the next attempt of a failed operation is due, in milliseconds since 1970. */
export function retryAt(state: OperationState, pace: number): number {
  return (
    Date.parse(state.finishedAt!) +
    retryDelay(state.operation.retry, (state.retryCount ?? 1) - 1) * pace
  );
}

/** Milliseconds before an attempt: 5 s, doubled each time, at most 3 minutes unless the strategy says otherwise. */
export function retryDelay(
  strategy: RetryStrategy | undefined,
  attempt: number,
): number {
  const { duration, factor = 2, maxDuration } = strategy?.backoff ?? {};
  return Math.min(
    (parseDuration(duration) ?? 5_000) * factor ** attempt,
    parseDuration(maxDuration) ?? 180_000,
  );
}

const units: Record<string, number> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
};

/** Milliseconds of `90`, `30s`, `1m30s`. Undefined when there is none or it can't be read. */
function parseDuration(text: string | undefined): number | undefined {
  if (!text) {
    return undefined;
  }
  if (/^\d+$/.test(text)) {
    return Number(text) * 1_000;
  }
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)];
  return parts.length > 0 && parts.map(part => part[0]).join('') === text
    ? parts.reduce(
        (sum, [, amount, unit]) => sum + Number(amount) * units[unit],
        0,
      )
    : undefined;
}

/** e.g. `3:04PM`, as Go writes times of day. */
export function kitchenTime(date: Date): string {
  const hours = date.getUTCHours();
  return `${hours % 12 || 12}:${String(date.getUTCMinutes()).padStart(2, '0')}${
    hours < 12 ? 'AM' : 'PM'
  }`;
}
