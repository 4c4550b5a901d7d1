import type { Application, OperationState } from '../model/Application';
import { timestamp } from '../model/conditions';
import type { Comparison } from './Comparison';

const keptByDefault = 10;

/** Adds a successful sync to the history that rollbacks choose from. */
export function recordHistory(
  draft: Application,
  state: OperationState,
  { sync }: Comparison,
): void {
  const history = draft.status.history ?? [];
  const limit = draft.spec.revisionHistoryLimit ?? keptByDefault;
  const { source, sources } = sync.comparedTo;
  const entry = {
    id: history.length > 0 ? history.at(-1)!.id + 1 : 0,
    ...(sync.revisions
      ? { revisions: sync.revisions, source: { repoURL: '' }, sources }
      : { revision: sync.revision, source }),
    deployedAt: timestamp(),
    deployStartedAt: state.startedAt,
    initiatedBy: state.operation.initiatedBy ?? {},
  };
  draft.status.history = limit > 0 ? [...history, entry].slice(-limit) : [];
}
