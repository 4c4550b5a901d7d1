import { ConflictError } from '@backstage/errors';
import type { Knex } from 'knex';
import type { Lease } from './RunStore';

/**
 * Leases with a fencing token: the holder's clock says until when it may work, the token says whether
 * anybody took over since, whatever the clocks say.
 */
export class DatabaseLeases {
  constructor(
    private readonly knex: Knex,
    private readonly now: () => number,
    /** Where the work lies: each row is leased by itself. */
    private readonly table:
      | 'runs'
      | 'changes'
      | 'infrastructure_requests' = 'runs',
  ) {}

  /** @param options.status - of the row; any when left out */
  async acquire(
    runId: string,
    options: { holder: string; ttlMs: number; status?: string[] },
  ): Promise<Lease | undefined> {
    const now = this.now();
    const [row] = await this.knex(this.table)
      .where({ id: runId })
      .andWhere(fits => {
        if (options.status) fits.whereIn('status', options.status);
      })
      .andWhere(free =>
        free.whereNull('lease_until').orWhere('lease_until', '<=', now),
      )
      .update({
        lease_holder: options.holder,
        lease_until: now + options.ttlMs,
        fence: this.knex.raw('fence + 1'),
        updated_at: now,
      })
      .returning('fence');
    return row && { runId, holder: options.holder, fence: row.fence };
  }

  /** @throws ConflictError when the run has changed hands */
  async renew(lease: Lease, ttlMs: number): Promise<void> {
    await this.update(lease, { lease_until: this.now() + ttlMs });
  }

  /** Gives the lease back; a lease that was lost needs no giving back. */
  async release(lease: Lease): Promise<void> {
    await this.knex(this.table)
      .where({ id: lease.runId, lease_holder: lease.holder })
      .update({
        lease_holder: null,
        lease_until: null,
        // What runs and changes wait for is a matter of who works on them.
        ...(this.table === 'infrastructure_requests'
          ? {}
          : { waiting_for: null }),
      });
  }

  /** @throws ConflictError when the run has changed hands */
  async update(
    lease: Lease,
    columns: Record<string, unknown>,
    tx: Knex = this.knex,
  ): Promise<void> {
    const changed = await tx(this.table)
      .where({ id: lease.runId, fence: lease.fence })
      .update({ ...columns, updated_at: this.now() });
    if (changed !== 1) {
      throw new ConflictError(
        `${lease.runId} in ${this.table} has changed hands: this work stops here.`,
      );
    }
  }
}
