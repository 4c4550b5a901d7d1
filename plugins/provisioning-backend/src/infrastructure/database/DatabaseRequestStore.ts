import type { Knex } from 'knex';
import { randomUUID } from 'node:crypto';
import { DatabaseLeases } from '../../database/DatabaseLeases';
import type { Lease } from '../../database/RunStore';
import type { NewRequest, RequestChange, StoredRequest } from '../types';
import { toColumns, toRequest } from './requestRows';

const TABLE = 'infrastructure_requests';

/** How many requests have a status in an environment. */
export interface RequestCount {
  status: string;
  environment: string;
  count: number;
}

/** Of the requests with a status that are followed: the one that has had it for longest. Times are epoch milliseconds. */
export interface RequestWait {
  status: string;
  since: number;
  /** When the one that is looked at next was to be looked at. */
  lookAt: number;
}

/**
 * Requests for infrastructure, on the plugin's database. The lease's `runId` is the id of the request. Methods that take a
 * lease throw ConflictError once it is lost.
 */
export class DatabaseRequestStore {
  readonly #leases: DatabaseLeases;

  constructor(
    private readonly knex: Knex,
    private readonly now: () => number = Date.now,
  ) {
    this.#leases = new DatabaseLeases(knex, now, TABLE);
  }

  /** Records that the merge request is open; a run has one, so a repeated call changes nothing. */
  async open(request: NewRequest): Promise<StoredRequest> {
    const now = this.now();
    await this.knex(TABLE)
      .insert({
        id: randomUUID(),
        run_id: request.runId,
        status: 'opened',
        environment: request.environment,
        directory: request.directory,
        instance: request.instance,
        project: request.project,
        branch: request.branch,
        iid: request.iid,
        url: request.url,
        catalog_target: request.catalogTarget ?? null,
        opened_at: now,
        changed_at: now,
        look_at: now,
        updated_at: now,
      })
      .onConflict('run_id')
      .ignore();
    return (await this.ofRun(request.runId))!;
  }

  async get(id: string): Promise<StoredRequest | undefined> {
    const row = await this.knex(TABLE).where({ id }).first();
    return row && toRequest(row);
  }

  async ofRun(runId: string): Promise<StoredRequest | undefined> {
    return (await this.ofRuns([runId])).get(runId);
  }

  /** @returns by id of the run */
  async ofRuns(runIds: string[]): Promise<Map<string, StoredRequest>> {
    const rows =
      runIds.length === 0
        ? []
        : await this.knex(TABLE).whereIn('run_id', runIds);
    return new Map(rows.map(row => [row.run_id, toRequest(row)]));
  }

  /** Those that it is time to look at and nobody looks at, the longest overdue first. */
  async due(limit: number): Promise<StoredRequest[]> {
    const now = this.now();
    const rows = await this.knex(TABLE)
      .where('look_at', '<=', now)
      .andWhere(free =>
        free.whereNull('lease_until').orWhere('lease_until', '<=', now),
      )
      .orderBy('look_at')
      .limit(limit);
    return rows.map(toRequest);
  }

  change(lease: Lease, change: RequestChange): Promise<void> {
    return this.#leases.update(lease, toColumns(change));
  }

  async counts(): Promise<RequestCount[]> {
    const rows: Array<Record<string, unknown>> = await this.knex(TABLE)
      .groupBy('status', 'environment')
      .select('status', 'environment')
      .count({ count: '*' });
    return rows.map(({ status, environment, count }) => ({
      status: String(status),
      environment: String(environment),
      count: Number(count),
    }));
  }

  async waits(): Promise<RequestWait[]> {
    const rows: Array<Record<string, unknown>> = await this.knex(TABLE)
      .whereNotNull('look_at')
      .groupBy('status')
      .select('status')
      .min({ since: 'changed_at', due: 'look_at' });
    return rows.map(({ status, since, due }) => ({
      status: String(status),
      since: Number(since),
      lookAt: Number(due),
    }));
  }

  /** @returns undefined while somebody else holds it */
  acquireLease(
    id: string,
    options: { holder: string; ttlMs: number },
  ): Promise<Lease | undefined> {
    return this.#leases.acquire(id, options);
  }

  renewLease(lease: Lease, ttlMs: number): Promise<void> {
    return this.#leases.renew(lease, ttlMs);
  }

  releaseLease(lease: Lease): Promise<void> {
    return this.#leases.release(lease);
  }
}
