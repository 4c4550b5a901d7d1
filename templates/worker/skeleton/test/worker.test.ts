import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { pino } from 'pino';
import { handleJob } from '../src/handleJob.ts';
import { createMetrics } from '../src/metrics.ts';
import { MemoryQueue } from '../src/queue/MemoryQueue.ts';
import { Worker, type WorkerOptions } from '../src/Worker.ts';

function startWorker(t: TestContext, options: Pick<WorkerOptions, 'handle'> & Partial<WorkerOptions>) {
  const queue = new MemoryQueue();
  const metrics = createMetrics();
  const worker = new Worker({
    queue,
    metrics,
    log: pino({ level: 'silent' }),
    concurrency: 2,
    jobTimeoutMs: 10_000,
    maxAttempts: 3,
    pollMs: 1,
    delayOf: () => 0,
    ...options,
  });
  worker.start();
  t.after(() => worker.stop(0));
  const count = async (outcome: string) => {
    const { values } = await metrics.jobsProcessed.get();
    return values.find(({ labels }) => labels.outcome === outcome)?.value;
  };
  return { queue, worker, count, metrics };
}

async function until(isSo: () => Promise<boolean>) {
  const deadline = Date.now() + 5000;
  while (!(await isSo())) {
    assert.ok(Date.now() < deadline, 'it did not happen');
    await new Promise(resolve => setTimeout(resolve, 5));
  }
}

describe('Worker', () => {
  it('does jobs and counts them', async t => {
    const { queue, worker, count } = startWorker(t, { handle: handleJob });
    await queue.add('a', { name: 'Ada' });
    await queue.add('b', { name: 'Bo' });
    await until(async () => (await count('succeeded')) === 2);
    assert.equal(worker.isAlive, true);
    assert.equal(await queue.add('a', {}), false);
  });

  it('tries again, and sets aside what never succeeds', async t => {
    const attempts: number[] = [];
    const { queue, count } = startWorker(t, {
      handle: job => {
        attempts.push(job.attempt);
        return Promise.reject(new Error('the other system is down'));
      },
    });
    await queue.add('a', null);
    await until(async () => (await count('failed')) === 1);
    assert.deepEqual(attempts, [1, 2, 3]);
    assert.equal(await count('retried'), 2);
    const [letter] = await queue.deadLetters();
    assert.equal(letter?.error, 'the other system is down');
  });

  it('does not try again what is hopeless', async t => {
    const { queue, count } = startWorker(t, { handle: handleJob });
    await queue.add('a', { wrong: true });
    await until(async () => (await count('failed')) === 1);
    assert.equal(await count('retried'), 0);
  });

  it('goes on after an error that is none', async t => {
    const { queue, count } = startWorker(t, {
      // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors
      handle: job => (job.id === 'odd' ? Promise.reject('a text') : Promise.resolve()),
      maxAttempts: 1,
    });
    await queue.add('odd', null);
    await queue.add('good', null);
    await until(async () => (await count('succeeded')) === 1 && (await count('failed')) === 1);
  });

  it('sets aside a job that ends the process each time, without doing it once more', async t => {
    const queue = new MemoryQueue();
    await queue.add('a', null);
    await queue.take(1, 0);
    await queue.take(1, 0);
    const done: string[] = [];
    startWorker(t, {
      queue,
      maxAttempts: 2,
      handle: job => Promise.resolve(void done.push(job.id)),
    });
    await until(async () => (await queue.deadLetters()).length === 1);
    assert.deepEqual(done, []);
  });

  it('stops a job that takes too long, heeded or not', async t => {
    const { queue, count } = startWorker(t, {
      handle: () => new Promise(() => {}),
      jobTimeoutMs: 20,
      maxAttempts: 1,
    });
    // Deadlines of signals don't hold a process.
    const hold = setInterval(() => {}, 1000);
    t.after(() => clearInterval(hold));
    await queue.add('a', null);
    await until(async () => (await count('failed')) === 1);
  });

  it('does no more at a time than it may', async t => {
    let running = 0;
    let most = 0;
    const { queue, count } = startWorker(t, {
      concurrency: 2,
      handle: async () => {
        running += 1;
        most = Math.max(most, running);
        await new Promise(resolve => setTimeout(resolve, 5));
        running -= 1;
      },
    });
    for (const id of 'abcdef') {
      await queue.add(id, null);
    }
    await until(async () => (await count('succeeded')) === 6);
    assert.equal(most, 2);
  });

  it('lives on while the queue is away', async t => {
    const queue = new MemoryQueue();
    const take = queue.take.bind(queue);
    let failures = 3;
    queue.take = (limit, leaseMs) => {
      failures -= 1;
      return failures > 0 ? Promise.reject(new Error('away')) : take(limit, leaseMs);
    };
    await queue.add('a', null);
    const { count } = startWorker(t, { queue, handle: () => Promise.resolve() });
    await until(async () => (await count('succeeded')) === 1);
  });
});

describe('stop', () => {
  it('finishes what is begun and begins nothing more', async t => {
    const begun = Promise.withResolvers<void>();
    const finish = Promise.withResolvers<void>();
    const { queue, worker, count } = startWorker(t, {
      concurrency: 1,
      handle: () => {
        begun.resolve();
        return finish.promise;
      },
    });
    await queue.add('a', null);
    await queue.add('b', null);
    await begun.promise;
    const stopped = worker.stop(10_000);
    finish.resolve();
    await stopped;
    assert.equal(await count('succeeded'), 1);
    assert.equal(await queue.depth(), 1);
  });

  it('gives back what does not end in time, as if it had not been tried', async t => {
    const begun = Promise.withResolvers<AbortSignal>();
    const { queue, worker } = startWorker(t, {
      handle: (_job, { signal }) => {
        begun.resolve(signal);
        return new Promise(() => {});
      },
    });
    await queue.add('a', null);
    const signal = await begun.promise;
    await worker.stop(1);
    assert.equal(signal.aborted, true);
    const [job] = await queue.take(1, 1000);
    assert.equal(job?.attempt, 1);
  });
});
