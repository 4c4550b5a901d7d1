import type { AuditorEvent } from '@backstage/backend-defaults/auditor';
import { findObject } from './findObject';
import { redactMeta, redactText } from './redact';
import type { AuditEntry } from './AuditEntry';

/** What is known of the action besides the event. */
export interface ActionContext {
  id: string;
  /** When it began, epoch milliseconds. */
  at: number;
  traceId?: string;
}

/**
 * An auditor event as it is kept.
 *
 * @param now - epoch milliseconds
 */
export function toAuditEntry(
  event: AuditorEvent,
  context: ActionContext,
  now: number,
): AuditEntry {
  const meta = event.meta && redactMeta(event.meta);
  const kind = meta?.actionType ?? meta?.queryType;
  const bounded = (value: unknown, max: number) =>
    value ? redactText(String(value), max) : undefined;
  return {
    id: context.id,
    at: context.at,
    endedAt: event.status === 'initiated' ? undefined : now,
    actor: event.actor.actorId?.slice(0, 300),
    plugin: event.plugin.slice(0, 100),
    event: event.eventId.slice(0, 100),
    action: typeof kind === 'string' ? bounded(kind, 100) : undefined,
    severity: event.severityLevel,
    status: event.status,
    object: findObject(meta),
    error:
      event.status === 'failed'
        ? bounded(event.error?.message || event.error?.name || 'Error', 1_000)
        : undefined,
    method: bounded(event.request?.method, 10),
    url: bounded(event.request?.url, 1_000),
    ip: bounded(event.actor.ip, 64),
    userAgent: bounded(event.actor.userAgent, 300),
    traceId: context.traceId,
    meta,
  };
}
