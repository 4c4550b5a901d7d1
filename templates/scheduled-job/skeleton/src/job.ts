import type { Logger } from 'pino';

/** What a job may use. */
export interface JobContext {
  log: Logger;
  /** Ends at the deadline, and when Kubernetes wants the pod to go: hand it to everything that waits, look at it between parts. */
  signal: AbortSignal;
}

/** What a run did; becomes the last line of its log. */
export interface Summary {
  processed: number;
}

const PARTS = ['first', 'second', 'third'];

/**
 * An example to replace: what one run does. It may be called again after it was stopped anywhere, so each part has to bear being done twice.
 *
 * @throws when it did not succeed; Kubernetes tries it again then
 */
export async function job({ log, signal }: JobContext): Promise<Summary> {
  let processed = 0;
  for (const part of PARTS) {
    signal.throwIfAborted();
    await processPart(part);
    processed += 1;
    log.debug({ part }, 'done');
  }
  return { processed };
}

function processPart(part: string): Promise<void> {
  return part ? Promise.resolve() : Promise.reject(new Error('A part needs a name.'));
}
