import type { FastifyInstance } from 'fastify';

/** Below the chart's shutdown.gracePeriodSeconds less drainSeconds, so that the service ends before it is killed. */
const DEADLINE_MS = 20_000;

/**
 * Stops taking requests, finishes those that are under way, and closes.
 *
 * @param deadlineMs - milliseconds after which what is still open is cut off
 * @throws Error when the deadline passes first
 */
export async function shutdown(app: FastifyInstance, deadlineMs = DEADLINE_MS): Promise<void> {
  app.readiness.ready = false;
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    reject(new Error(`Requests were still open after ${deadlineMs} ms.`));
  }, deadlineMs);
  try {
    await Promise.race([app.close(), late]);
  } finally {
    clearTimeout(timer);
  }
}
