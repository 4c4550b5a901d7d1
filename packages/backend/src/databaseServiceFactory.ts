import { DatabaseManager } from '@backstage/backend-defaults/database';
import {
  coreServices,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import { insertInBatches } from './insertInBatches';
import {
  type PreparingConnection,
  rememberStatements,
} from './rememberStatements';

/** A connection of better-sqlite3. */
interface SqliteConnection extends PreparingConnection {
  pragma(statement: string): unknown;
}

/**
 * Of 4 KB: 32 MB. A catalog that comes in changes the same pages of its indexes again and again, and each checkpoint writes
 * them where they belong.
 */
const CATALOG_CHECKPOINT_PAGES = 8_000;

/**
 * Backstage's databases; SQLite writes ahead to a log. Its own default waits for the disk several times a transaction,
 * which made up three quarters of the time in which a large catalog comes in. A process that is killed loses nothing
 * this way. A machine that loses power may lose the last moment, but never what holds together: the ledger of runs,
 * which has to be ahead of the upstream systems, waits for the disk.
 */
export const databaseServiceFactory = createServiceFactory({
  service: coreServices.database,
  deps: {
    config: coreServices.rootConfig,
    lifecycle: coreServices.lifecycle,
    logger: coreServices.logger,
    pluginMetadata: coreServices.pluginMetadata,
    rootLifecycle: coreServices.rootLifecycle,
    rootLogger: coreServices.rootLogger,
  },
  createRootContext({ config, rootLifecycle, rootLogger }) {
    return DatabaseManager.fromConfig(config, { rootLifecycle, rootLogger });
  },
  factory({ lifecycle, logger, pluginMetadata }, manager) {
    const pluginId = pluginMetadata.getId();
    const database = manager.forPlugin(pluginId, { lifecycle, logger });
    const tuned = new WeakSet<object>();
    return {
      ...database,
      async getClient() {
        const knex = await database.getClient();
        if (tuned.has(knex)) {
          return knex;
        }
        tuned.add(knex);
        insertInBatches(knex);
        if (knex.client.config.client === 'better-sqlite3') {
          knex.client.pool.on(
            'createSuccess',
            (_request: number, connection: SqliteConnection) => {
              connection.pragma('journal_mode = WAL');
              connection.pragma(
                `synchronous = ${
                  pluginId === 'provisioning' ? 'FULL' : 'NORMAL'
                }`,
              );
              if (pluginId === 'catalog') {
                connection.pragma(
                  `wal_autocheckpoint = ${CATALOG_CHECKPOINT_PAGES}`,
                );
              }
              rememberStatements(connection);
            },
          );
        }
        return knex;
      },
    };
  },
});
