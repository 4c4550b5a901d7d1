import type { AuditorService } from '@backstage/backend-plugin-api';
import { parseEntityRef } from '@backstage/catalog-model';
import type {
  MergeContext,
  MergeOutcome,
  StoredChange,
  StoredMergeRequest,
} from '../../changes/types';
import { audited } from '../../service/audited';
import { isOrdered, type Ask, type AtlantisOrders } from '../AtlantisOrders';
import { judgeRequest } from '../judgeRequest';
import { observeRequest, type Observation } from '../observeRequest';

const MERGES = 'Atlantis, which merges what it has destroyed';

/** The merge request that empties a stack: planned, approved by somebody else, applied by Atlantis, merged. */
export class AtlantisDestruction {
  constructor(
    private readonly options: {
      orders: AtlantisOrders;
      auditor: AuditorService;
    },
  ) {}

  /**
   * @param directory - of the stack
   * @throws Error when only a person can mend it
   */
  async bringIn(
    change: StoredChange,
    directory: string,
    context: MergeContext,
  ): Promise<MergeOutcome> {
    const { mergeRequests, upstreams, signal } = context;
    const mergeRequest = change.mergeRequest!;
    const seen = await observeRequest(mergeRequest, upstreams, signal);
    const isApplied = seen.apply.state === 'succeeded';
    if (seen.state === 'merged') {
      // Merged before it was applied, nothing is destroyed: the next plan does it.
      return isApplied ? 'merged' : 'outdated';
    }
    if (isApplied) {
      return this.#merge(mergeRequest, seen, mergeRequests, signal);
    }
    if (seen.state === 'opened' && seen.head !== mergeRequest.sha) {
      return 'outdated';
    }
    const { status, ask, waitsFor, error } = judgeRequest(
      seen,
      {
        status: 'planned',
        head: mergeRequest.sha,
        directory,
        order: mergeRequest.order,
      },
      parseEntityRef(change.requestedBy).name,
    );
    if (status === 'closed') {
      return 'closed';
    }
    if (error) {
      return this.#retryOrStop(change, seen, error, context);
    }
    if (ask) {
      refuseMore(seen, mergeRequest);
      await this.#ask(change, ask, context);
    }
    return {
      waitsFor: sentence(status, waitsFor, mergeRequest),
    };
  }

  /** Atlantis merges by itself what it has applied. When it couldn't, Runway does at the next look. */
  async #merge(
    mergeRequest: StoredMergeRequest,
    { state }: Observation,
    mergeRequests: MergeContext['mergeRequests'],
    signal: AbortSignal,
  ): Promise<MergeOutcome> {
    if (state === 'closed') {
      throw new Error(
        `All of it is destroyed, but merge request !${mergeRequest.iid} was closed before it was merged, so Git still says that it should be there. Reopen it, then press Retry.`,
      );
    }
    const waitsFor = `${MERGES}: merge request !${mergeRequest.iid}.`;
    return mergeRequest.waitsFor === waitsFor
      ? mergeRequests.merge(mergeRequest, signal)
      : { waitsFor };
  }

  /** What has failed stops the change. Retry comes here again, and has it planned again. */
  async #retryOrStop(
    change: StoredChange,
    { plan, apply }: Observation,
    error: { message: string; advice: string },
    context: MergeContext,
  ): Promise<MergeOutcome> {
    const mergeRequest = change.mergeRequest!;
    const about = apply.state === 'failed' ? apply.id : plan.id;
    const ask: Ask = { command: 'plan', about, sha: mergeRequest.sha };
    if (!isOrdered(mergeRequest, ask)) {
      if (mergeRequest.failed !== about) {
        await context.keep({ ...mergeRequest, failed: about });
        throw new Error(`${error.message} ${error.advice}`);
      }
      await this.#ask(change, ask, context);
    }
    return {
      waitsFor: `Atlantis, which plans merge request !${mergeRequest.iid} again.`,
    };
  }

  async #ask(
    { id, name, runId, ...change }: StoredChange,
    ask: Ask,
    { keep, signal }: MergeContext,
  ) {
    const { auditor, orders } = this.options;
    const mergeRequest = change.mergeRequest!;
    if (isOrdered(mergeRequest, ask)) {
      return;
    }
    const { url } = mergeRequest;
    await audited(
      auditor,
      ask.command === 'apply'
        ? 'infrastructure-destroy'
        : 'infrastructure-plan',
      { changeId: id, runId, name, mergeRequest: url, commit: ask.sha },
      () =>
        orders.order(
          mergeRequest,
          ask,
          order => keep({ ...mergeRequest, order }),
          signal,
        ),
    );
  }
}

/** Nobody has agreed to anything but the end of what is there. */
function refuseMore({ counts }: Observation, { iid }: StoredMergeRequest) {
  if (counts && counts.add + counts.change > 0) {
    throw new Error(
      `The plan of merge request !${iid} would add ${counts.add} and change ${counts.change} resources, not only destroy some. Ask the platform team to look at stacks/removed.hcl and its module.`,
    );
  }
}

function sentence(
  status: string,
  waitsFor: string | undefined,
  { iid }: StoredMergeRequest,
): string {
  switch (status) {
    case 'opened':
      return `Atlantis, which plans merge request !${iid}. If it was down, comment "atlantis plan" there.`;
    case 'approved':
      return waitsFor
        ? `${waitsFor}.`
        : `Atlantis, which destroys it (merge request !${iid}). If it was down, comment "atlantis apply" there.`;
    default:
      return `${
        waitsFor ?? 'An approval'
      }, in GitLab, of merge request !${iid}.`;
  }
}
