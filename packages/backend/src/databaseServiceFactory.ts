import { DatabaseManager } from '@backstage/backend-defaults/database';
import {
  coreServices,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import {
  type PreparingConnection,
  rememberStatements,
} from './rememberStatements';

/** A connection of better-sqlite3. */
interface SqliteConnection extends PreparingConnection {
  pragma(statement: string): unknown;
}

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
        if (
          knex.client.config.client === 'better-sqlite3' &&
          !tuned.has(knex)
        ) {
          tuned.add(knex);
          knex.client.pool.on(
            'createSuccess',
            (_request: number, connection: SqliteConnection) => {
              connection.pragma('journal_mode = WAL');
              connection.pragma(
                `synchronous = ${
                  pluginId === 'provisioning' ? 'FULL' : 'NORMAL'
                }`,
              );
              rememberStatements(connection);
            },
          );
        }
        return knex;
      },
    };
  },
});
