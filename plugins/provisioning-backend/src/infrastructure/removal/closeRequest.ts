import type { StoredChange } from '../../changes/types';
import { LEASE_MS } from '../../worker/LeaseKeeper';
import type { DatabaseRequestStore } from '../database/DatabaseRequestStore';

/** Writes down that what was ordered is there no more. May be repeated. */
export async function closeRequest(
  { id, runId }: StoredChange,
  requests: DatabaseRequestStore,
): Promise<void> {
  const request = await requests.ofRun(runId);
  if (!request || request.status === 'removed') {
    return;
  }
  const lease = await requests.acquireLease(request.id, {
    holder: `change-${id}`,
    ttlMs: LEASE_MS,
  });
  if (!lease) {
    throw new Error('The order is being looked at. It is tried again.');
  }
  const now = Date.now();
  await requests.change(lease, {
    status: 'removed',
    closedAt: now,
    changedAt: now,
    waitsFor: null,
    lookAt: null,
  });
  await requests.releaseLease(lease);
}
