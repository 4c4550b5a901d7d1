import {
  type DatabaseService,
  resolvePackagePath,
} from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import type { AuditFilter, AuditKind } from '@runway/plugin-audit-common';
import type { Knex } from 'knex';
import type { AuditEntry } from '../recording/AuditEntry';
import { applyFilter } from './applyFilter';
import type { AuditStore, Visibility } from './AuditStore';
import { toEvent, toRow, type AuditRow } from './rows';

const EXPORT_PAGE = 1_000;
const MAX_KINDS = 200;
/** SQLite takes at most 500 rows a statement as knex writes it. */
const ROWS_A_STATEMENT = 100;

/** {@link AuditStore} on the plugin's database. */
export class DatabaseAuditStore implements AuditStore {
  static async create(options: {
    database: DatabaseService;
  }): Promise<DatabaseAuditStore> {
    const knex = await options.database.getClient();
    if (!options.database.migrations?.skip) {
      await knex.migrate.latest({
        directory: resolvePackagePath(
          '@runway/plugin-audit-backend',
          'migrations',
        ),
      });
    }
    return new DatabaseAuditStore(knex);
  }

  readonly #postgres: boolean;

  private constructor(private readonly knex: Knex) {
    this.#postgres = knex.client.config.client === 'pg';
  }

  async append(entries: AuditEntry[]) {
    const rows = entries.map(toRow);
    try {
      await this.knex.transaction(async tx => {
        for (let start = 0; start < rows.length; start += ROWS_A_STATEMENT) {
          await this.#insert(tx, rows.slice(start, start + ROWS_A_STATEMENT));
        }
      });
      return { refused: 0 };
    } catch {
      // Throws when the database is away. Otherwise one of the rows is at fault and must not hold up the others.
      await this.knex.raw('select 1');
      return { refused: await this.#insertEach(rows) };
    }
  }

  async #insert(knex: Knex, rows: Array<Omit<AuditRow, 'seq'>>) {
    await knex('audit_events')
      .insert(rows)
      .onConflict(['action_id', 'ended'])
      .ignore();
  }

  async #insertEach(rows: Array<Omit<AuditRow, 'seq'>>): Promise<number> {
    const failures: unknown[] = [];
    for (const row of rows) {
      await this.#insert(this.knex, [row]).catch(error => failures.push(error));
    }
    if (failures.length === rows.length && rows.length > 1) {
      throw failures[0];
    }
    return failures.length;
  }

  async list(
    query: AuditFilter & { cursor?: string; limit: number },
    visibility: Visibility,
  ) {
    const { cursor, limit, ...filter } = query;
    const select = this.knex<AuditRow>('audit_events as e')
      .select('e.*')
      .orderBy([
        { column: 'e.at', order: 'desc' },
        { column: 'e.seq', order: 'desc' },
      ])
      .limit(limit + 1);
    applyFilter(select, filter, visibility, this.#postgres);
    if (cursor !== undefined) {
      select.whereRaw('(e.at, e.seq) < (?, ?)', readCursor(cursor));
    }
    const rows = (await select) as AuditRow[];
    const last = rows.length > limit ? rows[limit - 1] : undefined;
    return {
      items: rows.slice(0, limit).map(toEvent),
      nextCursor: last && `${last.at}-${last.seq}`,
    };
  }

  async *pages(filter: AuditFilter, visibility: Visibility) {
    let cursor: string | undefined;
    do {
      const page = await this.list(
        { ...filter, cursor, limit: EXPORT_PAGE },
        visibility,
      );
      yield page.items;
      cursor = page.nextCursor;
    } while (cursor !== undefined);
  }

  async kinds() {
    const kinds: AuditKind[] = [];
    let row = await this.#nextKind({ plugin: '', event: '', action: '' });
    while (row && kinds.length < MAX_KINDS) {
      const { plugin, event, action } = row;
      kinds.push({ plugin, event, action: action || undefined });
      row = await this.#nextKind(row);
    }
    return kinds;
  }

  /** The kind that follows in the index: found without a scan, however many rows each kind has. */
  async #nextKind(last: Pick<AuditRow, 'plugin' | 'event' | 'action'>) {
    const { plugin, event, action } = last;
    const first = this.knex<AuditRow>('audit_events')
      .select('plugin', 'event', 'action')
      .orderBy(['plugin', 'event', 'action'])
      .first();
    return (
      (await first
        .clone()
        .where({ plugin, event })
        .where('action', '>', action)) ??
      (await first.clone().where({ plugin }).where('event', '>', event)) ??
      (await first.clone().where('plugin', '>', plugin))
    );
  }

  async prune(options: { before: number; reads: boolean; limit: number }) {
    return this.knex('audit_events')
      .whereIn(
        'seq',
        this.knex('audit_events')
          .select('seq')
          .where('at', '<', options.before)
          .where(row => {
            if (options.reads) {
              row.where('severity', 0);
            }
          })
          .orderBy('at')
          .limit(options.limit),
      )
      .delete();
  }
}

function readCursor(cursor: string): [number, number] {
  const match = /^(\d{1,16})-(\d{1,16})$/.exec(cursor);
  if (!match) {
    throw new InputError(
      'The cursor is not one of this list. Start again without it.',
    );
  }
  return [Number(match[1]), Number(match[2])];
}
