import {
  coreServices,
  createBackendPlugin,
  type DatabaseService,
} from '@backstage/backend-plugin-api';
import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { databaseServiceFactory } from './databaseServiceFactory';

describe('databaseServiceFactory', () => {
  const directory = mkdtempSync(join(tmpdir(), 'runway-database-'));
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  /** What SQLite is set to in a plugin's database. */
  async function settingsOf(pluginId: string) {
    let database: DatabaseService | undefined;
    const backend = await startTestBackend({
      features: [
        databaseServiceFactory,
        mockServices.rootConfig.factory({
          data: {
            backend: {
              database: { client: 'better-sqlite3', connection: { directory } },
            },
          },
        }),
        createBackendPlugin({
          pluginId,
          register(env) {
            env.registerInit({
              deps: { service: coreServices.database },
              async init({ service }) {
                database = service;
              },
            });
          },
        }),
      ],
    });
    const knex = await database!.getClient();
    await knex.raw('create table if not exists things (id integer)');
    const pragma = async (name: string) => {
      const [row] = await knex.raw(`pragma ${name}`);
      return Object.values(row)[0];
    };
    const settings = {
      journal: await pragma('journal_mode'),
      // 1 = NORMAL, 2 = FULL
      synchronous: await pragma('synchronous'),
    };
    await backend.stop();
    return settings;
  }

  it('writes ahead, and waits for the disk where the ledger lies only', async () => {
    expect(await settingsOf('catalog')).toEqual({
      journal: 'wal',
      synchronous: 1,
    });
    expect(await settingsOf('provisioning')).toEqual({
      journal: 'wal',
      synchronous: 2,
    });
  });
});
