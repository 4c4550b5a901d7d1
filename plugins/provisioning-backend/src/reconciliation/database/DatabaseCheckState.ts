import type { JsonValue } from '@backstage/types';
import type { Knex } from 'knex';
import type { StoredSource } from '../types';

/** How far the check has come, and what the last pass knew of each upstream. */
export class DatabaseCheckState {
  constructor(private readonly knex: Knex) {}

  async read<T extends JsonValue>(name: string): Promise<T | undefined> {
    const row = await this.knex('reconciliation_marks').where({ name }).first();
    return row && JSON.parse(row.value);
  }

  /** @param value - undefined: begin anew */
  async write(name: string, value: JsonValue | undefined) {
    if (value === undefined) {
      await this.knex('reconciliation_marks').where({ name }).delete();
      return;
    }
    await this.knex('reconciliation_marks')
      .insert({ name, value: JSON.stringify(value) })
      .onConflict('name')
      .merge();
  }

  async sources(): Promise<StoredSource[]> {
    const rows = await this.knex('reconciliation_sources').orderBy([
      'system',
      'instance',
    ]);
    return rows.map(row => ({
      system: row.system,
      instance: row.instance,
      state: row.state,
      checkedAt: row.checked_at === null ? undefined : Number(row.checked_at),
      checked: row.checked,
      error: row.error ?? undefined,
    }));
  }

  /** @param source.checkedAt - kept as it is when left out */
  async saveSource({ checkedAt, error, ...source }: StoredSource) {
    const columns = {
      state: source.state,
      checked: source.checked,
      error: error ?? null,
      ...(checkedAt === undefined ? {} : { checked_at: checkedAt }),
    };
    await this.knex('reconciliation_sources')
      .insert({
        system: source.system,
        instance: source.instance,
        ...columns,
      })
      .onConflict(['system', 'instance'])
      .merge(columns);
  }
}
