import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { pino } from 'pino';
import { ConfigError } from '../src/config.ts';
import { EXIT, exitCodeOf, runJob, type RunOptions } from '../src/runJob.ts';

/** Runs a job; its log comes as the objects of its lines. */
async function run(options: Pick<RunOptions, 'job'> & Partial<RunOptions>) {
  const lines: Record<string, unknown>[] = [];
  const log = pino({ base: undefined }, {
    write: (line: string) => void lines.push(JSON.parse(line) as Record<string, unknown>),
  });
  const code = await runJob({
    log,
    deadlineMs: 10_000,
    stop: new AbortController().signal,
    graceMs: 10,
    ...options,
  });
  return { code, last: lines.at(-1) };
}

describe('runJob', () => {
  it('ends with 0 and a summary', async () => {
    const { code, last } = await run({ job: () => Promise.resolve({ processed: 7 }) });
    assert.equal(code, EXIT.done);
    assert.equal(last?.msg, 'done');
    assert.equal(last?.processed, 7);
    assert.equal(typeof last?.seconds, 'number');
  });

  it('ends with 1 when the job fails', async () => {
    const { code, last } = await run({ job: () => Promise.reject(new Error('no such file')) });
    assert.equal(code, EXIT.failed);
    assert.match(JSON.stringify(last), /no such file/);
  });

  it('ends with 124 at its deadline, and lets the job leave things in order', async () => {
    let isOrderly = false;
    const { code } = await run({
      deadlineMs: 5,
      graceMs: 10_000,
      job: ({ signal }) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => {
            isOrderly = true;
            reject(signal.reason as Error);
          });
        }),
    });
    assert.equal(code, EXIT.late);
    assert.equal(isOrderly, true);
  });

  it('ends although the job does not heed its signal', async t => {
    // What waits for nothing does not hold a process.
    const hold = setInterval(() => {}, 1000);
    t.after(() => clearInterval(hold));
    const { code } = await run({ deadlineMs: 5, job: () => new Promise(() => {}) });
    assert.equal(code, EXIT.late);
  });

  it('ends with 143 when it is stopped', async () => {
    const stop = new AbortController();
    const { code } = await run({
      stop: stop.signal,
      job: ({ signal }) => {
        stop.abort(new Error('SIGTERM was received.'));
        return Promise.reject(signal.reason as Error);
      },
    });
    assert.equal(code, EXIT.stopped);
  });

  it('counts as done when it got done although it was told to end', async () => {
    const stop = new AbortController();
    const { code } = await run({
      stop: stop.signal,
      job: () => {
        stop.abort();
        return Promise.resolve({ processed: 1 });
      },
    });
    assert.equal(code, EXIT.done);
  });
});

describe('exitCodeOf', () => {
  it('tells a wrong configuration from a failure', () => {
    assert.equal(exitCodeOf(new ConfigError('x')), EXIT.misconfigured);
    assert.equal(exitCodeOf(new Error('x')), EXIT.failed);
  });
});
