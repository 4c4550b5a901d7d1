import type { AuthService } from '@backstage/backend-plugin-api';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import type { Upstreams } from '@runway/integrations';
import type { Lease, RunStore, StoredRun } from '../database/RunStore';
import type { ChangeTelemetry } from '../telemetry/ChangeTelemetry';
import { LEASE_MS } from '../worker/LeaseKeeper';
import { ChangePlanner } from './ChangePlanner';
import type { DatabaseChangeStore } from './database/DatabaseChangeStore';
import { executeItems } from './executeItems';
import type { GitLabApprovals } from './GitLabApprovals';
import type { MergeRequests } from './MergeRequests';
import { strategyFor } from './strategyFor';
import type { ChangeStrategy, MergeOutcome, StoredChange } from './types';

export interface ChangeStepsOptions {
  changes: DatabaseChangeStore;
  store: RunStore;
  strategies: ChangeStrategy[];
  mergeRequests: MergeRequests;
  gitLabApprovals: GitLabApprovals;
  upstreams: Upstreams;
  catalog: CatalogService;
  auth: AuthService;
  telemetry: ChangeTelemetry;
  /** How often GitLab is asked about a merge request that waits for people, milliseconds. */
  lookEveryMs: number;
}

/** What is done to a change in each of its states. Each step may be repeated at any time. */
export class ChangeSteps {
  readonly #planner: ChangePlanner;
  /** When GitLab was last asked about a merge request that waits for people, epoch milliseconds. */
  readonly #lookedAt = new Map<string, number>();

  constructor(private readonly options: ChangeStepsOptions) {
    this.#planner = new ChangePlanner(options);
  }

