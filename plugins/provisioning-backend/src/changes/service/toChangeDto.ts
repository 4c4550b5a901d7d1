import type {
  Change,
  ChangeItem,
  ChangeSummary,
} from '@runway/plugin-provisioning-common';
import type { StoredEvent } from '../../database/RunStore';
import { itemIdOf } from '../confirmData';
import type {
  PlannedItem,
  StoredApproval,
  StoredChange,
  StoredItem,
} from '../types';

const iso = (milliseconds: number) => new Date(milliseconds).toISOString();

export function toChangeSummary(change: StoredChange): ChangeSummary {
  return {
    id: change.id,
    kind: change.kind,
    status: change.status,
    name: change.name,
    entityRef: change.entityRef,
    ownerRef: change.ownerRef,
    newOwnerRef: change.newOwnerRef,
    requestedBy: change.requestedBy,
    reason: change.reason,
    createdAt: iso(change.createdAt),
    finishedAt: change.finishedAt && iso(change.finishedAt),
  } as ChangeSummary;
}

/** An item of a plan that isn't stored yet. */
export const toPlannedItem = (item: PlannedItem): ChangeItem => ({
  ...itemFacts(item),
  id: itemIdOf(item),
  state: 'planned',
});

export function toChange(
  change: StoredChange,
  more: {
    items: StoredItem[];
    approvals: StoredApproval[];
    events: StoredEvent[];
    can: Change['can'];
  },
): Change {
  const { mergeRequest } = change;
  return {
    ...toChangeSummary(change),
    items: more.items.map(item => ({
      ...itemFacts(item),
      id: item.id,
      state: item.state,
      reason: item.reason,
      updatedAt: iso(item.updatedAt),
    })),
    files: change.files,
    approvals: more.approvals,
    mergeRequest: mergeRequest && {
      title: `!${mergeRequest.iid} ${mergeRequest.title}`,
      url: mergeRequest.url,
      state: mergeRequest.state,
    },
    waitingFor: waitingFor(change, more.approvals),
    error: change.error,
    events: more.events.map(event => ({ ...event, at: iso(event.at) })),
    can: more.can,
  };
}

function waitingFor(change: StoredChange, approvals: StoredApproval[]) {
  if (change.status === 'executing') {
    return change.waitingFor;
  }
  if (change.status === 'merging') {
    return change.mergeRequest?.waitsFor;
  }
  if (change.status !== 'awaiting-approval') {
    return undefined;
  }
  const missing = approvals.filter(({ approvedBy }) => !approvedBy);
  if (missing.length === 0) {
    return undefined;
  }
  const who = missing
    .map(({ title }) => title.replace(/^A /, 'a '))
    .join(' and ');
  return change.mergeRequest?.state === 'merged'
    ? `The merge request was merged in GitLab. Everything else waits for the approval of ${who}.`
    : `The approval of ${who}.`;
}

function itemFacts({
  kind,
  system,
  instance,
  key,
  title,
  environment,
  url,
  effect,
  because,
  data,
}: PlannedItem) {
  return {
    kind,
    system,
    instance,
    key,
    title,
    environment,
    url,
    effect,
    because,
    data,
  };
}
