import { z } from 'zod';

/** How far a request for infrastructure is; its merge request and Atlantis decide. */
export const infrastructureRequestStatusSchema = z.enum([
  /** The merge request is open; Atlantis has not planned its newest commit yet. */
  'opened',
  /** Planned; somebody has to approve it. */
  'planned',
  /** Planned and approved: Atlantis was asked to apply it. */
  'approved',
  'applied',
  /** Planning or applying failed; goes on when somebody corrects the cause. */
  'failed',
  /** The merge request was closed, so nothing was made. */
  'closed',
  /** Applied once, and destroyed by its decommission since. */
  'removed',
]);

/** How many resources a plan touches. */
export const planCountsSchema = z.object({
  add: z.number(),
  change: z.number(),
  destroy: z.number(),
});

export const infrastructureRequestSummarySchema = z.object({
  status: infrastructureRequestStatusSchema,
  environment: z.string(),
  openedAt: z.string(),
  /** When the newest commit was planned. */
  plannedAt: z.string().optional(),
  approvedAt: z.string().optional(),
  appliedAt: z.string().optional(),
  closedAt: z.string().optional(),
});

export const infrastructureRequestSchema =
  infrastructureRequestSummarySchema.extend({
    /** Folder in the infrastructure repository. */
    directory: z.string(),
    mergeRequest: z.object({
      project: z.string(),
      iid: z.number(),
      url: z.string(),
    }),
    plan: planCountsSchema.optional(),
    /** User names in GitLab. */
    approvedBy: z.array(z.string()),
    /** What is missing before Atlantis is asked to apply it; only while it is missing. */
    waitsFor: z.string().optional(),
    /** Entity refs of the groups whose members can approve. */
    approvers: z.array(z.string()),
    /** Why it failed, without secrets, and what to do. */
    error: z.object({ message: z.string(), advice: z.string() }).optional(),
    /** When GitLab can't be asked: since when all this may be out of date. */
    outOfDate: z.object({ since: z.string(), message: z.string() }).optional(),
  });
