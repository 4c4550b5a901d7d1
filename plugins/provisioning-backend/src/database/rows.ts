import type { StoredEvent, StoredResource, StoredRun } from './RunStore';

type Row = Record<string, any>;

/** PostgreSQL returns bigint columns as strings. */
const time = (value: unknown) =>
  value === null || value === undefined ? undefined : Number(value);

const text = (value: unknown) =>
  value === null || value === undefined ? undefined : String(value);

export function toRun(row: Row): StoredRun {
  return {
    id: row.id,
    requestId: row.request_id,
    status: row.status,
    name: row.name,
    entityRef: row.entity_ref,
    ownerRef: row.owner_ref,
    templateRef: row.template_ref,
    templateTitle: row.template_title,
    requestedBy: row.requested_by,
    requesterName: row.requester_name,
    requesterEmail: row.requester_email,
    values: JSON.parse(row.values),
    taskId: text(row.task_id),
    waitingFor: text(row.waiting_for),
    error: row.error ? JSON.parse(row.error) : undefined,
    fence: row.fence,
    leaseUntil: time(row.lease_until),
    createdAt: Number(row.created_at),
    updatedAt: Number(row.updated_at),
    finishedAt: time(row.finished_at),
  };
}

export function toResource(row: Row): StoredResource {
  return {
    id: row.id,
    runId: row.run_id,
    seq: row.seq,
    stepId: row.step_id,
    kind: row.kind,
    system: row.system,
    instance: row.instance,
    key: row.key,
    title: row.title,
    environment: text(row.environment),
    url: text(row.url),
    state: row.state,
    reason: text(row.reason),
    details: JSON.parse(row.details),
    updatedAt: Number(row.updated_at),
  };
}

export function toEvent(row: Row): StoredEvent {
  return {
    id: row.id,
    at: Number(row.at),
    actor: row.actor,
    type: row.type,
    message: row.message,
  };
}
