import type { AuditorService } from '@backstage/backend-plugin-api';
import { parseEntityRef } from '@backstage/catalog-model';
import type { Upstreams } from '@runway/integrations';
import { randomUUID } from 'node:crypto';
import type { Lease, RunStore, StoredRun } from '../database/RunStore';
import { audited } from '../service/audited';
import type { RequestTelemetry } from '../telemetry/RequestTelemetry';
import { holdLease, LEASE_MS } from '../worker/LeaseKeeper';
import { isOrdered, type AtlantisOrders } from './AtlantisOrders';
import type { DatabaseRequestStore } from './database/DatabaseRequestStore';
import { judgeRequest, type Verdict } from './judgeRequest';
import { pauseOf } from './lookAgain';
import { observeRequest, type Observation } from './observeRequest';
import type { RequestSettlement } from './RequestSettlement';
import type { RequestChange, StoredRequest } from './types';

/** Requests looked at in one pass. */
const AT_ONCE = 8;

/**
 * Follows requests for infrastructure until they are applied or closed: one look at a time, each under a lease, so that
 * any number of portals may do it. What GitLab can't answer now stays as it was, and is asked later.
 */
export class RequestFollower {
  readonly #holder = `follower-${randomUUID()}`;
  /** By id of the request. */
  readonly #underWay = new Map<string, Promise<void>>();

  constructor(
    private readonly options: {
      requests: DatabaseRequestStore;
      store: RunStore;
      upstreams: Upstreams;
      orders: AtlantisOrders;
      settlement: RequestSettlement;
      auditor: AuditorService;
      telemetry: RequestTelemetry;
      signal: AbortSignal;
      /** Milliseconds since the epoch; for tests. */
      now?(): number;
    },
  ) {}

  /** Begins to look at what is due. One that takes long keeps none waiting. */
  async begin(): Promise<void> {
    const due = await this.options.requests.due(AT_ONCE);
    const free = AT_ONCE - this.#underWay.size;
    for (const request of due
      .filter(({ id }) => !this.#underWay.has(id))
      .slice(0, Math.max(free, 0))) {
      this.#underWay.set(request.id, this.#follow(request));
    }
  }

  /** Resolves when nothing is looked at here any more. */
  async settled(): Promise<void> {
    await Promise.all(this.#underWay.values());
  }

  async #follow({ id, runId }: StoredRequest) {
    const { requests, signal, telemetry } = this.options;
    try {
      const lease = await requests.acquireLease(id, {
        holder: this.#holder,
        ttlMs: LEASE_MS,
      });
      if (lease) {
        await holdLease(requests, lease, signal, async held => {
          // What was listed may be older than the lease.
          const current = (await requests.get(id))!;
          if (current.lookAt !== undefined) {
            await this.#lookOrPostpone(current, lease, held);
          }
        });
      }
    } catch (error) {
      telemetry.interrupted(runId, error as Error);
    } finally {
      this.#underWay.delete(id);
    }
  }

  async #lookOrPostpone(
    request: StoredRequest,
    lease: Lease,
    signal: AbortSignal,
  ) {
    try {
      await this.#look(request, lease, signal);
    } catch (error) {
      signal.throwIfAborted();
      const now = this.#now();
      const failures = request.failures + 1;
      await this.options.requests.change(lease, {
        failures,
        unreachable: error instanceof Error ? error.message : String(error),
        lookAt: now + pauseOf({ ...request, failures }, now),
      });
    }
  }

