import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { pino } from 'pino';
import { job } from '../src/job.ts';

const log = pino({ level: 'silent' });

describe('job', () => {
  it('says what it did', async () => {
    assert.deepEqual(await job({ log, signal: new AbortController().signal }), { processed: 3 });
  });

  it('can run again', async () => {
    const { signal } = new AbortController();
    await job({ log, signal });
    assert.deepEqual(await job({ log, signal }), { processed: 3 });
  });

  it('begins nothing more when it has to end', async () => {
    await assert.rejects(job({ log, signal: AbortSignal.abort(new Error('the end')) }), /the end/);
  });
});
