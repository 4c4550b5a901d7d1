import { z } from 'zod';
import {
  infrastructureRequestSchema,
  infrastructureRequestSummarySchema,
} from './infrastructure/schemas';

/** What an upstream knows about itself and its part of the answer. */
export const upstreamSystemSchema = z.enum([
  'gitlab',
  'vault',
  'argocd',
  'kubernetes',
  'catalog',
  'azure',
]);

const valuesSchema = z.record(z.string().max(100), z.unknown());

/** A template and what the person filled in: the body of preflight, preview and start. */
export const templateValuesSchema = z
  .object({
    /** Entity ref of the template, e.g. `template:default/api-service`. Never template text. */
    templateRef: z.string().min(1).max(300),
    values: valuesSchema,
  })
  .strict();

export const startRunSchema = templateValuesSchema.extend({
  /** Made by the browser once a form; the same id never starts two runs. */
  requestId: z.string().uuid(),
});

export const runStatusSchema = z.enum([
  /** claimed and recorded; its task is being started */
  'starting',
  'running',
  'failed',
  'succeeded',
  'undoing',
  /** every resource is gone, archived or was never ours */
  'undone',
  /** undo ended, but something is left that a person must look at */
  'undo-failed',
]);

export const resourceStateSchema = z.enum([
  /** recorded before the upstream was touched; may or may not exist */
  'intended',
  'present',
  /** existed before and isn't ours: used, never removed */
  'shared',
  'undoing',
  'undone',
  /** kept readable instead of deleted, because others contributed to it */
  'archived',
  /** kept on purpose, with the reason */
  'kept',
  /** could not be removed, with the reason */
  'orphaned',
]);

export const resourceKindSchema = z.enum([
  'gitlab-project',
  'vault-secret',
  'vault-policy',
  'vault-role',
  'gitops-files',
  'argocd-application',
  'namespace',
  'catalog-location',
  'catalog-person',
  'gitlab-member',
  'infrastructure-request',
  'azure-resource',
]);

export const linkSchema = z.object({
  title: z.string(),
  url: z.string(),
});

export const checkSchema = z.object({
  id: z.string(),
  title: z.string(),
  status: z.enum(['ok', 'warning', 'failed']),
  /** What was found, in one sentence. */
  message: z.string(),
  /** What the person can do about it; only when not ok. */
  action: z.string().optional(),
  /** The form field to correct, when the check is about one. */
  field: z.string().optional(),
  durationMs: z.number(),
});

export const preflightSchema = z.object({
  /** True when nothing failed: the run may start. */
  ok: z.boolean(),
  checks: z.array(checkSchema),
});

export const plannedResourceSchema = z.object({
  kind: resourceKindSchema,
  system: upstreamSystemSchema,
  /** Name in the upstream, e.g. `flight-ops/check-in-api`. */
  key: z.string(),
  /** What it is for, in a person's words. */
  title: z.string(),
  environment: z.string().optional(),
  /** What the run will do: make it, or use what is there. */
  effect: z.enum(['create', 'use']),
});

export const previewFileSchema = z.object({
  /** Repository, e.g. `flight-ops/check-in-api` or `platform/gitops`. */
  repository: z.string(),
  path: z.string(),
  /** Bytes. */
  size: z.number(),
  /** UTF-8 text; absent when binary or larger than 200 kB. */
  content: z.string().optional(),
});

export const previewSchema = z.object({
  files: z.array(previewFileSchema),
  resources: z.array(plannedResourceSchema),
  steps: z.array(z.object({ id: z.string(), name: z.string() })),
  /** Median of the last successful runs of this template, milliseconds; absent when there was none. */
  expectedDurationMs: z.number().optional(),
});

export const runStepSchema = z.object({
  id: z.string(),
  name: z.string(),
  status: z.enum(['pending', 'running', 'succeeded', 'failed', 'skipped']),
  startedAt: z.string().optional(),
  finishedAt: z.string().optional(),
});

export const runResourceSchema = z.object({
  id: z.string(),
  kind: resourceKindSchema,
  system: upstreamSystemSchema,
  /** Instance of the system, e.g. the cluster's name. */
  instance: z.string(),
  key: z.string(),
  title: z.string(),
  environment: z.string().optional(),
  url: z.string().optional(),
  state: resourceStateSchema,
  /** Why it is kept, archived or orphaned. */
  reason: z.string().optional(),
  updatedAt: z.string(),
});

export const runSummarySchema = z.object({
  id: z.string(),
  status: runStatusSchema,
  /** Name of the service that the run makes. */
  name: z.string(),
  /** Entity ref of the owning group. */
  ownerRef: z.string(),
  /** Entity ref of the catalog entity that the run makes. */
  entityRef: z.string(),
  templateRef: z.string(),
  templateTitle: z.string(),
  /** Entity ref of the person. */
  requestedBy: z.string(),
  createdAt: z.string(),
  finishedAt: z.string().optional(),
  /** Milliseconds from press to end, or until now. */
  durationMs: z.number(),
  /** What was ordered in the infrastructure repository, which goes on after the run has ended. */
  request: infrastructureRequestSummarySchema.optional(),
});

export const runErrorSchema = z.object({
  /** What happened, in one sentence without secrets. */
  message: z.string(),
  /** What was kept, and what to do next. */
  advice: z.string(),
  stepId: z.string().optional(),
  system: upstreamSystemSchema.optional(),
});

export const runEventSchema = z.object({
  id: z.number(),
  at: z.string(),
  /** Entity ref of the person, or `runway` for the platform itself. */
  actor: z.string(),
  type: z.string(),
  message: z.string(),
});

export const runSchema = runSummarySchema.extend({
  request: infrastructureRequestSchema.optional(),
  /** Reference for logs and support. */
  taskId: z.string().optional(),
  values: valuesSchema,
  steps: z.array(runStepSchema),
  resources: z.array(runResourceSchema),
  links: z.array(linkSchema),
  /** What a running run waits for, e.g. "Pipeline #12: image-build is running (2 of 4 jobs done)". */
  waitingFor: z.string().optional(),
  error: runErrorSchema.optional(),
  events: z.array(runEventSchema),
  /** What the person who asks may do now; with the reason when not. */
  can: z.object({
    retry: z.boolean(),
    undo: z.boolean(),
    reason: z.string().optional(),
  }),
});

export const runListSchema = z.object({
  items: z.array(runSummarySchema),
  totalItems: z.number(),
});

export const runListQuerySchema = z
  .object({
    requestedBy: z.string().max(300).optional(),
    ownerRef: z.string().max(300).optional(),
    entityRef: z.string().max(300).optional(),
    status: runStatusSchema.optional(),
    limit: z.coerce.number().int().min(1).max(100).default(20),
    offset: z.coerce.number().int().min(0).default(0),
  })
  .strict();

export const logLineSchema = z.object({
  id: z.number(),
  at: z.string(),
  stepId: z.string().optional(),
  message: z.string(),
});

export const runLogSchema = z.object({ lines: z.array(logLineSchema) });
