import type { Lease } from '../database/RunStore';
import type { ChangeTelemetry } from '../telemetry/ChangeTelemetry';
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
    telemetry: ChangeTelemetry;
    execute(item: StoredItem): Promise<ItemOutcome>;
    signal: AbortSignal;
  },
): Promise<StoredItem[]> {
  const { changes, execute, signal, telemetry } = options;
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
    const outcome = await telemetry.item(change, item, () =>
      execute(item).catch(error => {
        signal.throwIfAborted();
        return {
          state: 'failed' as const,
          reason: error instanceof Error ? error.message : String(error),
        };
      }),
    );
    hasFailed ||= outcome.state === 'failed';
    await changes.changeItem(lease, item.id, outcome);
  }
  return changes.items(change.id);
}
