import Database from 'better-sqlite3';
import { rememberStatements } from './rememberStatements';

describe('rememberStatements', () => {
  const open = () => {
    const connection = new Database(':memory:');
    rememberStatements(connection);
    connection.prepare('create table things (id integer, name text)').run();
    return connection;
  };

  it('prepares a statement once', () => {
    const connection = open();
    const sql = 'insert into things values (?, ?)';
    const statement = connection.prepare(sql);
    statement.run(1, 'one');
    expect(connection.prepare(sql)).toBe(statement);
    connection.prepare(sql).run(2, 'two');
    expect(connection.prepare('select * from things').all()).toEqual([
      { id: 1, name: 'one' },
      { id: 2, name: 'two' },
    ]);
    connection.close();
  });

  it('prepares anew after the schema has changed', () => {
    const connection = open();
    connection.prepare('insert into things values (?, ?)').run(1, 'one');
    const sql = 'select * from things';
    expect(connection.prepare(sql).all()).toEqual([{ id: 1, name: 'one' }]);
    connection.prepare('alter table things rename column name to title').run();
    expect(connection.prepare(sql).all()).toEqual([{ id: 1, title: 'one' }]);
    connection.close();
  });

  it('leaves a statement that is refused out', () => {
    const connection = open();
    const sql = 'select * from later';
    expect(() => connection.prepare(sql)).toThrow('no such table: later');
    connection.prepare('create table later (id integer)').run();
    expect(connection.prepare(sql).all()).toEqual([]);
    connection.close();
  });
});
