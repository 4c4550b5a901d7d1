import {
  createPermissionResourceRef,
  createPermissionRule,
} from '@backstage/plugin-permission-node';
import {
  AUDIT_EVENT_RESOURCE_TYPE,
  type AuditEvent,
} from '@runway/plugin-audit-common';
// The permission framework takes schemas of zod 3.
import { z } from 'zod/v3';

/** Recorded actions, and what conditions about them become. */
export const auditEventResourceRef = createPermissionResourceRef<
  AuditEvent,
  { actors: string[] }
>().with({ pluginId: 'audit', resourceType: AUDIT_EVENT_RESOURCE_TYPE });

/** Allows actions of certain people or services. */
export const isActorRule = createPermissionRule({
  name: 'IS_ACTOR',
  description: 'Allow actions done by one of these',
  resourceRef: auditEventResourceRef,
  paramsSchema: z.object({
    actors: z
      .array(z.string())
      .describe('Entity refs, or subjects of services'),
  }),
  apply: ({ actor }, { actors }) =>
    actor !== undefined && actors.includes(actor),
  toQuery: ({ actors }) => ({ actors }),
});
