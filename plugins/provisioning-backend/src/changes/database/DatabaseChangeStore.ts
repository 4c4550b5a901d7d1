import { ConflictError } from '@backstage/errors';
import type {
  ApprovalRole,
  ChangeListQuery,
  ChangeStatus,
  RunError,
} from '@runway/plugin-provisioning-common';
import type { Knex } from 'knex';
import { randomUUID } from 'node:crypto';
import { DatabaseLeases } from '../../database/DatabaseLeases';
import type { Lease, StoredEvent } from '../../database/RunStore';
import { isUuid } from '../../database/isUuid';
import { toEvent } from '../../database/rows';
import {
  ENDED,
  type NewChange,
  type PlannedItem,
  type StoredApproval,
  type StoredChange,
  type StoredItem,
  type StoredMergeRequest,
} from '../types';
import { toApproval, toChange, toItem } from './rows';

/** Changes of services, on the plugin's database. Methods that take a lease throw ConflictError once it is lost. */
export class DatabaseChangeStore {
  readonly #leases: DatabaseLeases;

  constructor(
    private readonly knex: Knex,
    private readonly now: () => number = Date.now,
  ) {
    this.#leases = new DatabaseLeases(knex, now, 'changes');
  }

  /**
   * Records a change with its plan.
   * @returns the change of an earlier request with the same `requestId` when there is one
   * @throws ConflictError when the service has an open change
   */
  async create(
    change: NewChange,
    plan: { items: PlannedItem[]; approvals: StoredApproval[] },
  ): Promise<{ change: StoredChange; created: boolean }> {
    const earlier = await this.#byRequest(change.requestId);
    if (earlier) {
      return { change: earlier, created: false };
    }
    try {
      await this.knex.transaction(async tx => {
        const now = this.now();
        await tx('changes').insert({
          id: change.id,
          request_id: change.requestId,
          kind: change.kind,
          status: 'opening',
          name: change.name,
          entity_ref: change.entityRef,
          open_entity_ref: change.entityRef,
          owner_ref: change.ownerRef,
          new_owner_ref: change.newOwnerRef ?? null,
          run_id: change.runId,
          requested_by: change.requestedBy,
          requester_name: change.requesterName,
          requester_email: change.requesterEmail,
          reason: change.reason,
          files: JSON.stringify(change.files),
          created_at: now,
          updated_at: now,
        });
        await this.#writePlan(tx, change.id, plan);
      });
    } catch (error) {
      const twin = await this.#byRequest(change.requestId);
      if (twin) {
        return { change: twin, created: false };
      }
      const open = await this.openChangeOf(change.entityRef);
      if (open) {
        throw new ConflictError(
          `A ${open.kind} of ${open.name} is open already, asked for by ${open.requestedBy}. Finish or cancel it first.`,
        );
      }
      throw error;
    }
    return { change: (await this.get(change.id))!, created: true };
  }

  async get(id: string): Promise<StoredChange | undefined> {
    const row = await this.knex('changes').where({ id }).first();
    return row && toChange(row);
  }

  /** The change that holds a service, if any. */
  async openChangeOf(entityRef: string): Promise<StoredChange | undefined> {
    const row = await this.knex('changes')
      .where({ open_entity_ref: entityRef })
      .first();
    return row && toChange(row);
  }

  /** The newest change of the service that a run made which wasn't given up. */
  async effectiveChangeOf(runId: string): Promise<StoredChange | undefined> {
    const row = await this.knex('changes')
      .where({ run_id: runId })
      .whereNotIn('status', ['rejected', 'cancelled'])
      .orderBy('created_at', 'desc')
      .first();
    return row && toChange(row);
  }

