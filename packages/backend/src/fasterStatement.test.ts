import Database from 'better-sqlite3';
import knexFactory from 'knex';
import { fasterStatement } from './fasterStatement';

describe('fasterStatement', () => {
  /** As Knex says it for an entity without children. */
  const sql = knexFactory({
    client: 'better-sqlite3',
    useNullAsDefault: true,
  })('refresh_state_references')
    .where({ source_entity_ref: 'a' })
    .orWhereIn('target_entity_ref', [])
    .delete()
    .toSQL().sql;

  const open = () => {
    const connection = new Database(':memory:');
    connection.exec(`
      create table refresh_state_references (id integer primary key, source_entity_ref text, target_entity_ref text);
      create index by_source on refresh_state_references (source_entity_ref);
      insert into refresh_state_references (source_entity_ref, target_entity_ref)
        values ('a', 'x'), ('a', 'y'), ('b', 'x');
    `);
    return connection;
  };

  it('reads only what it deletes', () => {
    const connection = open();
    const plan = connection
      .prepare(`explain query plan ${fasterStatement(sql)}`)
      .all('a', 0)
      .map(row => (row as { detail: string }).detail)
      .join('\n');
    expect(plan).toMatch(/SEARCH .* by_source/);
    expect(fasterStatement(sql)).not.toBe(sql);
    connection.close();
  });

  it.each([0, 1])('deletes the same when the second half is %s', half => {
    const left = (statement: string) => {
      const connection = open();
      connection.prepare(statement).run('a', half);
      const rows = connection
        .prepare('select * from refresh_state_references')
        .all();
      connection.close();
      return rows;
    };
    expect(left(fasterStatement(sql))).toEqual(left(sql));
    expect(left(sql)).toHaveLength(half ? 0 : 1);
  });

  it('leaves every other statement as it is', () => {
    expect(fasterStatement('select 1')).toBe('select 1');
  });
});
