import { z } from 'zod';
import {
  applicationRefSchema,
  resourceDiffSchema,
  resourceRefSchema,
} from './application';

/** What can be done with an application. */
export const actionRequestSchema = z.discriminatedUnion('kind', [
  /** Compare with Git again; `hard` renders again too. */
  z.object({ kind: z.literal('refresh'), hard: z.boolean().default(false) }),
  z.object({
    kind: z.literal('sync'),
    /** Delete what is not in Git any more. */
    prune: z.boolean().default(false),
    /** Try it, change nothing. */
    dryRun: z.boolean().default(false),
    /** Only these; all when left out. */
    resources: z.array(resourceRefSchema).min(1).max(500).optional(),
  }),
  z.object({
    kind: z.literal('rollback'),
    /** `id` of an entry of the history. */
    historyId: z.number().int().nonnegative(),
    prune: z.boolean().default(false),
  }),
  /** End the operation under way. */
  z.object({ kind: z.literal('terminate') }),
  /** Switch auto-sync off; the reason is shown to everybody who looks at the application. */
  z.object({
    kind: z.literal('pause'),
    reason: z.string().trim().min(3).max(500),
  }),
  /** Switch auto-sync on as it was. */
  z.object({ kind: z.literal('resume') }),
]);

/** A merge request that an action opened. */
export const mergeRequestSchema = z.object({
  iid: z.number().int(),
  title: z.string(),
  url: z.string(),
  state: z.enum(['opened', 'merged', 'closed']),
});

/** Answer of `POST .../actions/preview`. Nothing was changed. */
export const actionPreviewSchema = z.object({
  /** What will happen, in a sentence. */
  effect: z.string(),
  /**
   * `operation`: Argo CD does it. `merge-request`: the GitOps repository is changed, because Argo CD would undo anything
   * else.
   */
  method: z.enum(['operation', 'merge-request']),
  /** Resources it changes; empty when none. */
  changes: z.array(resourceDiffSchema.partial({ diff: true })),
  /** Files of the GitOps repository it changes, as unified diffs. */
  files: z.array(z.object({ path: z.string(), diff: z.string() })),
  warnings: z.array(z.string()),
  /** Why it can't be done now; the button stays disabled. */
  blocked: z.string().optional(),
  /** Given back with the request: the action is refused when the state it was shown for is no longer. */
  token: z.string(),
});

/** Body of `POST .../actions`. */
export const startActionSchema = z.object({
  request: actionRequestSchema,
  /** Of the preview; not needed to refresh. */
  token: z.string().max(200).optional(),
  /** A UUID of the browser: the same one starts one action, however often it is sent. */
  requestId: z.uuid(),
});

/** Something that was done with an application, to its end. */
export const actionSchema = z.object({
  id: z.string(),
  application: applicationRefSchema,
  request: actionRequestSchema,
  /** `lost`: Argo CD doesn't know of it any more, the outcome can't be told. */
  state: z.enum(['requested', 'running', 'succeeded', 'failed', 'lost']),
  /** User entity ref. */
  by: z.string(),
  requestedAt: z.string(),
  finishedAt: z.string().optional(),
  /** What Argo CD says, or why it failed and what to do. */
  message: z.string().optional(),
  mergeRequest: mergeRequestSchema.optional(),
});

/** Most applications of one bulk refresh. */
export const MAX_BULK = 100;

export const bulkRefreshSchema = z.object({
  applications: z.array(applicationRefSchema).min(1).max(MAX_BULK),
});

/** Answer of `POST /bulk-refresh`: each one's outcome, in order. */
export const bulkRefreshResultSchema = z.object({
  results: z.array(
    applicationRefSchema.extend({
      outcome: z.enum(['refreshed', 'denied', 'failed']),
      message: z.string().optional(),
    }),
  ),
});

/** Which actions a person may start, and why not. Answer of `GET .../actions/allowed`. */
export const allowedActionsSchema = z.object({
  actions: z.array(
    z.object({
      kind: z.enum([
        'refresh',
        'sync',
        'rollback',
        'terminate',
        'pause',
        'resume',
      ]),
      allowed: z.boolean(),
      /** Why not and whom to ask. */
      reason: z.string().optional(),
    }),
  ),
});

export type ActionRequest = z.infer<typeof actionRequestSchema>;
export type ActionKind = ActionRequest['kind'];
export type MergeRequest = z.infer<typeof mergeRequestSchema>;
export type ActionPreview = z.infer<typeof actionPreviewSchema>;
export type StartAction = z.infer<typeof startActionSchema>;
export type Action = z.infer<typeof actionSchema>;
export type BulkRefresh = z.infer<typeof bulkRefreshSchema>;
export type BulkRefreshResult = z.infer<typeof bulkRefreshResultSchema>;
export type AllowedActions = z.infer<typeof allowedActionsSchema>;
