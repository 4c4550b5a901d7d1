import { z } from 'zod';
import {
  checkSchema,
  resourceKindSchema,
  runErrorSchema,
  runEventSchema,
  upstreamSystemSchema,
} from '../schemas';

/** What can be done to a service that exists. */
export const changeKindSchema = z.enum(['decommission', 'transfer']);

const entityRef = z.string().min(3).max(300);

/** What a person asks for, before anything is decided. */
export const changeSubjectSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('decommission'), entityRef }).strict(),
  z
    .object({
      kind: z.literal('transfer'),
      entityRef,
      /** Entity ref of the team that takes the service over. */
      newOwnerRef: entityRef,
    })
    .strict(),
]);

/** What happens to one resource, and how it ended. */
export const changeItemSchema = z.object({
  id: z.string(),
  kind: resourceKindSchema,
  system: upstreamSystemSchema,
  instance: z.string(),
  key: z.string(),
  title: z.string(),
  environment: z.string().optional(),
  url: z.string().optional(),
  /** What is planned for it. */
  effect: z.enum(['delete', 'archive', 'keep', 'change', 'move']),
  /** Why, in one sentence; always there for `keep` and `archive`. */
  because: z.string().optional(),
  /** True for a data store: it is deleted only when the person confirms exactly this one, and kept otherwise. */
  data: z.boolean(),
  state: z.enum([
    'planned',
    'working',
    'done',
    /** Left as it is on purpose. */
    'kept',
    /** Could not be done; `reason` says why, and Retry goes on from here. */
    'failed',
  ]),
  reason: z.string().optional(),
  updatedAt: z.string().optional(),
});

export const approvalRoleSchema = z.enum(['owner', 'new-owner', 'platform']);

/** One approval that a change needs. */
export const approvalSchema = z.object({
  role: approvalRoleSchema,
  /** Who can give it, e.g. "A member of flight-ops". */
  title: z.string(),
  /** Entity refs of the groups whose members can give it. */
  groups: z.array(z.string()),
  /** Entity ref of the person; absent while it is missing. */
  approvedBy: z.string().optional(),
  approvedAt: z.string().optional(),
  comment: z.string().optional(),
});

/** A file of the merge request. */
export const changeFileSchema = z.object({
  repository: z.string(),
  path: z.string(),
  change: z.enum(['delete', 'create', 'update', 'move']),
  /** For `move`: the path before. */
  from: z.string().optional(),
});

export const changePlanSchema = z.object({
  kind: changeKindSchema,
  entityRef: z.string(),
  /** Name of the service; the person types it to confirm. */
  name: z.string(),
  ownerRef: z.string(),
  newOwnerRef: z.string().optional(),
  /** In the order in which they are worked on; the catalog entry comes last. */
  items: z.array(changeItemSchema),
  files: z.array(changeFileSchema),
  approvals: z.array(approvalSchema),
  /** Such as dependants in the catalog, an active run, an upstream that does not answer. A failed one blocks. */
  checks: z.array(checkSchema),
  ok: z.boolean(),
});

const common = {
  /** Made by the browser once a dialog; the same id never opens two changes. */
  requestId: z.string().uuid(),
  entityRef,
  /** Why; lands in the merge request and in the history. */
  reason: z.string().trim().min(10).max(500),
};

/** Opens a change: records it and opens its merge request. Nothing is removed before the approvals are there. */
export const openChangeSchema = z.discriminatedUnion('kind', [
  z
    .object({
      ...common,
      kind: z.literal('decommission'),
      /** The service's name, typed by the person. */
      confirmName: z.string().max(100),
      /** Ids of the plan's data items that are to be deleted; others are kept. */
      deleteData: z.array(z.string().max(100)).max(100),
    })
    .strict(),
  z
    .object({
      ...common,
      kind: z.literal('transfer'),
      newOwnerRef: entityRef,
    })
    .strict(),
]);

export const changeStatusSchema = z.enum([
  /** recorded; its merge request is being opened */
  'opening',
  'awaiting-approval',
  /** approved; the merge request is being merged */
  'merging',
  /** merged; resource after resource follows */
  'executing',
  'completed',
  /** ended, but something could not be done; Retry goes on */
  'incomplete',
  'rejected',
  'cancelled',
  /** the merge request could not be opened or merged; Retry goes on */
  'failed',
]);

export const changeSummarySchema = z.object({
  id: z.string(),
  kind: changeKindSchema,
  status: changeStatusSchema,
  name: z.string(),
  entityRef: z.string(),
  ownerRef: z.string(),
  newOwnerRef: z.string().optional(),
  requestedBy: z.string(),
  reason: z.string(),
  createdAt: z.string(),
  finishedAt: z.string().optional(),
});

export const changeSchema = changeSummarySchema.extend({
  items: z.array(changeItemSchema),
  files: z.array(changeFileSchema),
  approvals: z.array(approvalSchema),
  mergeRequest: z
    .object({
      title: z.string(),
      url: z.string(),
      state: z.enum(['opened', 'merged', 'closed']),
    })
    .optional(),
  /** What it waits for now, in one sentence. */
  waitingFor: z.string().optional(),
  error: runErrorSchema.optional(),
  events: z.array(runEventSchema),
  /** What the person who asks may do now; with the reason when not. */
  can: z.object({
    /** Roles in which this person can approve now. */
    approve: z.array(approvalRoleSchema),
    reject: z.boolean(),
    cancel: z.boolean(),
    retry: z.boolean(),
    reason: z.string().optional(),
  }),
});

export const changeListSchema = z.object({
  items: z.array(changeSummarySchema),
  totalItems: z.number(),
});

export const changeListQuerySchema = z
  .object({
    entityRef: z.string().max(300).optional(),
    ownerRef: z.string().max(300).optional(),
    status: changeStatusSchema.optional(),
    /** Only those that still need something. */
    open: z.enum(['true', 'false']).optional(),
    limit: z.coerce.number().int().min(1).max(100).default(20),
    offset: z.coerce.number().int().min(0).default(0),
  })
  .strict();

export const approveChangeSchema = z
  .object({
    role: approvalRoleSchema,
    comment: z.string().trim().max(500).optional(),
  })
  .strict();

export const rejectChangeSchema = z
  .object({ reason: z.string().trim().min(3).max(500) })
  .strict();
