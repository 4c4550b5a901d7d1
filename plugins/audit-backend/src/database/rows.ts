import {
  auditSeveritySchema,
  type AuditEvent,
} from '@runway/plugin-audit-common';
import type { AuditEntry } from '../recording/AuditEntry';

/** A row of `audit_events`. PostgreSQL returns bigint columns as strings. */
export interface AuditRow {
  seq: number | string;
  action_id: string;
  ended: boolean | number;
  at: number | string;
  ended_at: number | string | null;
  actor: string | null;
  plugin: string;
  event: string;
  action: string;
  severity: number;
  status: string;
  object: string | null;
  error: string | null;
  method: string | null;
  url: string | null;
  ip: string | null;
  user_agent: string | null;
  trace_id: string | null;
  meta: string | null;
  words: string;
}

/** The severity as a number that grows with it. */
export function severityRank(severity: AuditEvent['severity']): number {
  return auditSeveritySchema.options.indexOf(severity);
}

/** Lower-case words of letters and digits, as both engines' text search counts them. */
export function toWords(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}

export function toRow(entry: AuditEntry): Omit<AuditRow, 'seq'> {
  return {
    action_id: entry.id,
    ended: entry.endedAt !== undefined,
    at: entry.at,
    ended_at: entry.endedAt ?? null,
    actor: entry.actor ?? null,
    plugin: entry.plugin,
    event: entry.event,
    action: entry.action ?? '',
    severity: severityRank(entry.severity),
    status: entry.status,
    object: entry.object ?? null,
    error: entry.error ?? null,
    method: entry.method ?? null,
    url: entry.url ?? null,
    ip: entry.ip ?? null,
    user_agent: entry.userAgent ?? null,
    trace_id: entry.traceId ?? null,
    meta: entry.meta ? JSON.stringify(entry.meta) : null,
    words: toWords(
      [
        entry.actor,
        entry.plugin,
        entry.event,
        entry.action,
        entry.object,
        entry.url,
        entry.error,
      ].join(' '),
    ).join(' '),
  };
}

export function toEvent(row: AuditRow): AuditEvent {
  const at = Number(row.at);
  const endedAt = row.ended_at === null ? undefined : Number(row.ended_at);
  return {
    id: row.action_id,
    at: new Date(at).toISOString(),
    ...(endedAt === undefined
      ? {}
      : {
          endedAt: new Date(endedAt).toISOString(),
          durationMs: Math.max(0, endedAt - at),
        }),
    actor: row.actor ?? undefined,
    plugin: row.plugin,
    event: row.event,
    action: row.action || undefined,
    severity: auditSeveritySchema.options[row.severity],
    status: row.status as AuditEvent['status'],
    object: row.object ?? undefined,
    error: row.error ?? undefined,
    method: row.method ?? undefined,
    url: row.url ?? undefined,
    ip: row.ip ?? undefined,
    userAgent: row.user_agent ?? undefined,
    traceId: row.trace_id ?? undefined,
    meta: row.meta ? JSON.parse(row.meta) : undefined,
  };
}
