import { kitchenTime, retryDelay } from './retry';

it('waits longer after each attempt', () => {
  expect([0, 1, 2, 10].map(attempt => retryDelay(undefined, attempt))).toEqual([
    5_000, 10_000, 20_000, 180_000,
  ]);
  const strategy = {
    backoff: { duration: '1m30s', factor: 3, maxDuration: '5m' },
  };
  expect([0, 1, 2].map(attempt => retryDelay(strategy, attempt))).toEqual([
    90_000, 270_000, 300_000,
  ]);
  expect(retryDelay({ backoff: { duration: '7' } }, 0)).toBe(7_000);
});

it('writes times of day as Go does', () => {
  expect(kitchenTime(new Date('2026-01-01T00:05:00Z'))).toBe('12:05AM');
  expect(kitchenTime(new Date('2026-01-01T15:04:00Z'))).toBe('3:04PM');
});
