import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { HopelessError, type JobContext } from './handleJob.ts';
import type { Metrics } from './metrics.ts';
import type { Job, Queue } from './queue/Queue.ts';
import { retryDelay } from './retryDelay.ts';

/** What a worker needs. */
export interface WorkerOptions {
  queue: Queue;
  handle: (job: Job, context: JobContext) => Promise<void>;
  log: Logger;
  metrics: Metrics;
  concurrency: number;
  jobTimeoutMs: number;
  maxAttempts: number;
  /** Milliseconds between looks at an empty queue, and after one that failed. */
  pollMs?: number;
  /** Milliseconds to wait after an attempt that failed. */
  delayOf?: (attempt: number) => number;
}

/** A lease outlasts its job, so that nobody else begins it while it is done. */
const LEASE_BEYOND_MS = 15_000;
/** Without a look at the queue for so long, something hangs. */
const ALIVE_MS = 60_000;

/** Works jobs off, some at a time, until it is stopped. */
export class Worker {
  readonly #options: Required<WorkerOptions>;
  readonly #running = new Set<Promise<void>>();
  readonly #stopping = new AbortController();
  readonly #giveUp = new AbortController();
  #lastLook = Date.now();
  #loop: Promise<void> | undefined;

  constructor(options: WorkerOptions) {
    this.#options = { pollMs: 1000, delayOf: retryDelay, ...options };
  }

  /** Begins to take jobs. */
  start(): void {
    this.#loop ??= this.#work();
  }

  /** Whether it still looks at the queue, or is busy with as many jobs as it may be. */
  get isAlive(): boolean {
    return Date.now() - this.#lastLook < ALIVE_MS + this.#options.jobTimeoutMs;
  }

  /**
   * Takes no more jobs and finishes those it has.
   *
   * @param deadlineMs - milliseconds after which what is still open is given back to the queue
   */
  async stop(deadlineMs: number): Promise<void> {
    this.#stopping.abort();
    const timer = setTimeout(() => this.#giveUp.abort(), deadlineMs);
    try {
      await this.#loop;
      await Promise.all(this.#running);
    } finally {
      clearTimeout(timer);
    }
  }

  async #work(): Promise<void> {
    const { concurrency } = this.#options;
    while (!this.#stopping.signal.aborted) {
      const jobs = await this.#take(concurrency - this.#running.size);
      for (const job of jobs) {
        const done: Promise<void> = this.#do(job).finally(() => this.#running.delete(done));
        this.#running.add(done);
      }
      if (this.#running.size >= concurrency) {
        await Promise.race(this.#running);
      } else if (jobs.length === 0) {
        await this.#pause();
      }
    }
  }

  async #take(limit: number): Promise<Job[]> {
    const { queue, metrics, log, jobTimeoutMs } = this.#options;
    try {
      const jobs = await queue.take(limit, jobTimeoutMs + LEASE_BEYOND_MS);
      metrics.queueDepth.set(await queue.depth());
      return jobs;
    } catch (error) {
      log.error({ err: error }, 'the queue does not answer');
      return [];
    } finally {
      this.#lastLook = Date.now();
    }
  }

  async #pause(): Promise<void> {
    await sleep(this.#options.pollMs, undefined, { signal: this.#stopping.signal }).catch(() => {});
  }

  async #do(job: Job): Promise<void> {
    const { handle, metrics, jobTimeoutMs, log } = this.#options;
    const timeout = AbortSignal.timeout(jobTimeoutMs);
    const signal = AbortSignal.any([timeout, this.#giveUp.signal]);
    const jobLog = log.child({ jobId: job.id, attempt: job.attempt });
    const stopTimer = metrics.jobDuration.startTimer();
    try {
      const outcome = await this.#attempt(
        job,
        () => handle(job, { log: jobLog, signal }),
        signal,
        jobLog,
      );
      if (outcome) {
        metrics.jobsProcessed.inc({ outcome });
      }
    } catch (error) {
      // Its lease ends by itself, and somebody takes it again.
      jobLog.error({ err: error }, 'the queue does not answer; the job comes back');
    } finally {
      stopTimer();
    }
  }

  /** @returns how it ended; undefined when it was given back or lost */
  async #attempt(job: Job, work: () => Promise<void>, signal: AbortSignal, log: Logger) {
    const { queue, maxAttempts, delayOf } = this.#options;
    try {
      // Attempts that end with the process say nothing; without this, a job that kills it would do so for ever.
      if (job.attempt > maxAttempts) {
        throw new HopelessError('No attempt came to an end.');
      }
      // A handler that doesn't heed its signal must not hold the worker.
      await Promise.race([work(), rejectOn(signal)]);
    } catch (error) {
      if (this.#giveUp.signal.aborted) {
        await queue.release(job);
        log.warn('given back: the worker ends');
        return undefined;
      }
      const message = error instanceof Error ? error.message : String(error);
      if (error instanceof HopelessError || job.attempt >= maxAttempts) {
        log.error({ err: error }, 'failed for good: a dead letter now');
        return (await queue.bury(job, message)) ? 'failed' : undefined;
      }
      const delayMs = delayOf(job.attempt);
      log.warn({ err: error, delayMs }, 'failed: tried again');
      return (await queue.retry(job, delayMs, message)) ? 'retried' : undefined;
    }
    if (await queue.complete(job)) {
      return 'succeeded';
    }
    log.warn('done, but somebody else had taken it meanwhile');
    return undefined;
  }
}

function rejectOn(signal: AbortSignal): Promise<never> {
  if (signal.aborted) {
    return Promise.reject(signal.reason as Error);
  }
  const { promise, reject } = Promise.withResolvers<never>();
  signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  return promise;
}
