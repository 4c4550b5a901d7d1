import { z } from 'zod';

/** `initiated`: begun, and no outcome is recorded (yet, or ever when the process died). */
export const auditStatusSchema = z.enum(['initiated', 'succeeded', 'failed']);

/** From reading (`low`) to what endangers the platform (`critical`), in this order. */
export const auditSeveritySchema = z.enum([
  'low',
  'medium',
  'high',
  'critical',
]);

const text = z.string().trim().min(1).max(300);

/** Which actions to show; everything that is given has to match. */
export const auditFilterSchema = z.strictObject({
  /** Entity ref of a person, or a service: `user:default/amelia.reyes`, `plugin:catalog`. */
  actor: text.optional(),
  plugin: text.optional(),
  event: text.optional(),
  /** Kind of the event where a plugin tells several apart: `create`, `retry`. */
  action: text.optional(),
  status: auditStatusSchema.optional(),
  /** This severity and above. `medium` leaves out mere reading. */
  minSeverity: auditSeveritySchema.optional(),
  /** What was acted on: `component:default/check-in-api`, `run:<id>`, `task:<id>`. */
  object: text.optional(),
  /** Beginnings of words, each of which has to occur in actor, event, object, address or error. */
  text: text.optional(),
  /** ISO 8601 in UTC; inclusive. */
  from: z.iso.datetime().optional(),
  /** ISO 8601 in UTC; exclusive. */
  to: z.iso.datetime().optional(),
});

export const auditListQuerySchema = auditFilterSchema.extend({
  /** `nextCursor` of the answer before. */
  cursor: z.string().max(100).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

export const auditExportFormatSchema = z.enum(['csv', 'ndjson']);

export const auditExportQuerySchema = auditFilterSchema.extend({
  format: auditExportFormatSchema,
});

/** One action: who did what to what, and how it ended. Holds no secret. */
export const auditEventSchema = z.object({
  id: z.uuid(),
  /** When it began. */
  at: z.iso.datetime(),
  /** When it ended; missing while `initiated`. */
  endedAt: z.iso.datetime().optional(),
  durationMs: z.number().optional(),
  /** Missing when nobody was signed in. */
  actor: z.string().optional(),
  plugin: z.string(),
  event: z.string(),
  action: z.string().optional(),
  severity: auditSeveritySchema,
  status: auditStatusSchema,
  object: z.string().optional(),
  /** Why it failed. */
  error: z.string().optional(),
  method: z.string().optional(),
  url: z.string().optional(),
  ip: z.string().optional(),
  userAgent: z.string().optional(),
  traceId: z.string().optional(),
  /** What the plugin said about it, without secrets, cut where it is long. */
  meta: z.record(z.string(), z.unknown()).optional(),
});

export const auditListSchema = z.object({
  items: z.array(auditEventSchema),
  /** Missing on the last page. */
  nextCursor: z.string().optional(),
  /** `own`: the person sees what they did themselves, and nothing else. */
  scope: z.enum(['all', 'own']),
});

/** Kinds of actions that were recorded, to choose from. */
export const auditKindsSchema = z.object({
  items: z.array(
    z.object({
      plugin: z.string(),
      event: z.string(),
      action: z.string().optional(),
    }),
  ),
});

export type AuditStatus = z.infer<typeof auditStatusSchema>;
export type AuditSeverity = z.infer<typeof auditSeveritySchema>;
export type AuditFilter = z.infer<typeof auditFilterSchema>;
export type AuditListQuery = z.infer<typeof auditListQuerySchema>;
export type AuditExportFormat = z.infer<typeof auditExportFormatSchema>;
export type AuditEvent = z.infer<typeof auditEventSchema>;
export type AuditList = z.infer<typeof auditListSchema>;
export type AuditKinds = z.infer<typeof auditKindsSchema>;
export type AuditKind = AuditKinds['items'][number];
