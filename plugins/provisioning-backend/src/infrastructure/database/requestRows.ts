import type { RequestChange, StoredRequest } from '../types';

/** A row as the database gives it: PostgreSQL returns bigints as strings. */
type Row = Record<string, any>;

const text = (value: unknown) => (value as string | null) ?? undefined;
const time = (value: unknown) =>
  value === null || value === undefined ? undefined : Number(value);
const json = (value: unknown) =>
  typeof value === 'string' ? JSON.parse(value) : undefined;

export function toRequest(row: Row): StoredRequest {
  return {
    id: row.id,
    runId: row.run_id,
    status: row.status,
    environment: row.environment,
    directory: row.directory,
    instance: row.instance,
    project: row.project,
    branch: row.branch,
    iid: row.iid,
    url: row.url,
    catalogTarget: text(row.catalog_target),
    head: text(row.head),
    plan: json(row.plan),
    approvedBy: json(row.approved_by),
    waitsFor: text(row.waits_for),
    error: json(row.error),
    order: json(row.last_order),
    openedAt: Number(row.opened_at),
    plannedAt: time(row.planned_at),
    approvedAt: time(row.approved_at),
    appliedAt: time(row.applied_at),
    closedAt: time(row.closed_at),
    changedAt: Number(row.changed_at),
    lookAt: time(row.look_at),
    failures: row.failures,
    unreachable: text(row.unreachable),
    lookedAt: time(row.looked_at),
  };
}

const COLUMNS: Record<keyof RequestChange, string> = {
  status: 'status',
  head: 'head',
  plan: 'plan',
  approvedBy: 'approved_by',
  waitsFor: 'waits_for',
  error: 'error',
  order: 'last_order',
  plannedAt: 'planned_at',
  approvedAt: 'approved_at',
  appliedAt: 'applied_at',
  closedAt: 'closed_at',
  changedAt: 'changed_at',
  lookAt: 'look_at',
  failures: 'failures',
  unreachable: 'unreachable',
  lookedAt: 'looked_at',
};

/** Fields that are left out stay as they are. */
export function toColumns(change: RequestChange): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(change)
      .filter(([, value]) => value !== undefined)
      .map(([field, value]) => [
        COLUMNS[field as keyof RequestChange],
        typeof value === 'object' && value !== null
          ? JSON.stringify(value)
          : value,
      ]),
  );
}
