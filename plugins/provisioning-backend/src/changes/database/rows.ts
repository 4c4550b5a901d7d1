import type { StoredApproval, StoredChange, StoredItem } from '../types';

/** A row as the database gives it: PostgreSQL returns bigints as strings, SQLite booleans as numbers. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Row = Record<string, any>;

const text = (value: unknown) => (value as string | null) ?? undefined;
const time = (value: unknown) =>
  value === null || value === undefined ? undefined : Number(value);

export function toChange(row: Row): StoredChange {
  return {
    id: row.id,
    requestId: row.request_id,
    kind: row.kind,
    status: row.status,
    name: row.name,
    entityRef: row.entity_ref,
    ownerRef: row.owner_ref,
    newOwnerRef: text(row.new_owner_ref),
    runId: row.run_id,
    requestedBy: row.requested_by,
    requesterName: row.requester_name,
    requesterEmail: row.requester_email,
    reason: row.reason,
    files: JSON.parse(row.files),
    mergeRequest: row.merge_request ? JSON.parse(row.merge_request) : undefined,
    attempt: row.attempt,
    waitingFor: text(row.waiting_for),
    error: row.error ? JSON.parse(row.error) : undefined,
    createdAt: Number(row.created_at),
    finishedAt: time(row.finished_at),
  };
}

export function toItem(row: Row): StoredItem {
  return {
    id: row.id,
    changeId: row.change_id,
    position: row.position,
    kind: row.kind,
    system: row.system,
    instance: row.instance,
    key: row.key,
    title: row.title,
    environment: text(row.environment),
    url: text(row.url),
    effect: row.effect,
    because: text(row.because),
    data: Boolean(row.data),
    details: JSON.parse(row.details),
    state: row.state,
    reason: text(row.reason),
    updatedAt: Number(row.updated_at),
  };
}

export function toApproval(row: Row): StoredApproval {
  const approvedAt = time(row.approved_at);
  return {
    role: row.role,
    title: row.title,
    groups: JSON.parse(row.groups),
    approvedBy: text(row.approved_by),
    approvedAt: approvedAt && new Date(approvedAt).toISOString(),
    comment: text(row.comment),
  } as StoredApproval;
}
