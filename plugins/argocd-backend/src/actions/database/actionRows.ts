import { ActionChange, StoredAction } from '../ActionStore';

/** A row as the database gives it: PostgreSQL returns bigints as strings. */
export type Row = Record<string, any>;

const optional = <T>(key: string, value: T | null | undefined) =>
  value === null || value === undefined ? {} : { [key]: value };

const json = (value: unknown) =>
  typeof value === 'string' ? JSON.parse(value) : undefined;

export function toAction(row: Row): StoredAction {
  const { instance, namespace, name } = row;
  return {
    id: row.id,
    requestId: row.request_id,
    application: { instance, namespace, name },
    project: row.project,
    request: JSON.parse(row.request),
    method: row.method,
    state: row.state,
    by: row.requested_by,
    requestedAt: Number(row.requested_at),
    lookAt: Number(row.look_at),
    ...optional('finishedAt', row.finished_at && Number(row.finished_at)),
    ...optional('message', row.message),
    ...optional('mergeRequest', json(row.merge_request)),
    ...optional('baseline', row.baseline),
    ...optional('autoSync', json(row.auto_sync)),
    ...optional('gitToken', row.git_token),
  };
}

const COLUMNS: Record<keyof ActionChange, string> = {
  state: 'state',
  message: 'message',
  mergeRequest: 'merge_request',
  baseline: 'baseline',
  autoSync: 'auto_sync',
  lookAt: 'look_at',
};

/** Fields that are left out stay as they are. */
export function toColumns(change: ActionChange): Row {
  return Object.fromEntries(
    Object.entries(change)
      .filter(([, value]) => value !== undefined)
      .map(([field, value]) => [
        COLUMNS[field as keyof ActionChange],
        typeof value === 'object' ? JSON.stringify(value) : value,
      ]),
  );
}
