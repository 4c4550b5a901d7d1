import {
  type DatabaseService,
  resolvePackagePath,
} from '@backstage/backend-plugin-api';
import { ConflictError } from '@backstage/errors';
import type {
  RunListQuery,
  RunStatus,
} from '@runway/plugin-provisioning-common';
import type { Knex } from 'knex';
import { toEvent, toRun } from './rows';
import { DatabaseLeases } from './DatabaseLeases';
import { DatabaseResources } from './DatabaseResources';
import type {
  Lease,
  NewRun,
  ResourceChange,
  ResourceSpec,
  RunStore,
} from './RunStore';

/** States in which a run has come to rest. */
const ENDED: RunStatus[] = ['succeeded', 'failed', 'undone', 'undo-failed'];

/** {@link RunStore} on the plugin's database. */
export class DatabaseRunStore implements RunStore {
  static async create(options: {
    database: DatabaseService;
    now?: () => number;
  }): Promise<DatabaseRunStore> {
    const knex = await options.database.getClient();
    if (!options.database.migrations?.skip) {
      await knex.migrate.latest({
        directory: resolvePackagePath(
          '@runway/plugin-provisioning-backend',
          'migrations',
        ),
      });
    }
    return new DatabaseRunStore(knex, options.now ?? Date.now);
  }

  readonly #leases: DatabaseLeases;
  readonly #resources: DatabaseResources;

  private constructor(
    private readonly knex: Knex,
    private readonly now: () => number,
  ) {
    this.#leases = new DatabaseLeases(knex, now);
    this.#resources = new DatabaseResources(knex, this.#leases, now);
  }

  async create(run: NewRun) {
    const earlier = await this.knex('runs')
      .where({ request_id: run.requestId })
      .first();
    if (earlier) {
      return { run: toRun(earlier), created: false };
    }
    const now = this.now();
    try {
      await this.knex.transaction(async tx => {
        await tx('runs').insert({
          id: run.id,
          request_id: run.requestId,
          status: 'starting',
          name: run.name,
          entity_ref: run.entityRef,
          owner_ref: run.ownerRef,
          template_ref: run.templateRef,
          template_title: run.templateTitle,
          requested_by: run.requestedBy,
          requester_name: run.requesterName,
          requester_email: run.requesterEmail,
          values: JSON.stringify(run.values),
          created_at: now,
          updated_at: now,
        });
        await tx('claims').insert({
          name: run.claim ?? run.name,
          run_id: run.id,
        });
        await tx('events').insert({
          run_id: run.id,
          at: now,
          actor: run.requestedBy,
          type: 'started',
          message: `Pressed Create for ${run.name}`,
        });
      });
    } catch (error) {
      return this.#explainRefusedCreate(run, error);
    }
    const row = await this.knex('runs').where({ id: run.id }).first();
    return { run: toRun(row), created: true };
  }

