import type { Knex } from 'knex';
import { randomUUID } from 'node:crypto';
import type { DatabaseLeases } from './DatabaseLeases';
import { toResource } from './rows';
import type {
  Lease,
  ResourceChange,
  ResourceSpec,
  StoredResource,
} from './RunStore';

/** Rows of the ledger. Each write happens in one transaction with the check of the lease. */
export class DatabaseResources {
  constructor(
    private readonly knex: Knex,
    private readonly leases: DatabaseLeases,
    private readonly now: () => number,
  ) {}

  async list(runId: string): Promise<StoredResource[]> {
    const rows = await this.knex('resources')
      .where({ run_id: runId })
      .orderBy('seq');
    return rows.map(toResource);
  }

  async intend(
    lease: Lease,
    stepId: string,
    spec: ResourceSpec,
  ): Promise<StoredResource> {
    return this.knex.transaction(async tx => {
      await this.leases.update(lease, {}, tx);
      const now = this.now();
      const [row] = await tx('resources')
        .insert({
          run_id: lease.runId,
          kind: spec.kind,
          instance: spec.instance,
          key: spec.key,
          id: randomUUID(),
          step_id: stepId,
          system: spec.system,
          title: spec.title,
          environment: spec.environment ?? null,
          state: 'intended',
          details: '{}',
          created_at: now,
          updated_at: now,
        })
        .onConflict(['run_id', 'kind', 'instance', 'key'])
        // Changes nothing: a row that is there is returned as it is.
        .merge(['run_id'])
        .returning('*');
      return toResource(row);
    });
  }

  async change(
    lease: Lease,
    resourceId: string,
    change: ResourceChange,
  ): Promise<void> {
    await this.knex.transaction(async tx => {
      await this.leases.update(lease, {}, tx);
      await tx('resources')
        .where({ id: resourceId, run_id: lease.runId })
        .update({
          ...(change.state === undefined ? {} : { state: change.state }),
          ...(change.url === undefined ? {} : { url: change.url }),
          ...(change.reason === undefined ? {} : { reason: change.reason }),
          ...(change.details === undefined
            ? {}
            : { details: JSON.stringify(change.details) }),
          updated_at: this.now(),
        });
    });
  }
}
