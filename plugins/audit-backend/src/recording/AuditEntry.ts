import type { AuditEvent } from '@runway/plugin-audit-common';

/** An action as it is written: clean of secrets, times in epoch milliseconds. */
export interface AuditEntry
  extends Omit<AuditEvent, 'at' | 'endedAt' | 'durationMs'> {
  at: number;
  endedAt?: number;
}
