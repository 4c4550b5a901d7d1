import type { Knex } from 'knex';
import { setImmediate } from 'node:timers/promises';

/** What Knex keeps `batchInsert` of a transaction in; its types leave it out. */
interface TransactionInside extends Knex.Transaction {
  context: { batchInsert: Knex['batchInsert'] };
}

/**
 * Rows are inserted in transactions without waiting. Knex waits a millisecond before each `batchInsert`, and makes a savepoint
 * even for one statement or for none; the catalog inserts four batches an entity, and waited for more than a third of
 * the time in which a large one came in.
 *
 * A savepoint stays where it means something: around several statements, and on PostgreSQL, where a refused statement
 * ends the transaction around it. SQLite takes back the one statement.
 */
export function insertInBatches({ client }: Knex): void {
  const begin = client.transaction;
  client.transaction = function transaction(
    handle: (transaction: Knex.Transaction) => unknown,
    ...options: unknown[]
  ) {
    return begin.call(
      this,
      (inside: TransactionInside) => {
        const { context } = inside;
        const knexInsert = context.batchInsert.bind(context);
        context.batchInsert = ((table: string, rows: object[], size?: number) =>
          Array.isArray(rows) && (size === undefined || size >= 1)
            ? insertRows(inside, table, rows, size)
            : knexInsert(table, rows, size)) as Knex['batchInsert'];
        return handle(inside);
      },
      ...options,
    );
  };
}

/** As what Knex returns, so that `returning` and `transacting` can be chained. */
function insertRows(
  transaction: Knex.Transaction,
  table: string,
  rows: object[],
  size = 1000,
) {
  let columns: readonly string[] | undefined;
  let given: Knex.Transaction | undefined;
  const insertInto = async (target: Knex.Transaction) => {
    const results = [];
    for (let from = 0; from < rows.length; from += size) {
      const some = rows.slice(from, from + size);
      results.push(await target(table).insert(some, columns!));
    }
    return results.flat();
  };
  const insert = async () => {
    // What is chained comes first. And SQLite answers at once: without a pause, requests would wait for as long as the
    // catalog has something to do.
    await setImmediate();
    if (rows.length === 0) {
      return [];
    }
    const isOneStatement =
      rows.length <= size &&
      transaction.client.config.client === 'better-sqlite3';
    const target = given ?? (isOneStatement ? transaction : undefined);
    return target ? insertInto(target) : transaction.transaction(insertInto);
  };
  return Object.assign(insert(), {
    returning(wanted: string | string[]) {
      columns = [wanted].flat();
      return this;
    },
    transacting(other: Knex.Transaction) {
      given = other;
      return this;
    },
  });
}
