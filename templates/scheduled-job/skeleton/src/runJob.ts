import type { Logger } from 'pino';
import { ConfigError } from './config.ts';
import type { JobContext, Summary } from './job.ts';

/** How a process that runs a job ends. Whatever is not 0 counts as failed, and is tried again while there are retries. */
export const EXIT = {
  done: 0,
  failed: 1,
  /** The configuration is wrong. */
  misconfigured: 64,
  /** The deadline passed. */
  late: 124,
  /** Kubernetes wanted the pod to go: a node is drained, or a newer run replaces this one. */
  stopped: 143,
} as const;

/** What {@link runJob} needs. */
export interface RunOptions {
  job: (context: JobContext) => Promise<Summary>;
  log: Logger;
  deadlineMs: number;
  /** Ends when the process has to. */
  stop: AbortSignal;
  /** Milliseconds that the job has, once its signal ended, to leave things in order. */
  graceMs?: number;
}

class DeadlineError extends Error {}

/**
 * Runs the job once, until its end, its deadline or a stop, and says in the log how it went.
 *
 * @returns the exit code
 */
export async function runJob(options: RunOptions): Promise<number> {
  const { job, log, deadlineMs, stop, graceMs = 10_000 } = options;
  const started = performance.now();
  const deadline = new AbortController();
  const timer = setTimeout(
    () => deadline.abort(new DeadlineError(`It took longer than ${deadlineMs} ms.`)),
    deadlineMs,
  );
  const signal = AbortSignal.any([deadline.signal, stop]);
  const seconds = () => Math.round(performance.now() - started) / 1000;
  try {
    const summary = await Promise.race([job({ log, signal }), rejectAfter(signal, graceMs)]);
    log.info({ ...summary, seconds: seconds() }, 'done');
    return EXIT.done;
  } catch (error) {
    const code = exitCodeOf(error, signal);
    log.error({ err: error, code, seconds: seconds() }, 'failed');
    return code;
  } finally {
    clearTimeout(timer);
  }
}

/** The exit code for an error of the job, or of what came before it. */
export function exitCodeOf(error: unknown, signal?: AbortSignal): number {
  if (error instanceof ConfigError) {
    return EXIT.misconfigured;
  }
  if (!signal?.aborted) {
    return EXIT.failed;
  }
  return signal.reason instanceof DeadlineError ? EXIT.late : EXIT.stopped;
}

/** A job that doesn't heed its signal must not outlive it for long. */
function rejectAfter(signal: AbortSignal, graceMs: number): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>();
  const end = () => setTimeout(() => reject(signal.reason as Error), graceMs).unref();
  if (signal.aborted) {
    end();
  } else {
    signal.addEventListener('abort', end, { once: true });
  }
  return promise;
}
