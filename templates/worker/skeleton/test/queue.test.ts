import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { PGlite } from '@electric-sql/pglite';
import { MemoryQueue } from '../src/queue/MemoryQueue.ts';
import { PostgresQueue } from '../src/queue/PostgresQueue.ts';
import type { Job, Queue } from '../src/queue/Queue.ts';

const MINUTE = 60_000;

/** What every queue has to do. */
function behavesAsQueue(open: () => Promise<Queue>) {
  let queue: Queue;

  beforeEach(async () => {
    queue = await open();
  });

  async function takeOne(leaseMs = MINUTE): Promise<Job> {
    const [job] = await queue.take(1, leaseMs);
    assert.ok(job, 'no job is due');
    return job;
  }

  it('hands out a job once', async () => {
    assert.equal(await queue.add('a', { n: 1 }), true);
    assert.equal(await queue.depth(), 1);
    const job = await takeOne();
    assert.deepEqual([job.id, job.payload, job.attempt], ['a', { n: 1 }, 1]);
    assert.deepEqual(await queue.take(1, MINUTE), []);
    assert.equal(await queue.depth(), 0);
  });

  it('makes one job of an id, even when it is done', async () => {
    await queue.add('a', 1);
    assert.equal(await queue.add('a', 2), false);
    assert.equal(await queue.complete(await takeOne()), true);
    assert.equal(await queue.add('a', 3), false);
    assert.equal(await queue.depth(), 0);
  });

  it('takes no more than asked for, the oldest first', async () => {
    for (const id of ['a', 'b', 'c']) {
      await queue.add(id, null);
    }
    const jobs = await queue.take(2, MINUTE);
    assert.deepEqual(jobs.map(({ id }) => id).sort(), ['a', 'b']);
    assert.equal(await queue.depth(), 1);
  });

  it('hands out a job again when its holder went away, and hears that holder no more', async () => {
    await queue.add('a', null);
    const lost = await takeOne(0);
    const job = await takeOne();
    assert.equal(job.attempt, 2);
    for (const late of [
      queue.complete(lost),
      queue.retry(lost, 0, 'late'),
      queue.bury(lost, 'late'),
      queue.release(lost),
    ]) {
      assert.equal(await late, false);
    }
    assert.equal(await queue.complete(job), true);
  });

  it('hears a holder once', async () => {
    await queue.add('a', null);
    const job = await takeOne();
    assert.equal(await queue.complete(job), true);
    assert.equal(await queue.bury(job, 'late'), false);
    assert.deepEqual(await queue.deadLetters(), []);
  });

  it('tries again when it is time, and not before', async () => {
    await queue.add('a', null);
    await queue.retry(await takeOne(), MINUTE, 'not yet');
    assert.deepEqual(await queue.take(1, MINUTE), []);
    await queue.add('b', null);
    await queue.retry(await takeOne(), 0, 'at once');
    const job = await takeOne();
    assert.deepEqual([job.id, job.attempt], ['b', 2]);
  });

  it('does not count an attempt that was given back', async () => {
    await queue.add('a', null);
    await queue.release(await takeOne());
    assert.equal((await takeOne()).attempt, 1);
  });

  it('keeps dead letters until somebody revives them', async () => {
    await queue.add('a', { n: 1 });
    await queue.bury(await takeOne(), 'no such booking');
    assert.equal(await queue.depth(), 0);
    assert.deepEqual(await queue.deadLetters(), [
      { id: 'a', payload: { n: 1 }, attempts: 1, error: 'no such booking' },
    ]);

    assert.equal(await queue.revive('a'), true);
    assert.equal(await queue.revive('a'), false);
    assert.deepEqual(await queue.deadLetters(), []);
    const job = await takeOne();
    assert.deepEqual([job.payload, job.attempt], [{ n: 1 }, 1]);
  });
}

describe('MemoryQueue', () => {
  behavesAsQueue(() => Promise.resolve(new MemoryQueue()));
});

// PostgreSQL itself, compiled for this process.
describe('PostgresQueue', () => {
  let postgres: PGlite;
  before(() => {
    postgres = new PGlite();
  });
  after(() => postgres.close());

  const open = () =>
    PostgresQueue.open({
      query: (text, values) => postgres.query(text, values),
      end: () => postgres.close(),
    });

  behavesAsQueue(async () => {
    await postgres.exec('drop table if exists jobs');
    return open();
  });

  it('finds the jobs of before', async () => {
    await postgres.exec('drop table if exists jobs');
    await (await open()).add('a', null);
    assert.equal(await (await open()).depth(), 1);
  });

  it('forgets what was done long ago, and nothing else', async () => {
    await postgres.exec('drop table if exists jobs');
    const queue = await open();
    for (const id of ['done', 'done-lately', 'waiting']) {
      await queue.add(id, null);
    }
    await postgres.exec(`update jobs set state = 'done' where id like 'done%'`);
    await postgres.exec(`update jobs set changed_at = now() - interval '8 days' where id <> 'done-lately'`);
    await queue.forgetDone();
    const { rows } = await postgres.query<{ id: string }>('select id from jobs order by id');
    assert.deepEqual(
      rows.map(({ id }) => id),
      ['done-lately', 'waiting'],
    );
  });
});
