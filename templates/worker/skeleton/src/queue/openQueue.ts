import pg from 'pg';
import type { Config } from '../config.ts';
import { MemoryQueue } from './MemoryQueue.ts';
import { PostgresQueue } from './PostgresQueue.ts';
import type { Queue } from './Queue.ts';

const FORGET_EVERY_MS = 3_600_000;

/**
 * The queue that the configuration names.
 *
 * @param onError - told of what goes wrong aside of the jobs, such as connections that break while nobody uses them
 */
export async function openQueue(config: Config, onError: (error: Error) => void): Promise<Queue> {
  if (config.queue === 'memory') {
    return new MemoryQueue();
  }
  const pool = new pg.Pool({
    connectionString: config.databaseUrl,
    max: 5,
    connectionTimeoutMillis: 5000,
    statement_timeout: 10_000,
    application_name: config.serviceName,
  });
  pool.on('error', onError);
  const queue = await PostgresQueue.open({
    query: async <Row>(text: string, values?: unknown[]) => {
      const { rows } = await pool.query(text, values);
      return { rows: rows as Row[] };
    },
    end: () => pool.end(),
  });
  const forget = () => queue.forgetDone().catch(onError);
  await forget();
  setInterval(() => void forget(), FORGET_EVERY_MS).unref();
  return queue;
}
