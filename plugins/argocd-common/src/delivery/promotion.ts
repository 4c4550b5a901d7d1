import { z } from 'zod';
import {
  healthStatusSchema,
  sourceStatusSchema,
  syncStatusSchema,
} from '../applicationsContract';
import { applicationRefSchema, operationSchema } from './application';
import { mergeRequestSchema } from './actions';

/** A commit of the service's repository. */
export const commitSchema = z.object({
  /** 40 hex digits. */
  id: z.string(),
  title: z.string(),
  author: z.string(),
  /** ISO 8601 in UTC. */
  at: z.string(),
  url: z.string(),
});

/** Query of `GET /services/:service/comparison`. */
export const comparisonQuerySchema = z.object({
  from: z.string().min(1).max(63),
  to: z.string().min(1).max(63),
});

/** Answer of `GET /services/:service/comparison`: what differs between two environments, and what promoting changes. */
export const comparisonSchema = z.object({
  service: z.string(),
  from: z.object({
    environment: z.string(),
    version: z.string().optional(),
    /** Healthy there since; absent when it isn't. */
    healthySince: z.string().optional(),
  }),
  to: z.object({ environment: z.string(), version: z.string().optional() }),
  /** Commits that come along, newest first, at most 50. */
  commits: z.array(commitSchema),
  /** Commits beyond the 50. */
  moreCommits: z.boolean(),
  /** `to` is ahead of `from`: promoting goes back. */
  backwards: z.boolean(),
  /** Values that differ on purpose and stay: replicas, hosts, resources. */
  differences: z.array(
    z.object({
      path: z.string(),
      from: z.string().optional(),
      to: z.string().optional(),
    }),
  ),
  /** Files of the GitOps repository that a promotion changes, as unified diffs; empty when there is nothing to promote. */
  files: z.array(z.object({ path: z.string(), diff: z.string() })),
  /** Promotion to `to` that waits to be merged. */
  open: mergeRequestSchema.optional(),
  warnings: z.array(z.string()),
  /** Why it can't be promoted. */
  blocked: z.string().optional(),
  /** Given back to promote exactly this. */
  token: z.string(),
  sources: z.array(sourceStatusSchema),
});

/** Body of `POST /services/:service/promotions`. The same promotion asked for twice is one. */
export const promoteSchema = z.object({
  from: z.string().min(1).max(63),
  to: z.string().min(1).max(63),
  token: z.string().max(200),
});

/** A promotion and how far it is. */
export const promotionSchema = z.object({
  id: z.string(),
  service: z.string(),
  from: z.string(),
  to: z.string(),
  version: z.string(),
  /** User entity ref. */
  by: z.string(),
  at: z.string(),
  mergeRequest: mergeRequestSchema,
  /** `merging`: merged, not yet compared by Argo CD; `deployed`: healthy with this version. */
  state: z.enum([
    'waiting',
    'merging',
    'deploying',
    'deployed',
    'failed',
    'closed',
  ]),
  message: z.string().optional(),
});

export const promotionListSchema = z.object({
  items: z.array(promotionSchema),
});

/** One deployment of a service, as Argo CD remembers it. */
export const deploymentSchema = z.object({
  application: applicationRefSchema,
  environment: z.string(),
  historyId: z.number().int(),
  /** Image tag; absent when it can't be told any more. */
  version: z.string().optional(),
  /** Commit of the GitOps repository. */
  revision: z.string().optional(),
  startedAt: z.string().optional(),
  deployedAt: z.string(),
  /** Seconds from start to end of the sync. */
  durationSeconds: z.number().nonnegative().optional(),
  /** Argo CD's account, `automated`, or a user entity ref. */
  by: z.string().optional(),
  /** What runs now. */
  current: z.boolean(),
  /** Of the service's repository. */
  commit: commitSchema.optional(),
  /** Merge request of the commit. */
  mergeRequest: mergeRequestSchema.optional(),
  pipeline: z
    .object({
      id: z.number().int(),
      status: z.string(),
      url: z.string(),
      durationSeconds: z.number().optional(),
    })
    .optional(),
});

