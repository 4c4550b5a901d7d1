import { ConflictError, InputError, NotFoundError } from '@backstage/errors';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import type { Upstreams } from '@runway/integrations';
import type {
  ApproveChange,
  Change,
  ChangeListQuery,
  ChangePlan,
  ChangeStatus,
  ChangeSubject,
  OpenChange,
  RejectChange,
} from '@runway/plugin-provisioning-common';
import { randomUUID } from 'node:crypto';
import type { RunStore } from '../../database/RunStore';
import type { People } from '../../service/People';
import type { PersonOptions } from '../../service/ProvisioningService';
import type { ChangeTelemetry } from '../../telemetry/ChangeTelemetry';
import type { ChangeWorker } from '../ChangeWorker';
import { confirmData, itemIdOf } from '../confirmData';
import type { DatabaseChangeStore } from '../database/DatabaseChangeStore';
import { GivingUp, mayGiveUp } from '../GivingUp';
import type { MergeRequests } from '../MergeRequests';
import { readTarget } from '../readTarget';
import { strategyFor } from '../strategyFor';
import type {
  ChangeStrategy,
  ChangeTarget,
  StoredChange,
  StrategyPlan,
} from '../types';
import type { ChangesService } from './ChangesService';
import { toChange, toChangeSummary, toPlannedItem } from './toChangeDto';

/** Somebody who presses Retry twice has asked for one of these. */
const UNDER_WAY: ChangeStatus[] = ['opening', 'merging', 'executing'];

/** The rules of changes; who may ask is AuthorizedChangesService's matter. */
export class DefaultChangesService implements ChangesService {
  readonly #givingUp: GivingUp;

  constructor(
    private readonly options: {
      changes: DatabaseChangeStore;
      store: RunStore;
      strategies: ChangeStrategy[];
      worker: ChangeWorker;
      mergeRequests: MergeRequests;
      upstreams: Upstreams;
      catalog: CatalogService;
      people: People;
      telemetry: ChangeTelemetry;
      signal: AbortSignal;
    },
  ) {
    this.#givingUp = new GivingUp(options);
  }

  async plan(
    subject: ChangeSubject,
    options: PersonOptions,
  ): Promise<ChangePlan> {
    const target = await this.#target(subject, options);
    const plan = await this.#planOf(target);
    const open = await this.options.changes.openChangeOf(target.entityRef);
    const checks = [
      {
        id: 'open-change',
        title: 'No other change is open',
        status: open ? ('failed' as const) : ('ok' as const),
        message: open
          ? `A ${open.kind} of ${open.name} is open, asked for by ${open.requestedBy}.`
          : 'No other change of it is open.',
        action: open ? 'Finish or cancel it first.' : undefined,
        durationMs: 0,
      },
      ...plan.checks,
    ];
    return {
      kind: target.kind,
      entityRef: target.entityRef,
      name: target.name,
      ownerRef: target.ownerRef,
      newOwnerRef: target.newOwnerRef,
      items: plan.items.map(toPlannedItem),
      files: plan.files,
      approvals: plan.approvals,
      checks,
      ok: checks.every(({ status }) => status !== 'failed'),
    };
  }

  async open(request: OpenChange, options: PersonOptions): Promise<Change> {
    const { changes, people, store, telemetry, worker } = this.options;
    const target = await this.#target(subjectOf(request), options);
    const plan = await this.#planOf(target);
    const failed = plan.checks.filter(({ status }) => status === 'failed');
    if (failed.length > 0) {
      throw new ConflictError(
        `Nothing was changed. ${failed
          .map(({ message, action }) => `${message} ${action ?? ''}`.trim())
          .join(' ')}`,
      );
    }
    const person = await people.get(options.credentials);
    const { change, created } = await changes.create(
      {
        id: randomUUID(),
        requestId: request.requestId,
        kind: target.kind,
        name: target.name,
        entityRef: target.entityRef,
        ownerRef: target.ownerRef,
        newOwnerRef: target.newOwnerRef,
        runId: target.run.id,
        requestedBy: person.ref,
        requesterName: person.name,
        requesterEmail: person.email,
        reason: request.reason,
        files: plan.files,
      },
      {
        items: confirmData(plan.items, confirmedData(request, target, plan)),
        approvals: plan.approvals,
      },
    );
    if (created) {
      const event = {
        actor: person.ref,
        type: 'change-opened',
        message: `Asked to ${target.kind} ${target.name}: ${request.reason}`,
      };
      await changes.record(change.id, event);
      await store.record(change.runId, event);
      await telemetry.opened(change);
      void worker.begin();
    }
    return this.get(change.id, options);
  }

  async list(query: ChangeListQuery, _options: PersonOptions) {
    const { changes, total } = await this.options.changes.list(query);
    return { items: changes.map(toChangeSummary), totalItems: total };
  }

