import type { Lease } from '../database/RunStore';
import type { DatabaseChangeStore } from './database/DatabaseChangeStore';
import type { ItemOutcome, StoredChange, StoredItem } from './types';

/** Items that need the ones before: an entry must not leave the catalog while something of it is left. */
const LAST = ['catalog-location'];

/**
 * Works through the items that aren't done, in order. One that fails keeps its reason and doesn't stop the others, but
 * for the catalog entry, which goes last or not at all.
 *
 * @returns all items as they are then
 */
export async function executeItems(
  change: StoredChange,
  lease: Lease,
  options: {
    changes: DatabaseChangeStore;
    execute(item: StoredItem): Promise<ItemOutcome>;
    signal: AbortSignal;
  },
): Promise<StoredItem[]> {
  const { changes, execute, signal } = options;
  let hasFailed = false;
  for (const item of await changes.items(change.id)) {
    if (['done', 'kept'].includes(item.state)) {
      continue;
    }
    if (hasFailed && LAST.includes(item.kind)) {
      await changes.changeItem(lease, item.id, {
        state: 'failed',
        reason: 'It stays until everything else is done.',
      });
      continue;
    }
    await changes.setWaitingFor(lease, `${item.title} (${item.key})`);
    await changes.changeItem(lease, item.id, { state: 'working' });
    try {
      await changes.changeItem(lease, item.id, await execute(item));
    } catch (error) {
      signal.throwIfAborted();
      hasFailed = true;
      await changes.changeItem(lease, item.id, {
        state: 'failed',
        reason: error instanceof Error ? error.message : String(error),
      });
    }
  }
  return changes.items(change.id);
}
