import { mockServices } from '@backstage/backend-test-utils';
import type { Knex } from 'knex';
import { DatabaseAuditStore } from '../database/DatabaseAuditStore';

/** An audit store on a test database. */
export function createTestStore(knex: Knex) {
  return DatabaseAuditStore.create({
    database: mockServices.database.mock({
      getClient: async () => knex,
      migrations: { skip: false },
    }),
  });
}
