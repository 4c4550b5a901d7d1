import { createPermission } from '@backstage/plugin-permission-common';

/** What the permission is about: one recorded action. */
export const AUDIT_EVENT_RESOURCE_TYPE = 'audit-event';

/** See and export recorded actions. Conditions of the policy narrow it down, for example to a person's own. */
export const auditEventReadPermission = createPermission({
  name: 'audit.event.read',
  attributes: { action: 'read' },
  resourceType: AUDIT_EVENT_RESOURCE_TYPE,
});

export const auditPermissions = [auditEventReadPermission];
