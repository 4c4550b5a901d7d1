import type { ChangeStatus } from '@runway/plugin-provisioning-common';
import { randomUUID } from 'node:crypto';
import { holdLease, LEASE_MS } from '../worker/LeaseKeeper';
import { ChangeSteps, type ChangeStepsOptions } from './ChangeSteps';
import type { StoredChange } from './types';

const WORKED_ON: ChangeStatus[] = [
  'opening',
  'awaiting-approval',
  'merging',
  'executing',
];

/**
 * Brings changes forward, each under a lease. Whatever interrupts it, the next pass (here or in another replica) goes on
 * from what is stored.
 */
export class ChangeWorker {
  readonly #holder = `change-${randomUUID()}`;
  readonly #steps: ChangeSteps;
  /** By id of the change. */
  readonly #underWay = new Map<string, Promise<void>>();

  constructor(
    private readonly options: ChangeStepsOptions & { signal: AbortSignal },
  ) {
    this.#steps = new ChangeSteps(options);
  }

  /** Begins with every change that needs work and isn't held by another replica. One that takes long keeps none waiting. */
  async begin(): Promise<void> {
    const { changes } = this.options;
    const open = await changes.listForWork(WORKED_ON);
    for (const change of open.filter(({ id }) => !this.#underWay.has(id))) {
      this.#underWay.set(change.id, this.#work(change));
    }
  }

  /** Resolves when no change is worked on here any more. */
  async settled(): Promise<void> {
    await Promise.all(this.#underWay.values());
  }

  async #work(change: StoredChange) {
    const { changes, signal, telemetry } = this.options;
    try {
      const lease = await changes.acquireLease(change.id, {
        holder: this.#holder,
        ttlMs: LEASE_MS,
        status: [change.status],
      });
      if (lease) {
        await holdLease(changes, lease, signal, async held => {
          const done = new Set<ChangeStatus>();
          // What was listed may be older than the lease.
          let current = (await changes.get(change.id))!;
          // Nobody has to wait for the next pass to see the next step.
          while (isDue(current) && !done.has(current.status)) {
            done.add(current.status);
            const next = current;
            const step = () => this.#steps.take(next, lease, held);
            // Looking whether people have done something is no news.
            await (isWaiting(next) ? step() : telemetry.step(next, step));
            current = (await changes.get(change.id))!;
          }
        });
      }
    } catch (error) {
      telemetry.interrupted(change, error);
    } finally {
      this.#underWay.delete(change.id);
    }
  }
}

/** Also a change that was given up, while its merge request is open. */
const isDue = ({ status, mergeRequest }: StoredChange) =>
  WORKED_ON.includes(status) ||
  (['rejected', 'cancelled'].includes(status) &&
    mergeRequest?.state === 'opened');

const isWaiting = ({ status, mergeRequest }: StoredChange) =>
  status === 'awaiting-approval' ||
  (status === 'merging' && mergeRequest?.waitsFor !== undefined);
