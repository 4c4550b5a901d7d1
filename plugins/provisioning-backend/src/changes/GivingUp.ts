import { ConflictError } from '@backstage/errors';
import type { ChangeStatus } from '@runway/plugin-provisioning-common';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Lease } from '../database/RunStore';
import type { ChangeTelemetry } from '../telemetry/ChangeTelemetry';
import { holdLease, LEASE_MS } from '../worker/LeaseKeeper';
import type { DatabaseChangeStore } from './database/DatabaseChangeStore';
import type { MergeRequests } from './MergeRequests';
import type { StoredChange } from './types';

/** Before anything is merged: the change can still be given up without a trace. */
const GIVE_UP: ChangeStatus[] = [
  'opening',
  'awaiting-approval',
  'merging',
  'failed',
];

const FREE_WITHIN_MS = 10_000;
const POLL_MS = 200;

const MERGED =
  'The merge request is merged already, so what it removed is gone. Approve the rest, or revert it in GitLab.';

const APPLIED =
  'Atlantis was asked to apply it, so what it destroys is gone or going. If that failed, mend the cause and press Retry.';

/** What Atlantis was asked to apply can't be called back. */
const isBeingApplied = ({ mergeRequest }: StoredChange) =>
  mergeRequest?.order?.command === 'apply';

export const mayGiveUp = (change: StoredChange) =>
  GIVE_UP.includes(change.status) &&
  change.mergeRequest?.state !== 'merged' &&
  !isBeingApplied(change);

/** Ends changes that are rejected or cancelled. The worker closes their merge requests. */
export class GivingUp {
  constructor(
    private readonly options: {
      changes: DatabaseChangeStore;
      mergeRequests: MergeRequests;
      telemetry: ChangeTelemetry;
      signal: AbortSignal;
    },
  ) {}

  /** @throws ConflictError when it is merged, or being worked on for long */
  async giveUp(
    { id }: StoredChange,
    end: { to: 'rejected' | 'cancelled'; actor: string; message: string },
  ): Promise<void> {
    const { changes, mergeRequests, telemetry } = this.options;
    const { to, actor, message } = end;
    const lease = await this.#takeOver(id, to);
    await holdLease(changes, lease, this.options.signal, async signal => {
      const change = (await changes.get(id))!;
      const { mergeRequest, status } = change;
      if (isBeingApplied(change)) {
        throw new ConflictError(APPLIED);
      }
      // Somebody may have merged it in GitLab a moment ago.
      const isMerged =
        mergeRequest?.state === 'opened' &&
        (await mergeRequests.state(mergeRequest, signal)) === 'merged';
      if (isMerged) {
        throw new ConflictError(MERGED);
      }
      if (await changes.transition(id, { from: [status], to })) {
        telemetry.ended(change, to, message);
      }
      await changes.record(id, { actor, type: to, message });
    });
  }

  /** Waits for the step that is under way, so that it doesn't merge what is being given up. */
  async #takeOver(id: string, to: string): Promise<Lease> {
    const { changes, signal } = this.options;
    const deadline = Date.now() + FREE_WITHIN_MS;
    for (;;) {
      const change = (await changes.get(id))!;
      if (!mayGiveUp(change)) {
        throw new ConflictError(whyNot(change));
      }
      const lease = await changes.acquireLease(id, {
        holder: `${to}-${randomUUID()}`,
        ttlMs: LEASE_MS,
        status: GIVE_UP,
      });
      if (lease) {
        return lease;
      }
      if (Date.now() > deadline) {
        throw new ConflictError(
          'Runway is working on the change just now. Try again in a moment.',
        );
      }
      await sleep(POLL_MS, undefined, { signal });
    }
  }
}

function whyNot(change: StoredChange): string {
  if (isBeingApplied(change)) {
    return APPLIED;
  }
  return change.mergeRequest?.state === 'merged'
    ? MERGED
    : `The change is ${change.status} and can't be given up any more.`;
}
