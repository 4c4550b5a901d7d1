import type { DeadLetter, Job, Queue } from './Queue.ts';

/** What is needed of a pool of connections. */
export interface Database {
  query<Row>(text: string, values?: unknown[]): Promise<{ rows: Row[] }>;
  end(): Promise<void>;
}

// Replicas that start together would trip over each other without the lock.
const SCHEMA = `
  do $$ begin
    perform pg_advisory_xact_lock(hashtext('jobs'));
    create table if not exists jobs (
      id text primary key,
      payload jsonb not null,
      state text not null default 'waiting' check (state in ('waiting', 'done', 'dead')),
      attempts integer not null default 0,
      -- When somebody may take it: the next attempt, or the end of the lease of who has it.
      due_at timestamptz not null default now(),
      lease uuid,
      error text,
      changed_at timestamptz not null default now()
    );
    create index if not exists jobs_due on jobs (due_at) where state = 'waiting';
  end $$`;

/** How long the id of a job that was done is remembered. */
const REMEMBERED = '7 days';

/** Jobs in a table. Whoever may write to it can ask for one, in the transaction that makes it necessary. */
export class PostgresQueue implements Queue {
  readonly #database: Database;

  private constructor(database: Database) {
    this.#database = database;
  }

  /** @param database - in which the table is made if it is not there */
  static async open(database: Database): Promise<PostgresQueue> {
    await database.query(SCHEMA);
    return new PostgresQueue(database);
  }

  async add(id: string, payload: unknown): Promise<boolean> {
    const { rows } = await this.#database.query(
      'insert into jobs (id, payload) values ($1, $2) on conflict do nothing returning id',
      [id, JSON.stringify(payload)],
    );
    return rows.length > 0;
  }

  async take(limit: number, leaseMs: number): Promise<Job[]> {
    // Rows that another replica is just taking are skipped, not waited for.
    const { rows } = await this.#database.query<Job>(
      `update jobs set
         attempts = attempts + 1,
         lease = gen_random_uuid(),
         due_at = now() + $2 * interval '1 millisecond',
         changed_at = now()
       where id in (
         select id from jobs where state = 'waiting' and due_at <= now()
         order by due_at limit $1 for update skip locked
       )
       returning id, payload, attempts as attempt, lease`,
      [limit, leaseMs],
    );
    return rows;
  }

  complete(job: Job): Promise<boolean> {
    return this.#change(job, `state = 'done', error = null`);
  }

  retry(job: Job, delayMs: number, error: string): Promise<boolean> {
    return this.#change(job, `due_at = now() + $3 * interval '1 millisecond', error = $4`, [delayMs, error]);
  }

  bury(job: Job, error: string): Promise<boolean> {
    return this.#change(job, `state = 'dead', error = $3`, [error]);
  }

  release(job: Job): Promise<boolean> {
    return this.#change(job, 'due_at = now(), attempts = attempts - 1');
  }

  async depth(): Promise<number> {
    const { rows } = await this.#database.query<{ depth: number }>(
      `select count(*)::integer as depth from jobs where state = 'waiting' and due_at <= now()`,
    );
    return rows[0]?.depth ?? 0;
  }

  async deadLetters(): Promise<DeadLetter[]> {
    const { rows } = await this.#database.query<DeadLetter>(
      `select id, payload, attempts, coalesce(error, '') as error from jobs where state = 'dead' order by changed_at`,
    );
    return rows;
  }

  async revive(id: string): Promise<boolean> {
    const { rows } = await this.#database.query(
      `update jobs set state = 'waiting', attempts = 0, due_at = now(), error = null, changed_at = now()
       where id = $1 and state = 'dead' returning id`,
      [id],
    );
    return rows.length > 0;
  }

  /** Forgets jobs that were done long ago; their ids could be used again. */
  async forgetDone(): Promise<void> {
    await this.#database.query(
      `delete from jobs where state = 'done' and changed_at < now() - interval '${REMEMBERED}'`,
    );
  }

  close(): Promise<void> {
    return this.#database.end();
  }

  async #change(job: Job, change: string, values: unknown[] = []): Promise<boolean> {
    const { rows } = await this.#database.query(
      `update jobs set ${change}, lease = null, changed_at = now() where id = $1 and lease = $2 returning id`,
      [job.id, job.lease, ...values],
    );
    return rows.length > 0;
  }
}