  /** Does what is next; what it can't do itself ends the change's way until somebody presses Retry. */
  async take(change: StoredChange, lease: Lease, signal: AbortSignal) {
    switch (change.status) {
      case 'opening':
        return this.#orFail(change, lease, signal, () =>
          this.#open(change, lease, signal),
        );
      case 'awaiting-approval':
        return this.#follow(change, lease, signal);
      case 'merging':
        return this.#orFail(change, lease, signal, () =>
          this.#merge(change, lease, signal),
        );
      case 'executing':
        return this.#execute(change, lease, signal);
      default:
        return this.#clearAway(change, lease, signal);
    }
  }

  async #open(change: StoredChange, lease: Lease, signal: AbortSignal) {
    const { changes, mergeRequests } = this.options;
    const { plan, isSame, goesFurther } = await this.#planner.plan(
      change,
      this.#strategyOf(change),
      signal,
    );
    if (!isSame) {
      await this.#planner.take(change, plan, lease, { again: goesFurther });
      return;
    }
    await mergeRequests.closeFormer(change, plan.commit, signal);
    if (plan.commit.actions.length > 0) {
      const opened = await mergeRequests.open(change, plan, signal);
      await changes.setMergeRequest(lease, opened);
      await changes.record(change.id, {
        actor: 'runway',
        type: 'merge-request-opened',
        message: `Merge request !${opened.iid} is open`,
      });
    }
    await changes.transition(change.id, {
      from: ['opening'],
      to: 'awaiting-approval',
      error: null,
    });
  }

  /** Notices what was done with the merge request in GitLab, and goes on once everybody has agreed. */
  async #follow(change: StoredChange, lease: Lease, signal: AbortSignal) {
    const { changes, gitLabApprovals, mergeRequests, telemetry } = this.options;
    const approvals = await changes.approvals(change.id);
    if (approvals.every(({ approvedBy }) => approvedBy)) {
      const won = await changes.transition(change.id, {
        from: ['awaiting-approval'],
        to: 'merging',
      });
      if (won) {
        telemetry.approved(change);
      }
      return;
    }
    if (
      change.mergeRequest?.state !== 'opened' ||
      !this.#isTimeToLook(change)
    ) {
      return;
    }
    const state = await mergeRequests.state(change.mergeRequest, signal);
    if (state === 'opened') {
      await gitLabApprovals.count(change, signal);
      return;
    }
    if (state === 'closed') {
      await this.#cancel(change, lease, signal);
      return;
    }
    await changes.setMergeRequest(lease, { ...change.mergeRequest, state });
    await changes.record(change.id, {
      actor: 'runway',
      type: 'merge-request-merged',
      message:
        'The merge request was merged in GitLab; everything else waits for the approvals',
    });
  }

  /** Somebody closed the merge request in GitLab. */
  async #cancel(change: StoredChange, lease: Lease, signal: AbortSignal) {
    const { changes, mergeRequests, telemetry } = this.options;
    const message = 'The merge request was closed in GitLab';
    await mergeRequests.close(change.mergeRequest!, signal);
    await changes.setMergeRequest(lease, {
      ...change.mergeRequest!,
      state: 'closed',
    });
    await changes.record(change.id, {
      actor: 'runway',
      type: 'merge-request-closed',
      message,
    });
    const won = await changes.transition(change.id, {
      from: [change.status],
      to: 'cancelled',
    });
    if (won) {
      telemetry.ended(change, 'cancelled', message);
    }
  }

  #isTimeToLook({ id }: StoredChange): boolean {
    const now = Date.now();
    const isTime =
      now - (this.#lookedAt.get(id) ?? 0) >= this.options.lookEveryMs;
    if (isTime) {
      this.#lookedAt.set(id, now);
    }
    return isTime;
  }

  async #merge(change: StoredChange, lease: Lease, signal: AbortSignal) {
    const { changes } = this.options;
    const strategy = this.#strategyOf(change);
    if (
      change.mergeRequest &&
      (change.mergeRequest.state !== 'merged' || strategy.merge)
    ) {
      if (change.mergeRequest.waitsFor && !this.#isTimeToLook(change)) {
        return;
      }
      const outcome = await this.#bringIn(change, strategy, lease, signal);
      // It may have become another one.
      const mergeRequest = (await changes.get(change.id))!.mergeRequest!;
      if (outcome === 'outdated') {
        const { plan, goesFurther } = await this.#planner.plan(
          change,
          strategy,
          signal,
        );
        await this.#planner.take(change, plan, lease, { again: goesFurther });
        return;
      }
      if (outcome === 'closed') {
        await this.#cancel(change, lease, signal);
        return;
      }
      if (outcome !== 'merged') {
        await changes.setMergeRequest(lease, {
          ...mergeRequest,
          waitsFor: outcome.waitsFor,
        });
        return;
      }
      await changes.setMergeRequest(lease, {
        ...mergeRequest,
        state: 'merged',
        waitsFor: undefined,
      });
      await changes.record(change.id, {
        actor: 'runway',
        type: 'merged',
        message: `Merge request !${mergeRequest.iid} is merged`,
      });
    }
    await changes.transition(change.id, {
      from: ['merging'],
      to: 'executing',
      error: null,
    });
  }

  async #bringIn(
    change: StoredChange,
    strategy: ChangeStrategy,
    lease: Lease,
    signal: AbortSignal,
  ): Promise<MergeOutcome> {
    const { changes, mergeRequests, upstreams } = this.options;
    if (strategy.merge) {
      return strategy.merge(change, {
        upstreams,
        signal,
        mergeRequests,
        keep: mergeRequest => changes.setMergeRequest(lease, mergeRequest),
      });
    }
    const { goesFurther } = await this.#planner.plan(change, strategy, signal);
    return goesFurther
      ? 'outdated'
      : mergeRequests.merge(change.mergeRequest!, signal);
  }

  async #execute(change: StoredChange, lease: Lease, signal: AbortSignal) {
    const { changes, store, telemetry, upstreams } = this.options;
    const strategy = this.#strategyOf(change);
    const run = await this.#runOf(change);
    const items = await executeItems(change, lease, {
      changes,
      telemetry,
      execute: item =>
        strategy.execute(item, change, run, { upstreams, signal }),
      signal,
    });
    const failed = items.filter(({ state }) => state === 'failed');
    if (failed.length === 0) {
      await strategy.finish(change, items);
    }
    const ended = await changes.transition(change.id, {
      from: ['executing'],
      to: failed.length === 0 ? 'completed' : 'incomplete',
      error:
        failed.length === 0
          ? null
          : {
              message: `${failed.length} of ${items.length} resources could not be done.`,
              advice:
                'Each one says why. Press Retry once the cause is gone; what is done stays done.',
            },
    });
    const message =
      failed.length === 0
        ? 'Everything is done'
        : `Left over: ${failed.map(({ key }) => key).join(', ')}`;
    const type = failed.length === 0 ? 'completed' : 'incomplete';
    if (ended) {
      telemetry.ended(change, type, message);
    }
    await changes.record(change.id, { actor: 'runway', type, message });
    await store.record(change.runId, {
      actor: 'runway',
      type: `${change.kind}-${type}`,
      message,
    });
  }

  /** Of a change that was given up: its merge request. */
  async #clearAway(change: StoredChange, lease: Lease, signal: AbortSignal) {
    const { changes, mergeRequests } = this.options;
    const mergeRequest = change.mergeRequest!;
    await mergeRequests.close(mergeRequest, signal);
    const isMerged =
      (await mergeRequests.state(mergeRequest, signal)) === 'merged';
    await changes.setMergeRequest(lease, {
      ...mergeRequest,
      state: isMerged ? 'merged' : 'closed',
    });
    if (isMerged) {
      await changes.record(change.id, {
        actor: 'runway',
        type: 'merge-request-merged',
        message:
          'The merge request was merged at the same moment: revert it in GitLab, or open the change again',
      });
    }
  }

  async #runOf(change: StoredChange): Promise<StoredRun> {
    const run = await this.options.store.get(change.runId);
    if (!run) {
      throw new Error(`The ledger has no run ${change.runId}.`);
    }
    return run;
  }

  #strategyOf(change: StoredChange): ChangeStrategy {
    return strategyFor(this.options.strategies, change);
  }

  /** A step that can't be done ends the change's way until a person presses Retry. */
  async #orFail(
    change: StoredChange,
    lease: Lease,
    signal: AbortSignal,
    step: () => Promise<void>,
  ) {
    const { changes, telemetry } = this.options;
    try {
      await step();
    } catch (error) {
      signal.throwIfAborted();
      // A worker that was too slow must not end what another one has taken over.
      await changes.renewLease(lease, LEASE_MS);
      const message = error instanceof Error ? error.message : String(error);
      const failed = await changes.transition(change.id, {
        from: [change.status],
        to: 'failed',
        error: {
          message,
          advice: 'Press Retry once the cause is gone, or cancel the change.',
        },
      });
      if (failed) {
        telemetry.ended(change, 'failed', message);
        await changes.record(change.id, {
          actor: 'runway',
          type: 'failed',
          message,
        });
      }
    }
  }
}
