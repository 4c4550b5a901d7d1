import { exampleRun } from '../../__testUtils__/exampleRun';
import { createRunClock } from './createRunClock';

const steps = [
  {
    id: 'a',
    name: 'A',
    status: 'succeeded' as const,
    startedAt: '2026-11-22T10:00:01.000Z',
    finishedAt: '2026-11-22T10:00:04.000Z',
  },
  {
    id: 'b',
    name: 'B',
    status: 'running' as const,
    startedAt: '2026-11-22T10:00:04.000Z',
  },
  { id: 'c', name: 'C', status: 'pending' as const },
];

describe('createRunClock', () => {
  // The browser's clock is years off: only its differences count.
  const loadedAt = 1_000;

  it('goes on by the server’s time while the run is active', () => {
    const run = exampleRun({ steps, durationMs: 10_000 });
    const clock = createRunClock(run, loadedAt, loadedAt + 2_000);
    expect(clock.elapsedMs).toBe(12_000);
    expect(steps.map(step => clock.stepMs(step))).toEqual([
      3_000,
      8_000,
      undefined,
    ]);
  });

  it('stands still when the run has ended', () => {
    const run = exampleRun({ status: 'failed', durationMs: 10_000 });
    expect(createRunClock(run, loadedAt, 999_999).elapsedMs).toBe(10_000);
  });

  it('measures undo from when it was asked for', () => {
    const run = exampleRun({
      status: 'undoing',
      durationMs: 60_000,
      events: [
        {
          id: 2,
          at: '2026-11-22T10:00:50.000Z',
          actor: 'user:default/mika',
          type: 'undo-requested',
          message: 'Asked for undo',
        },
      ],
    });
    expect(createRunClock(run, loadedAt, loadedAt).undoingMs).toBe(10_000);
  });
});
