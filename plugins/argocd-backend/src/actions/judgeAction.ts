import { ApplicationRecord } from '../feed/ApplicationIndex';
import { ActionChange, StoredAction } from './ActionStore';
import { isUnderWay } from './describeAction';

/** Entry of an operation's `info` that names the action it is done for. */
export const ACTION_INFO = 'runway.aerq.io/action';

/** What became of an action, as far as it can be told. */
export type Judgement =
  | { kind: 'ended'; change: ActionChange & { state: 'succeeded' | 'failed' } }
  /** Nothing to say yet. */
  | { kind: 'open' }
  /** Argo CD is at, or was at, something else since: it has to be asked. */
  | { kind: 'overtaken' };

const OPEN: Judgement = { kind: 'open' };

/**
 * Reads from an application how an operation goes that an action asked for.
 *
 * @param record - undefined when the application is gone
 */
export function judgeAction(
  action: StoredAction,
  record: Pick<ApplicationRecord, 'summary' | 'operationInfo'> | undefined,
): Judgement {
  if (!record) {
    return ended('failed', 'The application was deleted in the meantime.');
  }
  const { operation } = record.summary;
  if (action.request.kind === 'terminate') {
    return operation && isUnderWay(operation)
      ? OPEN
      : ended('succeeded', 'The operation has ended.');
  }
  if (!operation || isFormer(action, record)) {
    return OPEN;
  }
  if (!isOurs(action, record)) {
    return { kind: 'overtaken' };
  }
  if (isUnderWay(operation)) {
    return OPEN;
  }
  return operation.phase === 'Succeeded'
    ? ended('succeeded', operation.message)
    : ended('failed', operation.message ?? `Argo CD says ${operation.phase}.`);
}

/**
 * Tells one operation from the next: Argo CD gives them no id, and its times have a resolution of a second.
 *
 * @param actionId - of the action in Runway that it is done for, if any
 */
export const operationMark = (
  startedAt: string | undefined,
  actionId: string | undefined,
): string | undefined => startedAt && `${startedAt}/${actionId ?? ''}`;

/** It ended before the action was asked for. */
const isFormer = (
  { id, baseline }: StoredAction,
  {
    summary,
    operationInfo,
  }: Pick<ApplicationRecord, 'summary' | 'operationInfo'>,
) =>
  baseline !== undefined &&
  operationInfo[ACTION_INFO] !== id &&
  baseline ===
    operationMark(summary.operation?.startedAt, operationInfo[ACTION_INFO]);

/** Argo CD takes no note with a rollback: it is the operation that follows the one before. */
const isOurs = (
  { id, request }: StoredAction,
  { operationInfo }: Pick<ApplicationRecord, 'operationInfo'>,
) =>
  request.kind === 'rollback'
    ? operationInfo[ACTION_INFO] === undefined
    : operationInfo[ACTION_INFO] === id;

const ended = (
  state: 'succeeded' | 'failed',
  message: string | undefined,
): Judgement => ({ kind: 'ended', change: { state, message } });
