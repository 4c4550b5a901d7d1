import { ResponseError } from '@backstage/errors';
import type {
  AuditApi,
  AuditEvent,
  AuditFilter,
  AuditList,
} from '@runway/plugin-audit-common';

/** An action of Amelia's; what a test is about goes into `change`. */
export function exampleEvent(change: Partial<AuditEvent> = {}): AuditEvent {
  return {
    id: '5f1d2c3b-0000-4000-8000-000000000001',
    at: '2026-11-22T12:00:00.000Z',
    endedAt: '2026-11-22T12:00:08.200Z',
    durationMs: 8_200,
    actor: 'user:default/amelia',
    plugin: 'provisioning',
    event: 'run-retry',
    severity: 'medium',
    status: 'succeeded',
    object: 'run:0b6f3c52-1111-4000-8000-000000000002',
    ...change,
  };
}

/** What the backend answers with when it refuses. */
export function refusal(status: number, name: string, message: string) {
  return ResponseError.fromResponse(
    new Response(
      JSON.stringify({
        error: { name, message },
        response: { statusCode: status },
      }),
      { status, headers: { 'content-type': 'application/json' } },
    ),
  );
}

/** An audit trail in memory that pages and remembers what it was asked; filtering is the backend's. */
export class FakeAuditApi implements AuditApi {
  events: AuditEvent[] = [];
  scope: AuditList['scope'] = 'all';
  pageSize = 50;
  failure?: unknown;
  readonly listed: Array<AuditFilter & { cursor?: string }> = [];
  readonly exported: Array<[format: string, filter?: AuditFilter]> = [];

  async listEvents(query: AuditFilter & { cursor?: string } = {}) {
    this.listed.push(query);
    if (this.failure) {
      throw this.failure;
    }
    const start = Number(query.cursor ?? 0);
    const end = start + this.pageSize;
    return {
      items: this.events.slice(start, end),
      nextCursor: end < this.events.length ? String(end) : undefined,
      scope: this.scope,
    };
  }

  async listKinds() {
    return {
      items: this.events.map(({ plugin, event, action }) => ({
        plugin,
        event,
        action,
      })),
    };
  }

  async exportEvents(format: string, filter?: AuditFilter) {
    this.exported.push([format, filter]);
    if (this.failure) {
      throw this.failure;
    }
    return new Blob(['id\r\n']);
  }
}