  async list(
    query: ChangeListQuery,
  ): Promise<{ changes: StoredChange[]; total: number }> {
    const matching = () => {
      const rows = this.knex('changes');
      if (query.entityRef) rows.where({ entity_ref: query.entityRef });
      if (query.ownerRef) {
        const { ownerRef } = query;
        rows.where(either =>
          either
            .where({ owner_ref: ownerRef })
            .orWhere({ new_owner_ref: ownerRef }),
        );
      }
      if (query.status) rows.where({ status: query.status });
      if (query.open === 'true') rows.whereNotNull('open_entity_ref');
      if (query.open === 'false') rows.whereNull('open_entity_ref');
      return rows;
    };
    const [rows, [{ count }]] = await Promise.all([
      matching()
        .orderBy([
          { column: 'created_at', order: 'desc' },
          { column: 'id', order: 'asc' },
        ])
        .limit(Number(query.limit ?? 20))
        .offset(Number(query.offset ?? 0)),
      matching().count({ count: '*' }),
    ]);
    return { changes: rows.map(toChange), total: Number(count) };
  }

  /** Changes that need work, those that waited longest first: those in one of the states, and given-up ones whose merge request is open. */
  async listForWork(statuses: ChangeStatus[]): Promise<StoredChange[]> {
    const rows = await this.knex('changes')
      .whereIn('status', statuses)
      .orWhere(given =>
        given
          .whereIn('status', ['rejected', 'cancelled'])
          .andWhereLike('merge_request', '%"state":"opened"%'),
      )
      .orderBy('updated_at')
      .limit(50);
    return rows.map(toChange);
  }

  /** Entity refs of services that a change is open for. */
  async busyEntities(): Promise<Set<string>> {
    const rows = await this.knex('changes').whereNotNull('open_entity_ref');
    return new Set(rows.map(row => row.open_entity_ref));
  }

  /** Entity refs of the teams that services were given to, by the run that made each; the last transfer counts. */
  async newOwners(runIds: string[]): Promise<Map<string, string>> {
    const rows = await this.knex('changes')
      .where({ kind: 'transfer', status: 'completed' })
      .whereIn('run_id', runIds.filter(isUuid))
      .orderBy('finished_at')
      .select('run_id', 'new_owner_ref');
    return new Map(rows.map(row => [row.run_id, row.new_owner_ref]));
  }

  /** In one statement: of two callers one wins. */
  async transition(
    id: string,
    change: { from: ChangeStatus[]; to: ChangeStatus; error?: RunError | null },
  ): Promise<boolean> {
    const ended = ENDED.includes(change.to);
    const count = await this.knex('changes')
      .where({ id })
      .whereIn('status', change.from)
      .update({
        status: change.to,
        updated_at: this.now(),
        finished_at:
          ended || change.to === 'incomplete' || change.to === 'failed'
            ? this.now()
            : null,
        ...(ended ? { open_entity_ref: null } : {}),
        ...(change.error === undefined
          ? {}
          : { error: change.error && JSON.stringify(change.error) }),
      });
    return count === 1;
  }

  async acquireLease(
    id: string,
    options: { holder: string; ttlMs: number; status: ChangeStatus[] },
  ): Promise<Lease | undefined> {
    return this.#leases.acquire(id, options);
  }

  renewLease(lease: Lease, ttlMs: number): Promise<void> {
    return this.#leases.renew(lease, ttlMs);
  }

  releaseLease(lease: Lease): Promise<void> {
    return this.#leases.release(lease);
  }

  setWaitingFor(lease: Lease, waitingFor: string | null): Promise<void> {
    return this.#leases.update(lease, { waiting_for: waitingFor });
  }

