import type { LoggerService } from '@backstage/backend-plugin-api';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Repeats work until the signal aborts; a failure is logged and doesn't end the loop. Every replica runs it: what must
 * not be done twice at the same time is guarded by leases in the database.
 *
 * @returns a promise that resolves once the last repetition has ended
 */
export async function startLoop(options: {
  work(): Promise<unknown>;
  everyMs: number;
  logger: LoggerService;
  signal: AbortSignal;
}): Promise<void> {
  const { signal, logger, everyMs, work } = options;
  while (!signal.aborted) {
    await sleep(everyMs, undefined, { signal }).catch(() => {});
    if (!signal.aborted) {
      await work().catch(error =>
        logger.error('Background work failed', error),
      );
    }
  }
}
