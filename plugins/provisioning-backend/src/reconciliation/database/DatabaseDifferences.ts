import type {
  DifferenceAction,
  DifferenceListQuery,
} from '@runway/plugin-provisioning-common';
import type { Knex } from 'knex';
import { randomUUID } from 'node:crypto';
import type { OpenCount } from '../measureDifferences';
import type { Finding, StoredDifference } from '../types';
import { fingerprintOf, toColumns, toDifference } from './toDifferenceRow';

/** Where the ledger and the upstreams disagree. Works on PostgreSQL and SQLite. */
export class DatabaseDifferences {
  constructor(
    private readonly knex: Knex,
    private readonly options: {
      now: () => number;
      /** Two sightings within this time count as one: what is on its way is no difference. Milliseconds. */
      apartMs: number;
    },
  ) {}

  /**
   * Notes that something was seen. The second time it becomes visible, unless somebody has forgotten exactly this.
   * @returns whether it became visible just now
   */
  async sighted(finding: Finding): Promise<boolean> {
    const fingerprint = fingerprintOf(finding);
    const now = this.options.now();
    return this.knex.transaction(async tx => {
      // The row is made first and then locked: of several replicas one makes it visible.
      await tx('reconciliation_differences')
        .insert({
          ...toColumns(finding),
          id: randomUUID(),
          fingerprint,
          first_seen_at: now,
          last_seen_at: now,
          checked_at: now,
          sightings: 0,
        })
        .onConflict('fingerprint')
        .ignore();
      const before = await tx('reconciliation_differences')
        .where({ fingerprint })
        .forUpdate()
        .first();
      const counts =
        before.sightings === 0 ||
        now - Number(before.last_seen_at) >= this.options.apartMs;
      const ignored =
        before.ignored_message === finding.message
          ? before.ignored_message
          : null;
      const sightings = before.sightings + (counts ? 1 : 0);
      await tx('reconciliation_differences')
        .where({ fingerprint })
        .update({
          ...toColumns(finding),
          ignored_message: ignored,
          checked_at: now,
          ...(counts ? { last_seen_at: now, sightings } : {}),
        });
      const isVisible = sightings >= 2 && ignored === null;
      return isVisible && !toDifference(before, now).visible;
    });
  }

  /** Those to look at again, the one not looked at for the longest time first. */
  async oldest(limit: number): Promise<StoredDifference[]> {
    const rows = await this.knex('reconciliation_differences')
      .orderBy([{ column: 'checked_at' }, { column: 'id' }])
      .limit(limit);
    return rows.map(row => this.#toDifference(row));
  }

  /** Those about these rows of the ledger. */
  async ofResources(ids: string[]): Promise<StoredDifference[]> {
    const rows = await this.knex('reconciliation_differences').whereIn(
      'resource_id',
      ids,
    );
    return rows.map(row => this.#toDifference(row));
  }

  /** Notes that it was looked at in vain, so that others have their turn first. */
  async looked(id: string) {
    await this.knex('reconciliation_differences')
      .where({ id })
      .update({ checked_at: this.options.now() });
  }

  /** @returns whether it was there */
  async remove(id: string): Promise<boolean> {
    const removed = await this.knex('reconciliation_differences')
      .where({ id })
      .delete();
    return removed === 1;
  }

  async get(id: string): Promise<StoredDifference | undefined> {
    const row = await this.knex('reconciliation_differences')
      .where({ id })
      .first();
    return row && this.#toDifference(row);
  }

  /** Visible ones, newest first. */
  async list(query: DifferenceListQuery) {
    const filtered = this.#visible().where(builder => {
      for (const column of ['kind', 'system', 'name'] as const) {
        if (query[column] !== undefined) {
          builder.where(column, query[column]);
        }
      }
    });
    const [rows, [{ count }]] = await Promise.all([
      filtered
        .clone()
        .orderBy([
          { column: 'first_seen_at', order: 'desc' },
          { column: 'id', order: 'asc' },
        ])
        .limit(Number(query.limit ?? 50))
        .offset(Number(query.offset ?? 0)),
      filtered.clone().count({ count: '*' }),
    ]);
    return {
      differences: rows.map(row => this.#toDifference(row)),
      total: Number(count),
    };
  }

  /** How many are open, by kind and system. */
  async counts(): Promise<OpenCount[]> {
    const rows: Array<Record<string, any>> = await this.#visible()
      .groupBy('kind', 'system')
      .select('kind', 'system')
      .count({ count: '*' });
    return rows.map(({ kind, system, count }) => ({
      kind: String(kind),
      system: String(system),
      count: Number(count),
    }));
  }

  /**
   * Takes a difference to work on it: of several callers one gets it, and once its time is over somebody else can.
   * @returns whether this caller has it
   */
  async claim(
    id: string,
    claim: { action: DifferenceAction; holder: string; ttlMs: number },
  ): Promise<boolean> {
    const now = this.options.now();
    const changed = await this.knex('reconciliation_differences')
      .where({ id })
      .andWhere(free =>
        free
          .whereNull('progress_state')
          .orWhere('progress_state', 'failed')
          .orWhere('progress_until', '<=', now),
      )
      .update({
        progress_action: claim.action,
        progress_state: 'working',
        progress_message: null,
        progress_holder: claim.holder,
        progress_until: now + claim.ttlMs,
      });
    return changed === 1;
  }

  /** Notes why the work of this holder came to nothing. */
  async failed(id: string, holder: string, message: string) {
    await this.knex('reconciliation_differences')
      .where({ id, progress_holder: holder })
      .update({ progress_state: 'failed', progress_message: message });
  }

  /** Hides a difference until something else is found out about the thing. */
  async ignore({ id, message }: StoredDifference) {
    await this.knex('reconciliation_differences').where({ id }).update({
      ignored_message: message,
      progress_action: null,
      progress_state: null,
      progress_message: null,
    });
  }

  #visible() {
    return this.knex('reconciliation_differences')
      .where('sightings', '>=', 2)
      .whereNull('ignored_message');
  }

  #toDifference(row: Record<string, any>) {
    return toDifference(row, this.options.now());
  }
}