  setMergeRequest(lease: Lease, mergeRequest: StoredMergeRequest) {
    return this.#leases.update(lease, {
      merge_request: JSON.stringify(mergeRequest),
    });
  }

  /** Takes a plan made anew; approvals that were given are asked for again when `again`. */
  async replan(
    lease: Lease,
    plan: { items: PlannedItem[]; files: StoredChange['files'] },
    options: { again: boolean },
  ): Promise<void> {
    await this.knex.transaction(async tx => {
      await this.#leases.update(
        lease,
        {
          files: JSON.stringify(plan.files),
          attempt: tx.raw('attempt + 1'),
          status: 'opening',
          merge_request: null,
        },
        tx,
      );
      await tx('change_items').where({ change_id: lease.runId }).delete();
      await this.#writePlan(tx, lease.runId, { ...plan, approvals: [] });
      if (options.again) {
        await tx('change_approvals')
          .where({ change_id: lease.runId })
          .update({ approved_by: null, approved_at: null, comment: null });
      }
    });
  }

  async items(id: string): Promise<StoredItem[]> {
    const rows = await this.knex('change_items')
      .where({ change_id: id })
      .orderBy('position');
    return rows.map(toItem);
  }

  async changeItem(
    lease: Lease,
    itemId: string,
    change: { state: StoredItem['state']; reason?: string },
  ): Promise<void> {
    await this.knex.transaction(async tx => {
      await this.#leases.update(lease, {}, tx);
      await tx('change_items')
        .where({ id: itemId, change_id: lease.runId })
        .update({
          state: change.state,
          reason: change.reason ?? null,
          updated_at: this.now(),
        });
    });
  }

  async approvals(id: string): Promise<StoredApproval[]> {
    const rows = await this.knex('change_approvals')
      .where({ change_id: id })
      .orderBy('role');
    return rows.map(toApproval);
  }

  /** @returns whether this caller gave the approval; false when somebody did already, or this person gave another one */
  async approve(
    id: string,
    role: ApprovalRole,
    by: { ref: string; comment?: string },
  ): Promise<boolean> {
    return this.knex.transaction(async tx => {
      // Approvals given at once wait for each other, so that nobody gives two.
      const waits = await tx('changes')
        .where({ id, status: 'awaiting-approval' })
        .forUpdate()
        .first('id');
      const given = await tx('change_approvals')
        .where({ change_id: id, approved_by: by.ref })
        .first('role');
      if (!waits || given) {
        return false;
      }
      const count = await tx('change_approvals')
        .where({ change_id: id, role })
        .whereNull('approved_by')
        .update({
          approved_by: by.ref,
          approved_at: this.now(),
          comment: by.comment ?? null,
        });
      return count === 1;
    });
  }

  async events(id: string): Promise<StoredEvent[]> {
    const rows = await this.knex('change_events')
      .where({ change_id: id })
      .orderBy('id');
    return rows.map(toEvent);
  }

  async record(
    id: string,
    event: { actor: string; type: string; message: string },
  ): Promise<void> {
    await this.knex('change_events').insert({
      change_id: id,
      at: this.now(),
      ...event,
    });
  }

  async #byRequest(requestId: string): Promise<StoredChange | undefined> {
    const row = await this.knex('changes')
      .where({ request_id: requestId })
      .first();
    return row && toChange(row);
  }

  async #writePlan(
    tx: Knex,
    changeId: string,
    plan: { items: PlannedItem[]; approvals: StoredApproval[] },
  ) {
    const now = this.now();
    if (plan.items.length > 0) {
      await tx('change_items').insert(
        plan.items.map((item, position) => ({
          id: randomUUID(),
          change_id: changeId,
          position,
          kind: item.kind,
          system: item.system,
          instance: item.instance,
          key: item.key,
          title: item.title,
          environment: item.environment ?? null,
          url: item.url ?? null,
          effect: item.effect,
          because: item.because ?? null,
          data: item.data,
          details: JSON.stringify(item.details),
          state: 'planned',
          updated_at: now,
        })),
      );
    }
    if (plan.approvals.length > 0) {
      await tx('change_approvals').insert(
        plan.approvals.map(({ role, title, groups }) => ({
          change_id: changeId,
          role,
          title,
          groups: JSON.stringify(groups),
        })),
      );
    }
  }
}
