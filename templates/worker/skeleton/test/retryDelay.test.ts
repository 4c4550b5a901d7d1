import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { retryDelay } from '../src/retryDelay.ts';

describe('retryDelay', () => {
  it('grows', () => {
    assert.deepEqual(
      [1, 2, 3, 4].map(attempt => retryDelay(attempt, 0)),
      [500, 1000, 2000, 4000],
    );
  });

  it('is spread, so that what failed together comes back apart', () => {
    assert.equal(retryDelay(1, 0.5), 750);
    assert.ok(retryDelay(1, 0.99) < 1000);
  });

  it('never exceeds ten minutes', () => {
    assert.ok(retryDelay(20, 0.999) <= 600_000);
  });
});
