import { parseEntityRef } from '@backstage/catalog-model';
import { Action, ActionKind, Operation } from '@runway/plugin-argocd-common';
import { StoredAction } from './ActionStore';

/** What somebody does, as in "Amelia syncs". */
const DOES: Record<ActionKind, string> = {
  refresh: 'refreshes it',
  sync: 'syncs it',
  rollback: 'rolls it back',
  terminate: 'ends its operation',
  pause: 'pauses its auto-sync',
  resume: 'resumes its auto-sync',
};

/** @param ref - user entity ref, or what Argo CD says of who asked */
export const nameOf = (ref: string): string =>
  ref.includes(':') ? parseEntityRef(ref).name : ref;

/** @param at - anything that Date takes */
export const timeOf = (at: number | string): string =>
  `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC`;

/** Why another action has to wait. */
export function describeHolder(action: StoredAction): string {
  const who = `${nameOf(action.by)} ${DOES[action.request.kind]} since ${timeOf(
    action.requestedAt,
  )}.`;
  return action.mergeRequest
    ? `${who} Merge or close ${action.mergeRequest.url} first.`
    : `${who} Wait for its end, or end it.`;
}

/** Why nothing can be begun while Argo CD is at it; undefined when it isn't. */
export function describeOperation(
  operation: Operation | undefined,
): string | undefined {
  if (!operation || !isUnderWay(operation)) {
    return undefined;
  }
  const by = operation.by === 'automated' ? 'Auto-sync' : operation.by;
  const since = operation.startedAt
    ? ` since ${timeOf(operation.startedAt)}`
    : '';
  return `${
    by ? nameOf(by) : 'Somebody'
  } has an operation under way here${since}. Wait for its end, or end it.`;
}

export const isUnderWay = ({ phase }: Operation): boolean =>
  phase === 'Waiting' || phase === 'Running' || phase === 'Terminating';

/** As people see it. */
export function toActionDto(action: StoredAction): Action {
  const { id, application, request, state, by, message, mergeRequest } = action;
  return {
    id,
    application,
    request,
    state,
    by,
    requestedAt: new Date(action.requestedAt).toISOString(),
    ...(action.finishedAt && {
      finishedAt: new Date(action.finishedAt).toISOString(),
    }),
    ...(message && { message }),
    ...(mergeRequest && { mergeRequest }),
  };
}
