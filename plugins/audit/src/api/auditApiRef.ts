import { createApiRef } from '@backstage/frontend-plugin-api';
import type { AuditApi } from '@runway/plugin-audit-common';

/** Reads the audit trail. */
export const auditApiRef = createApiRef<AuditApi>({ id: 'plugin.audit.api' });
