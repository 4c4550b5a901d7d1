import type { LoggerService } from '@backstage/backend-plugin-api';
import type { Upstreams } from '@runway/integrations';
import { randomUUID } from 'node:crypto';
import type {
  Lease,
  RunStore,
  StoredResource,
  StoredRun,
} from '../database/RunStore';
import type { ResourceDriver } from '../resources/ResourceDriver';
import { holdLease, LEASE_MS } from './LeaseKeeper';

/** States in which a resource needs no more work. */
const SETTLED = ['shared', 'undone', 'archived', 'kept'];

/**
 * Takes back what runs made: replays the ledger backwards, one resource at a time, under a lease. Whatever interrupts
 * it, the next pass (here or in another replica) goes on from the ledger.
 */
export class UndoWorker {
  readonly #holder = `undo-${randomUUID()}`;
  readonly #drivers: Map<string, ResourceDriver>;
  #passing = Promise.resolve();

  constructor(
    private readonly options: {
      store: RunStore;
      upstreams: Upstreams;
      drivers: ResourceDriver[];
      logger: LoggerService;
      /** Ends the scaffolder task of a run, when it is still going. */
      stopTask(run: StoredRun): Promise<void>;
      signal: AbortSignal;
    },
  ) {
    this.#drivers = new Map(
      options.drivers.map(driver => [driver.kind, driver]),
    );
  }

  /** Works on every run that waits for undo and isn't held by another replica. */
  pass(): Promise<void> {
    this.#passing = this.#passing.then(async () => {
      const { store, logger } = this.options;
      const runs = await store.listByStatus(['undoing'], 20);
      await Promise.all(
        runs.map(run =>
          this.#undo(run).catch(error =>
            logger.error(`Undo of run ${run.id} was interrupted`, error),
          ),
        ),
      );
    });
    return this.#passing;
  }

  async #undo(run: StoredRun) {
    const { store, signal } = this.options;
    await this.options.stopTask(run);
    const lease = await store.acquireLease(run.id, {
      holder: this.#holder,
      ttlMs: LEASE_MS,
      status: ['undoing'],
    });
    if (lease) {
      await holdLease(store, lease, signal, held =>
        this.#replay(run, lease, held),
      );
    }
  }

  async #replay(run: StoredRun, lease: Lease, signal: AbortSignal) {
    const { store } = this.options;
    const rows = (await store.resources(run.id)).reverse();
    for (const row of rows.filter(({ state }) => !SETTLED.includes(state))) {
      await store.setProgress(lease, {
        waitingFor: `${row.title} (${row.key})`,
      });
      await store.change(lease, row.id, { state: 'undoing', reason: null });
      await store.change(lease, row.id, await this.#remove(run, row, signal));
    }
    const left = (await store.resources(run.id)).filter(
      ({ state }) => state === 'orphaned',
    );
    if (left.length === 0) {
      await store.releaseClaim(run.id);
    }
    await store.transition(run.id, {
      from: ['undoing'],
      to: left.length === 0 ? 'undone' : 'undo-failed',
      error:
        left.length === 0
          ? null
          : {
              message: `${left.length} of ${rows.length} resources could not be taken back.`,
              advice:
                'Each one says why. Press Undo again once the cause is gone; what is done stays done.',
            },
    });
    await store.record(run.id, {
      actor: 'runway',
      type: left.length === 0 ? 'undone' : 'undo-failed',
      message:
        left.length === 0
          ? 'Everything is taken back'
          : `Left over: ${left.map(({ key }) => key).join(', ')}`,
    });
  }

  async #remove(run: StoredRun, row: StoredResource, signal: AbortSignal) {
    const { upstreams, logger } = this.options;
    try {
      const driver = this.#drivers.get(row.kind);
      if (!driver) {
        throw new Error(`Nothing here can remove a ${row.kind}.`);
      }
      return await driver.remove(row, { run, upstreams, signal });
    } catch (error) {
      signal.throwIfAborted();
      const reason = error instanceof Error ? error.message : String(error);
      logger.warn(`Run ${run.id}: ${row.kind} ${row.key} stays: ${reason}`);
      return { state: 'orphaned' as const, reason };
    }
  }
}
