import { LRUCache } from 'lru-cache';
import { fasterStatement } from './fasterStatement';

/** What a connection of better-sqlite3 prepares. */
export interface PreparingConnection<Statement extends object = object> {
  prepare(sql: string): Statement;
}

/** How many statements a connection remembers: a plugin says a few hundred different things. */
const MAX_STATEMENTS = 500;

/** Longer ones are batches, whose words differ with their size: they would push out what comes again. */
const MAX_LENGTH = 4_000;

/** What reads and writes rows; everything else may change what a statement means. */
const ABOUT_ROWS =
  /^\s*(select|insert|update|delete|with|begin|commit|rollback|savepoint|release)\b/i;

/**
 * Prepares each statement of a connection once. Knex prepares anew every time, and better-sqlite3 then compiles a
 * function that makes the rows: together more work than most statements themselves. Knex runs statements to their end
 * at once, so none is in use when it is asked for again.
 */
export function rememberStatements(connection: PreparingConnection): void {
  const statements = new LRUCache<string, object>({ max: MAX_STATEMENTS });
  const prepare = connection.prepare.bind(connection);
  connection.prepare = sql => {
    if (!ABOUT_ROWS.test(sql)) {
      statements.clear();
      return prepare(sql);
    }
    if (sql.length > MAX_LENGTH) {
      return prepare(sql);
    }
    const known = statements.get(sql) ?? prepare(fasterStatement(sql));
    statements.set(sql, known);
    return known;
  };
}
