import type { Lease, RunStore } from '../database/RunStore';

export const LEASE_MS = 15_000;

/** How often a held lease is renewed. */
const RENEW_MS = 4_000;

/**
 * Works while holding a lease: renews it in the background, and aborts the work as soon as it is lost.
 * The lease is given back whatever happens.
 */
export async function holdLease<T>(
  store: Pick<RunStore, 'renewLease' | 'releaseLease'>,
  lease: Lease,
  outer: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const lost = new AbortController();
  const signal = AbortSignal.any([outer, lost.signal]);
  const timer = setInterval(() => {
    store.renewLease(lease, LEASE_MS).catch(error => lost.abort(error));
  }, RENEW_MS);
  try {
    return await work(signal);
  } catch (error) {
    // The reason why the work was stopped says more than how it noticed.
    throw lost.signal.aborted ? lost.signal.reason : error;
  } finally {
    clearInterval(timer);
    await store.releaseLease(lease);
  }
}