  async get(id: string, _options: PersonOptions): Promise<Change> {
    const { changes } = this.options;
    const change = await this.#find(id);
    const [items, approvals, events] = await Promise.all([
      changes.items(id),
      changes.approvals(id),
      changes.events(id),
    ]);
    const awaits = change.status === 'awaiting-approval';
    return toChange(change, {
      items,
      approvals,
      events,
      can: {
        approve: awaits
          ? approvals.filter(each => !each.approvedBy).map(({ role }) => role)
          : [],
        reject: awaits,
        cancel: mayGiveUp(change),
        retry: ['failed', 'incomplete'].includes(change.status),
      },
    });
  }

  async approve(id: string, request: ApproveChange, options: PersonOptions) {
    const { changes, worker } = this.options;
    const change = await this.#find(id);
    if (change.status !== 'awaiting-approval') {
      throw new ConflictError(
        `The change is ${change.status}: nothing waits for an approval.`,
      );
    }
    const by = options.credentials.principal.userEntityRef;
    const given = await changes.approve(id, request.role, {
      ref: by,
      comment: request.comment,
    });
    if (given) {
      await changes.record(id, {
        actor: by,
        type: 'approved',
        message: `Approved as ${request.role}${
          request.comment ? `: ${request.comment}` : ''
        }`,
      });
      void worker.begin();
    }
    return this.get(id, options);
  }

  async reject(id: string, request: RejectChange, options: PersonOptions) {
    return this.#giveUp(id, 'rejected', `Rejected: ${request.reason}`, options);
  }

  async cancel(id: string, options: PersonOptions) {
    return this.#giveUp(id, 'cancelled', 'Cancelled', options);
  }

  async retry(id: string, options: PersonOptions) {
    const { changes, worker } = this.options;
    const change = await this.#find(id);
    const won = await changes.transition(id, {
      from: ['failed', 'incomplete'],
      to: stepToRetry(change),
      error: null,
    });
    if (!won) {
      const { status } = await this.#find(id);
      if (UNDER_WAY.includes(status)) {
        return this.get(id, options);
      }
      throw new ConflictError(
        `The change is ${status}: only one that stopped can be retried.`,
      );
    }
    await changes.record(id, {
      actor: options.credentials.principal.userEntityRef,
      type: 'retried',
      message: 'Pressed Retry',
    });
    void worker.begin();
    return this.get(id, options);
  }

  async #giveUp(
    id: string,
    to: 'rejected' | 'cancelled',
    message: string,
    options: PersonOptions,
  ) {
    const actor = options.credentials.principal.userEntityRef;
    try {
      await this.#givingUp.giveUp(await this.#find(id), { to, message, actor });
    } catch (error) {
      const events = await this.options.changes.events(id);
      const isDone = events.some(
        event => event.type === to && event.actor === actor,
      );
      if (!isDone) {
        throw error;
      }
    }
    void this.options.worker.begin();
    return this.get(id, options);
  }

  #target(subject: ChangeSubject, { credentials }: PersonOptions) {
    return readTarget(subject, { ...this.options, credentials });
  }

  #planOf(target: ChangeTarget): Promise<StrategyPlan> {
    const { strategies, upstreams, signal } = this.options;
    return strategyFor(strategies, target).plan(target, { upstreams, signal });
  }

  async #find(id: string): Promise<StoredChange> {
    const change = await this.options.changes.get(id);
    if (!change) {
      throw new NotFoundError(`There is no change ${id}.`);
    }
    return change;
  }
}

function subjectOf(request: OpenChange): ChangeSubject {
  const { kind, entityRef } = request;
  return kind === 'transfer'
    ? { kind, entityRef, newOwnerRef: request.newOwnerRef }
    : { kind, entityRef };
}

/** @throws InputError when the name wasn't typed, or something is confirmed that isn't data of the plan */
function confirmedData(
  request: OpenChange,
  { name }: ChangeTarget,
  { items }: StrategyPlan,
): string[] {
  if (request.kind !== 'decommission') {
    return [];
  }
  if (request.confirmName !== name) {
    throw new InputError(`Type its name, ${name}, to confirm.`);
  }
  const stores = items.filter(item => item.data);
  const data = stores.map(itemIdOf);
  const unconfirmed = stores.filter(
    item =>
      item.effect === 'delete' && !request.deleteData.includes(itemIdOf(item)),
  );
  if (unconfirmed.length > 0) {
    throw new InputError(
      `Its data goes with it. Confirm that for each data store: ${unconfirmed
        .map(({ title }) => title)
        .join(', ')}.`,
    );
  }
  const unknown = request.deleteData.filter(id => !data.includes(id));
  if (unknown.length > 0) {
    throw new InputError(
      'What you confirmed to delete is not in the plan any more. Look at the plan again.',
    );
  }
  return request.deleteData;
}

function stepToRetry({ status, mergeRequest }: StoredChange): ChangeStatus {
  if (status === 'incomplete') {
    return 'executing';
  }
  return mergeRequest ? 'merging' : 'opening';
}
