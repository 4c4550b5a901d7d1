import { mockServices } from '@backstage/backend-test-utils';
import type { Knex } from 'knex';
import { DatabaseRunStore } from '../database/DatabaseRunStore';

/** A ledger on a test database, with a clock that only the test moves. */
export async function createTestStore(knex: Knex) {
  let clock = 1_000_000;
  const store = await DatabaseRunStore.create({
    database: mockServices.database.mock({
      getClient: async () => knex,
      migrations: { skip: false },
    }),
    now: () => clock,
  });
  return {
    store,
    now: () => clock,
    pass(milliseconds: number) {
      clock += milliseconds;
    },
  };
}