  /** Two requests at once meet at the unique keys: the loser learns here why. */
  async #explainRefusedCreate(run: NewRun, error: unknown) {
    const same = await this.knex('runs')
      .where({ request_id: run.requestId })
      .first();
    if (same) {
      return { run: toRun(same), created: false };
    }
    const holder = await this.claimOf(run.claim ?? run.name);
    if (holder) {
      throw new ConflictError(
        `The name "${run.name}" is taken by another run (${holder}). Choose another name, or undo that run first.`,
      );
    }
    throw error;
  }

  async get(id: string) {
    const row = await this.knex('runs').where({ id }).first();
    return row && toRun(row);
  }

  async findByTask(taskId: string) {
    const row = await this.knex('runs').where({ task_id: taskId }).first();
    return row && toRun(row);
  }

  async list(query: RunListQuery) {
    const filtered = this.knex('runs').where(builder => {
      for (const [column, value] of [
        ['requested_by', query.requestedBy],
        ['owner_ref', query.ownerRef],
        ['entity_ref', query.entityRef],
        ['status', query.status],
      ] as const) {
        if (value !== undefined) {
          builder.where(column, value);
        }
      }
    });
    const [rows, [{ count }]] = await Promise.all([
      filtered
        .clone()
        .orderBy([
          { column: 'created_at', order: 'desc' },
          { column: 'id', order: 'asc' },
        ])
        .limit(Number(query.limit ?? 20))
        .offset(Number(query.offset ?? 0)),
      filtered.clone().count({ count: '*' }),
    ]);
    return { runs: rows.map(toRun), total: Number(count) };
  }

  async listByStatus(statuses: RunStatus[], limit: number) {
    const rows = await this.knex('runs')
      .whereIn('status', statuses)
      .orderBy('created_at')
      .limit(limit);
    return rows.map(toRun);
  }

  async removedBy(
    { kind, instance, key }: Pick<ResourceSpec, 'kind' | 'instance' | 'key'>,
    exceptRunId: string,
  ) {
    const row = await this.knex('resources')
      .join('runs', 'runs.id', 'resources.run_id')
      .where({
        'resources.kind': kind,
        'resources.instance': instance,
        'resources.key': key,
        'resources.state': 'undoing',
        'runs.status': 'undoing',
      })
      .whereNot({ 'runs.id': exceptRunId })
      .first('runs.name');
    return row?.name as string | undefined;
  }

  async recentDurations(templateRef: string, limit: number) {
    const rows = await this.knex('runs')
      .where({ template_ref: templateRef, status: 'succeeded' })
      .whereNotNull('finished_at')
      .orderBy('created_at', 'desc')
      .limit(limit);
    return rows
      .map(toRun)
      .map(run => (run.finishedAt ?? run.createdAt) - run.createdAt);
  }

  async claimOf(name: string) {
    const row = await this.knex('claims').where({ name }).first();
    return row?.run_id as string | undefined;
  }

  async bindTask(runId: string, taskId: string) {
    await this.knex('runs')
      .where({ id: runId })
      .update({ task_id: taskId, updated_at: this.now() });
  }

  async transition(
    runId: string,
    change: Parameters<RunStore['transition']>[1],
  ) {
    const now = this.now();
    const changed = await this.knex('runs')
      .where({
        id: runId,
        ...(change.fence === undefined ? {} : { fence: change.fence }),
      })
      .whereIn('status', change.from)
      .update({
        status: change.to,
        waiting_for: null,
        updated_at: now,
        finished_at: ENDED.includes(change.to) ? now : null,
        ...(change.error === undefined
          ? {}
          : { error: change.error && JSON.stringify(change.error) }),
        ...(change.takeOver ? { fence: this.knex.raw('fence + 1') } : {}),
      });
    return changed === 1;
  }

  async releaseClaim(runId: string) {
    await this.knex('claims').where({ run_id: runId }).delete();
  }

  acquireLease(
    runId: string,
    options: { holder: string; ttlMs: number; status: RunStatus[] },
  ) {
    return this.#leases.acquire(runId, options);
  }

  renewLease(lease: Lease, ttlMs: number) {
    return this.#leases.renew(lease, ttlMs);
  }

  releaseLease(lease: Lease) {
    return this.#leases.release(lease);
  }

  setProgress(lease: Lease, change: Parameters<RunStore['setProgress']>[1]) {
    return this.#leases.update(lease, {
      ...(change.waitingFor === undefined
        ? {}
        : { waiting_for: change.waitingFor }),
      ...(change.error === undefined
        ? {}
        : { error: change.error && JSON.stringify(change.error) }),
    });
  }

  resources(runId: string) {
    return this.#resources.list(runId);
  }

  intend(lease: Lease, stepId: string, resource: ResourceSpec) {
    return this.#resources.intend(lease, stepId, resource);
  }

  change(lease: Lease, resourceId: string, change: ResourceChange) {
    return this.#resources.change(lease, resourceId, change);
  }

  async events(runId: string) {
    const rows = await this.knex('events')
      .where({ run_id: runId })
      .orderBy('id');
    return rows.map(toEvent);
  }

  async record(
    runId: string,
    event: { actor: string; type: string; message: string },
  ) {
    await this.knex('events').insert({
      run_id: runId,
      at: this.now(),
      ...event,
    });
  }
}