/** Answer of `GET /services/:service/history`: newest first, all environments. */
export const deploymentHistorySchema = z.object({
  items: z.array(deploymentSchema),
  /** Environments whose older deployments Argo CD has forgotten (it keeps ten). */
  incomplete: z.array(z.string()),
  sources: z.array(sourceStatusSchema),
});

/** One station of the way from a commit to running pods. */
export const traceStepSchema = z.object({
  kind: z.enum([
    'commit',
    'merge-request',
    'pipeline',
    'image',
    'gitops',
    'sync',
    'pods',
  ]),
  /** `unknown`: the system that knows didn't answer; `absent`: there is none, e.g. a commit without merge request. */
  state: z.enum(['done', 'running', 'waiting', 'failed', 'absent', 'unknown']),
  /** e.g. `!42 Charge in euros`. */
  title: z.string(),
  /** e.g. image digest, number of pods. */
  detail: z.string().optional(),
  url: z.string().optional(),
  by: z.string().optional(),
  at: z.string().optional(),
  durationSeconds: z.number().nonnegative().optional(),
});

/** Query of `GET /services/:service/trace`. */
export const traceQuerySchema = z.object({
  environment: z.string().min(1).max(63),
  /** Image tag or commit; what runs there when left out. */
  version: z
    .string()
    .regex(/^[0-9a-f]{7,40}$/, 'is not a commit')
    .optional(),
});

/** Answer of `GET /services/:service/trace`. */
export const traceSchema = z.object({
  service: z.string(),
  environment: z.string(),
  version: z.string().optional(),
  steps: z.array(traceStepSchema),
  /** Seconds from commit to healthy; absent while it isn't. */
  leadTimeSeconds: z.number().nonnegative().optional(),
  sources: z.array(sourceStatusSchema),
});

/** One environment in the lane of a service. */
export const laneStageSchema = z.object({
  environment: z.string(),
  /** `unknown`: Argo CD has not answered; `absent`: it answered, nothing is deployed here. */
  state: z.enum(['deployed', 'absent', 'unknown']),
  /** Applications of the service here: usually one. The unwell one comes first. */
  applications: z.array(
    applicationRefSchema.extend({
      sync: syncStatusSchema,
      health: healthStatusSchema,
      healthMessage: z.string().optional(),
      autoSync: z.boolean(),
      /** Why auto-sync is paused and by whom. */
      paused: z
        .object({ by: z.string(), at: z.string(), reason: z.string() })
        .optional(),
      version: z.string().optional(),
      revision: z.string().optional(),
      deployedAt: z.string().optional(),
      operation: operationSchema.optional(),
      url: z.string(),
    }),
  ),
  /** Commit of the version; absent while GitLab hasn't told. */
  commit: commitSchema.optional(),
  /** Promotion to here that waits or is under way. */
  promotion: promotionSchema.optional(),
  /** Number of commits that the stage before is ahead. */
  behind: z.number().int().optional(),
});

/** Answer of `GET /services/:service/lane`: everything the card *Environments* shows. */
export const laneSchema = z.object({
  service: z.string(),
  stages: z.array(laneStageSchema),
  sources: z.array(sourceStatusSchema),
  channel: z.string(),
});

export type Commit = z.infer<typeof commitSchema>;
export type ComparisonQuery = z.infer<typeof comparisonQuerySchema>;
export type Comparison = z.infer<typeof comparisonSchema>;
export type Promote = z.infer<typeof promoteSchema>;
export type Promotion = z.infer<typeof promotionSchema>;
export type PromotionList = z.infer<typeof promotionListSchema>;
export type Deployment = z.infer<typeof deploymentSchema>;
export type DeploymentHistory = z.infer<typeof deploymentHistorySchema>;
export type TraceStep = z.infer<typeof traceStepSchema>;
export type TraceQuery = z.infer<typeof traceQuerySchema>;
export type Trace = z.infer<typeof traceSchema>;
export type LaneStage = z.infer<typeof laneStageSchema>;
export type Lane = z.infer<typeof laneSchema>;
