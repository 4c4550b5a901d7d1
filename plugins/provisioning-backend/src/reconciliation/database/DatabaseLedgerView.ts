import type { RunStatus } from '@runway/plugin-provisioning-common';
import type { Knex } from 'knex';
import { isUuid } from '../../database/isUuid';
import { toResource, toRun } from '../../database/rows';
import type { StoredRun } from '../../database/RunStore';
import type { LedgerRow } from '../types';

/** Runs that nobody works on: only their rows can be compared. */
export const SETTLED_RUNS: RunStatus[] = [
  'succeeded',
  'failed',
  'undone',
  'undo-failed',
];

/** States of rows that say something is there. */
const COMPARED = ['present', 'orphaned', 'archived'];

/** Bind variables of one statement: SQLite's smallest limit is 999. */
const CHUNK = 500;

/** Reads the ledger as the check needs it: in bulk, across runs. Writes nothing. */
export class DatabaseLedgerView {
  constructor(private readonly knex: Knex) {}

  /** Rows to compare, in the order of making, after the one with number `seq`. */
  async rowsAfter(seq: number, limit: number): Promise<LedgerRow[]> {
    const rows = await this.knex('resources')
      .join('runs', 'runs.id', 'resources.run_id')
      .where('resources.seq', '>', seq)
      .whereIn('resources.state', COMPARED)
      .whereIn('runs.status', SETTLED_RUNS)
      .orderBy('resources.seq')
      .limit(limit)
      .select('resources.*');
    return this.#withRuns(rows);
  }

  /** Rows by their ids; those that are gone are left out. */
  async rows(ids: string[]): Promise<LedgerRow[]> {
    return this.#withRuns(
      await this.#inChunks(ids, chunk =>
        this.knex('resources').whereIn('id', chunk),
      ),
    );
  }

  /** Every row that names one of the keys, of whatever run. */
  async rowsWithKeys(
    kind: string,
    instance: string,
    keys: string[],
  ): Promise<LedgerRow[]> {
    return this.#withRuns(
      await this.#inChunks(keys, chunk =>
        this.knex('resources').where({ kind, instance }).whereIn('key', chunk),
      ),
    );
  }

  /** Rows of one kind of these runs. */
  async rowsOfRuns(kind: string, runIds: string[]): Promise<LedgerRow[]> {
    return this.#withRuns(
      await this.#inChunks(runIds.filter(isUuid), chunk =>
        this.knex('resources').where({ kind }).whereIn('run_id', chunk),
      ),
    );
  }

  /** Runs by their ids; a mark may name one that isn't there. */
  async runs(ids: string[]): Promise<Map<string, StoredRun>> {
    const rows = await this.#inChunks([...new Set(ids)].filter(isUuid), chunk =>
      this.knex('runs').whereIn('id', chunk),
    );
    return new Map(rows.map(row => [row.id, toRun(row)]));
  }

  async #withRuns(rows: Record<string, any>[]): Promise<LedgerRow[]> {
    const runs = await this.runs(rows.map(row => row.run_id));
    return rows.flatMap(row => {
      const run = runs.get(row.run_id);
      return run ? [{ resource: toResource(row), run }] : [];
    });
  }

  async #inChunks(
    values: string[],
    read: (chunk: string[]) => Promise<Record<string, any>[]>,
  ): Promise<Record<string, any>[]> {
    const all: Record<string, any>[] = [];
    for (let at = 0; at < values.length; at += CHUNK) {
      all.push(...(await read(values.slice(at, at + CHUNK))));
    }
    return all;
  }
}
