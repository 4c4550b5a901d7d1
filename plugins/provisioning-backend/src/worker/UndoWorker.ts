import type { Upstreams } from '@runway/integrations';
import { randomUUID } from 'node:crypto';
import type {
  Lease,
  RunStore,
  StoredResource,
  StoredRun,
} from '../database/RunStore';
import type { ResourceDriver } from '../resources/ResourceDriver';
import type { RunTelemetry } from '../telemetry/RunTelemetry';
import { holdLease, LEASE_MS } from './LeaseKeeper';

/**
 * States in which a resource needs no more work. What was kept is looked at again: an application, say, is kept while its
 * file is in Git, and the next undo may have removed that.
 */
const SETTLED = ['shared', 'undone', 'archived'];

/**
 * Takes back what runs made: replays the ledger backwards, one resource at a time, under a lease. Whatever interrupts
 * it, the next pass (here or in another replica) goes on from the ledger.
 */
export class UndoWorker {
  readonly #holder = `undo-${randomUUID()}`;
  readonly #drivers: Map<string, ResourceDriver>;
  /** By id of the run. */
  readonly #underWay = new Map<string, Promise<void>>();

  constructor(
    private readonly options: {
      store: RunStore;
      upstreams: Upstreams;
      drivers: ResourceDriver[];
      telemetry: RunTelemetry;
      /** Ends the scaffolder task of a run, when it is still going. */
      stopTask(run: StoredRun): Promise<void>;
      signal: AbortSignal;
    },
  ) {
    this.#drivers = new Map(
      options.drivers.map(driver => [driver.kind, driver]),
    );
  }

  /** Begins with every run that waits for undo and isn't held by another replica. One that takes long keeps none waiting. */
  async begin(): Promise<void> {
    const runs = await this.options.store.listByStatus(['undoing'], 100);
    for (const run of runs.filter(({ id }) => !this.#underWay.has(id))) {
      this.#underWay.set(run.id, this.#undo(run));
    }
  }

  /** Resolves when no undo is under way here. */
  async settled(): Promise<void> {
    await Promise.all(this.#underWay.values());
  }

  async #undo(run: StoredRun) {
    const { store, signal, telemetry } = this.options;
    try {
      await this.options.stopTask(run);
      const lease = await store.acquireLease(run.id, {
        holder: this.#holder,
        ttlMs: LEASE_MS,
        status: ['undoing'],
      });
      if (lease) {
        await holdLease(store, lease, signal, held =>
          telemetry.undo(run, () => this.#replay(run, lease, held)),
        );
      }
    } catch (error) {
      telemetry.loggerOf(run).error('Undo was interrupted', error as Error);
    } finally {
      this.#underWay.delete(run.id);
    }
  }

  async #replay(run: StoredRun, lease: Lease, signal: AbortSignal) {
    const { store, telemetry } = this.options;
    const rows = (await store.resources(run.id)).reverse();
    for (const row of rows.filter(({ state }) => !SETTLED.includes(state))) {
      await store.setProgress(lease, {
        waitingFor: `${row.title} (${row.key})`,
      });
      await store.change(lease, row.id, { state: 'undoing', reason: null });
      const settled = await telemetry.removal(run, row, () =>
        this.#remove(run, row, signal),
      );
      await store.change(lease, row.id, settled);
    }
    const left = (await store.resources(run.id)).filter(
      ({ state }) => state === 'orphaned',
    );
    if (left.length === 0) {
      await store.releaseClaim(run.id);
    }
    const outcome = left.length === 0 ? 'undone' : 'undo-failed';
    const ended = await store.transition(run.id, {
      from: ['undoing'],
      to: outcome,
      error:
        left.length === 0
          ? null
          : {
              message: `${left.length} of ${rows.length} resources could not be taken back.`,
              advice:
                'Each one says why. Press Undo again once the cause is gone; what is done stays done.',
            },
    });
    const message =
      left.length === 0
        ? 'Everything is taken back'
        : `Left over: ${left.map(({ key }) => key).join(', ')}`;
    if (ended) {
      telemetry.ended(run, outcome, message);
    }
    await store.record(run.id, { actor: 'runway', type: outcome, message });
  }

  async #remove(run: StoredRun, row: StoredResource, signal: AbortSignal) {
    const { upstreams } = this.options;
    try {
      const driver = this.#drivers.get(row.kind);
      if (!driver) {
        throw new Error(`Nothing here can remove a ${row.kind}.`);
      }
      return await driver.remove(row, { run, upstreams, signal });
    } catch (error) {
      signal.throwIfAborted();
      const reason = error instanceof Error ? error.message : String(error);
      return { state: 'orphaned' as const, reason };
    }
  }
}