  async #look(request: StoredRequest, lease: Lease, signal: AbortSignal) {
    const { requests, store, upstreams, orders } = this.options;
    const run = await store.get(request.runId);
    if (!run) {
      throw new Error(`The ledger has no run ${request.runId}.`);
    }
    const seen = await observeRequest(request, upstreams, signal);
    const { ask, ...verdict } = judgeRequest(
      seen,
      request,
      parseEntityRef(run.requestedBy).name,
    );
    await this.#take(request, run, seen, verdict, lease);
    if (ask && !isOrdered(request, ask)) {
      await audited(
        this.options.auditor,
        `infrastructure-${ask.command}`,
        factsFor(request, seen),
        () =>
          orders.order(
            request,
            ask,
            order => requests.change(lease, { order }),
            signal,
          ),
      );
      await this.#record(
        run,
        `${ask.command}-ordered`,
        ask.command === 'apply'
          ? `Asked Atlantis to apply ${seen.head.slice(0, 8)}`
          : 'Asked Atlantis to plan it again: the main branch has moved on',
      );
    }
    const isOver = await this.options.settlement.settle(
      { ...request, ...verdict },
      run,
      seen,
    );
    const now = this.#now();
    const changedAt =
      verdict.status === request.status ? request.changedAt : now;
    await requests.change(lease, {
      lookAt: isOver ? null : now + pauseOf({ changedAt, failures: 0 }, now),
      failures: 0,
      unreachable: null,
      lookedAt: now,
    });
  }

  /** Writes down what is new, and says so where people look. */
  async #take(
    request: StoredRequest,
    run: StoredRun,
    seen: Observation,
    verdict: Verdict,
    lease: Lease,
  ) {
    const { requests, telemetry, auditor } = this.options;
    const now = this.#now();
    const { status } = verdict;
    const isNew = status !== request.status || seen.head !== request.head;
    const change: RequestChange = {
      ...verdict,
      waitsFor: verdict.waitsFor ?? null,
      error: verdict.error ?? null,
      head: seen.head,
      plan: seen.counts ?? null,
      approvedBy: seen.approvedBy,
      ...(isNew ? { changedAt: now, ...timesOf(request, status, now) } : {}),
    };
    await requests.change(lease, change);
    if (status === request.status) {
      return;
    }
    await this.#record(run, status, describe(seen, verdict));
    if (status === 'applied' || status === 'closed') {
      telemetry.ended(run, request, status, now);
      await audited(
        auditor,
        `infrastructure-${status}`,
        factsFor(request, seen),
        async () => {},
      );
    }
  }

  #record(run: StoredRun, type: string, message: string) {
    return this.options.store.record(run.id, {
      actor: 'runway',
      type: `infrastructure-${type}`,
      message,
    });
  }

  #now() {
    return this.options.now?.() ?? Date.now();
  }
}

const factsFor = (request: StoredRequest, seen: Observation) => ({
  runId: request.runId,
  directory: request.directory,
  mergeRequest: request.url,
  commit: seen.head,
  approvedBy: seen.approvedBy.join(', '),
});

/** A new commit is planned and approved anew; what is applied was planned and approved, even if nobody looked meanwhile. */
function timesOf(
  { plannedAt, approvedAt }: StoredRequest,
  status: StoredRequest['status'],
  now: number,
): RequestChange {
  switch (status) {
    case 'opened':
      return { plannedAt: null, approvedAt: null };
    case 'planned':
      return { plannedAt: plannedAt ?? now, approvedAt: null };
    case 'approved':
      return { plannedAt: plannedAt ?? now, approvedAt: approvedAt ?? now };
    case 'applied':
      return {
        plannedAt: plannedAt ?? now,
        approvedAt: approvedAt ?? now,
        appliedAt: now,
      };
    case 'closed':
      return { closedAt: now };
    default:
      return {};
  }
}

function describe(seen: Observation, { status, error }: Verdict): string {
  switch (status) {
    case 'opened':
      return `Atlantis plans ${seen.head.slice(0, 8)}`;
    case 'planned':
      return seen.counts
        ? `Planned: ${seen.counts.add} to add, ${seen.counts.change} to change, ${seen.counts.destroy} to destroy`
        : 'Planned';
    case 'approved':
      return `Approved in GitLab by ${seen.approvedBy.join(', ')}`;
    case 'applied':
      return 'Applied';
    case 'closed':
      return 'The merge request was closed in GitLab; nothing was made';
    default:
      return error?.message ?? 'Failed';
  }
}
