import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { closeBranch } from '../changes/closeBranch';
import type { StoredResource } from '../database/RunStore';
import type { DatabaseRequestStore } from '../infrastructure/database/DatabaseRequestStore';
import { explainApplied } from '../infrastructure/explainRequest';
import {
  ownerOfDirectory,
  requestBranch,
} from '../infrastructure/infrastructurePlan';
import { observeRequest } from '../infrastructure/observeRequest';
import type { StoredRequest } from '../infrastructure/types';
import { holdLease, LEASE_MS } from '../worker/LeaseKeeper';
import type {
  Inspection,
  InspectionContext,
  Removal,
  RemovalContext,
  ResourceDriver,
} from './ResourceDriver';

const FREE_WITHIN_MS = 20_000;
const POLL_MS = 200;

/** Takes back an order that is not applied: closes its merge request and removes the branch. */
export class InfrastructureRequestDriver implements ResourceDriver {
  readonly kind = 'infrastructure-request';

  constructor(private readonly options: { requests: DatabaseRequestStore }) {}

  async remove(
    _resource: StoredResource,
    context: RemovalContext,
  ): Promise<Removal> {
    const { requests } = this.options;
    const { run, signal } = context;
    const request = await requests.ofRun(run.id);
    if (!request) {
      // The step was stopped before anybody followed what it made.
      await this.#close(context);
      return { state: 'undone' };
    }
    const lease = await this.#takeOver(request, signal);
    return holdLease(requests, lease, signal, async held => {
      const removal = await this.#takeBack(request.id, {
        ...context,
        signal: held,
      });
      if (removal.state === 'undone') {
        await requests.change(lease, {
          status: 'closed',
          closedAt: Date.now(),
          changedAt: Date.now(),
          waitsFor: null,
          error: null,
          lookAt: null,
        });
      }
      return removal;
    });
  }

  /** Waits for the look that is under way, which may be asking Atlantis to apply. */
  async #takeOver({ id }: StoredRequest, signal: AbortSignal) {
    const deadline = Date.now() + FREE_WITHIN_MS;
    for (;;) {
      const lease = await this.options.requests.acquireLease(id, {
        holder: `undo-${randomUUID()}`,
        ttlMs: LEASE_MS,
      });
      if (lease) {
        return lease;
      }
      if (Date.now() > deadline) {
        throw new Error('Its merge request is being looked at. Undo it again.');
      }
      await sleep(POLL_MS, undefined, { signal });
    }
  }

  async #takeBack(id: string, context: RemovalContext): Promise<Removal> {
    const { upstreams, signal } = context;
    const request = (await this.options.requests.get(id))!;
    const { state, apply, head } = await observeRequest(
      request,
      upstreams,
      signal,
    );
    if (apply.state === 'succeeded' || state === 'merged') {
      return {
        state: 'kept',
        reason: explainApplied(request.directory),
      };
    }
    const hasFailed = apply.state === 'failed';
    const isOrdered =
      request.order?.sha === head &&
      request.order.command === 'apply' &&
      !hasFailed;
    if (isOrdered && state === 'opened') {
      throw new Error(
        'Atlantis was asked to apply it and has not answered yet. Wait until it is applied or has failed, then undo it again.',
      );
    }
    if (hasFailed) {
      return {
        state: 'kept',
        reason: `Applying it has failed, so part of it may be there. Ask the platform team to remove what ${request.directory} has made, then close ${request.url}.`,
      };
    }
    await this.#close(context);
    return { state: 'undone' };
  }

  #close({ run, upstreams, signal }: RemovalContext) {
    const { instance, project } = upstreams.infrastructure;
    return closeBranch(
      { instance, project, branch: requestBranch(run.id) },
      upstreams,
      signal,
    );
  }

  async inspect(
    { details }: Pick<StoredResource, 'details'>,
    { run, survey }: InspectionContext,
  ): Promise<Inspection> {
    const { upstreams, signal } = survey;
    const directory = String(details.directory);
    const owner = await ownerOfDirectory(upstreams, directory, { signal });
    if (owner !== undefined) {
      return owner === run.id
        ? { state: 'present' }
        : {
            state: 'foreign',
            message: `The mark of this run is not in the first line of ${directory}/terragrunt.hcl.`,
          };
    }
    const { instance, project } = upstreams.infrastructure;
    const [open] = await upstreams
      .gitlab(instance)
      .mergeRequests(
        project,
        { sourceBranch: requestBranch(run.id), state: 'opened', limit: 1 },
        { signal },
      );
    return open
      ? { state: 'present', url: open.webUrl }
      : {
          state: 'missing',
          message: `${project} has no ${directory}, and no open merge request that adds it.`,
        };
  }
}
