import { randomUUID } from 'node:crypto';
import type { AuditEntry } from '../recording/AuditEntry';

/** A change that succeeded; what a test is about goes into `change`. */
export function auditEntry(change: Partial<AuditEntry> = {}): AuditEntry {
  return {
    id: randomUUID(),
    at: 1_000,
    endedAt: 1_250,
    actor: 'user:default/amelia.reyes',
    plugin: 'provisioning',
    event: 'run-start',
    severity: 'medium',
    status: 'succeeded',
    ...change,
  };
}
