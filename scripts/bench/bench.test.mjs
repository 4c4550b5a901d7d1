import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { Figures, judge, median, percentile } from './Figures.mjs';
import { coveredMs } from './intervals.mjs';
import { secondsOf } from './processFigures.mjs';

test('percentile', () => {
  assert.equal(median([5, 1, 3]), 3);
  assert.equal(median([4, 1, 3, 2]), 2.5);
  assert.equal(percentile([0, 10], 0.95), 9.5);
  assert.throws(() => median([]), /nothing/);
});

test('time is counted once, however many intervals cover it', () => {
  const intervals = [
    { startedAt: 50, endedAt: 80 },
    { startedAt: 0, endedAt: 30 },
    { startedAt: 20, endedAt: 40 },
    { startedAt: 22, endedAt: 24 },
    { startedAt: 95, endedAt: 200 },
    { startedAt: 300, endedAt: 400 },
  ];
  assert.equal(coveredMs(intervals, { startedAt: 10, endedAt: 100 }), 65);
  assert.equal(coveredMs([], { startedAt: 10, endedAt: 100 }), 0);
});

test('a figure is held against stock, or else against its limit', () => {
  assert.deepEqual(judge({ value: 6, stock: 10, goal: 0.5 }), {
    ratio: 0.6,
    met: false,
  });
  assert.deepEqual(judge({ value: 6, stock: 10 }), { ratio: 0.6 });
  assert.deepEqual(judge({ value: 6, limit: 12 }), { ratio: 0.5, met: true });
  assert.deepEqual(judge({ value: 1, limit: 0 }), { met: false });
  assert.deepEqual(judge({ value: 1 }), {});
});

test('the report keeps what other runs measured', () => {
  const folder = mkdtempSync(join(tmpdir(), 'runway-figures-'));
  try {
    const file = join(folder, 'reports', 'bench.json');
    const first = new Figures();
    first.record('stock', { what: 'ready', unit: 's', value: 2, limit: 1 });
    first.record('runs', { what: 'healthy', unit: 's', value: 5 });
    first.write(file);
    const second = new Figures();
    second.record('stock', { what: 'ready', unit: 's', value: 1, limit: 1 });
    second.write(file);
    const { parts } = JSON.parse(readFileSync(file, 'utf8'));
    assert.deepEqual(parts.stock.figures, [
      { what: 'ready', unit: 's', value: 1, limit: 1, ratio: 1, met: true },
    ]);
    assert.equal(parts.runs.figures[0].value, 5);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('processor time as ps words it', () => {
  assert.equal(secondsOf(' 00:01:05\n'), 65);
  assert.equal(secondsOf('1-02:00:01'), 86_400 + 7_201);
  assert.equal(secondsOf('3:04.50'), 184.5);
});
