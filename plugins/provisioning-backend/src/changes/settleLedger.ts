import type { RunStore } from '../database/RunStore';
import { holdLease, LEASE_MS } from '../worker/LeaseKeeper';
import type { StoredChange, StoredItem } from './types';

/** Writes into the ledger what became of the run's resources, and frees its name. May be repeated. */
export async function settleLedger(
  change: StoredChange,
  items: StoredItem[],
  store: RunStore,
): Promise<void> {
  const lease = await store.acquireLease(change.runId, {
    holder: `change-${change.id}`,
    ttlMs: LEASE_MS,
    status: ['succeeded', 'failed', 'undo-failed', 'undone'],
  });
  if (!lease) {
    throw new Error('The ledger of the service is in use. It is tried again.');
  }
  await holdLease(store, lease, new AbortController().signal, async () => {
    for (const item of items) {
      const rowId = item.details.ledgerId;
      if (typeof rowId === 'string') {
        await store.change(lease, rowId, {
          state: stateOf(item),
          reason: item.reason ?? item.because ?? null,
        });
      }
    }
    await store.releaseClaim(change.runId);
    await store.record(change.runId, {
      actor: change.requestedBy,
      type: 'decommissioned',
      message: `${change.name} is decommissioned: ${change.reason}`,
    });
  });
}

function stateOf({ state, effect }: StoredItem) {
  if (state === 'kept') {
    return 'kept' as const;
  }
  return effect === 'archive' ? ('archived' as const) : ('undone' as const);
}
