import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Job } from './queue/Queue.ts';

/** An error that another attempt would not mend: the job becomes a dead letter at once. */
export class HopelessError extends Error {}

/** What a handler may use. */
export interface JobContext {
  log: Logger;
  /** Ends when the job takes too long, or has to be given back: hand it to everything that waits. */
  signal: AbortSignal;
}

/**
 * An example to replace: does one job. It may be called twice for the same job, so what it does has to bear that: write with the job's id as
 * the key, or look first whether it is done.
 *
 * @throws HopelessError when another attempt would not help; anything else is tried again
 */
export async function handleJob(job: Job, { log, signal }: JobContext): Promise<void> {
  const { name } = (job.payload ?? {}) as { name?: unknown };
  if (typeof name !== 'string') {
    throw new HopelessError('The job has no "name".');
  }
  // Stands for what takes time, such as a call to another system.
  await sleep(10, undefined, { signal });
  log.info({ name }, 'hello');
}
