import { z } from 'zod';
import { clusterStatusSchema } from './clusterContract';

/** What a team's namespace is expected to have; the chart `tenant` gives all of it but room in the quota. */
export const aspects = [
  'owner',
  'podSecurity',
  'defaultDeny',
  'quota',
  'quotaRoom',
  'limitRange',
  'access',
] as const;

/** Share of a quota from which on it counts as nearly used up. */
export const QUOTA_NEARLY_USED = 0.9;

export const aspectSchema = z.enum(aspects);

/** Names one namespace of all clusters. */
export const namespaceRefSchema = z.object({
  /** A name of `runway.kubernetes`. */
  cluster: z.string().min(1).max(63),
  name: z.string().min(1).max(63),
});

/** One resource of a quota. Quantities are as Kubernetes writes them, e.g. `500m`, `16Gi`. */
export const quotaUseSchema = z.object({
  /** e.g. `requests.memory`. */
  resource: z.string(),
  hard: z.string(),
  /** Absent while the cluster hasn't counted. */
  used: z.string().optional(),
  /** used / hard; null when nothing was counted, and for a hard limit of 0, which is a ban. */
  ratio: z.number().nonnegative().nullable(),
});

/** What a list says of a namespace. */
export const namespaceSummarySchema = namespaceRefSchema.extend({
  /** `unowned`: belongs to no team, and isn't one of the system's either. */
  kind: z.enum(['team', 'unowned', 'system']),
  /** From the label `runway.aerq.io/team`. */
  team: z.string().optional(),
  /** From the label `runway.aerq.io/environment`, else the one environment of the cluster. */
  environment: z.string().optional(),
  /** ISO 8601 in UTC. */
  createdAt: z.string().optional(),
  /** `unjudged`: of the system, or being deleted; `unknown`: nothing is known to be missing, but not all could be read. */
  state: z.enum(['missing', 'unknown', 'complete', 'unjudged']),
  deleting: z.boolean(),
  missing: z.array(aspectSchema),
  unknown: z.array(aspectSchema),
  /** The Pod Security level that is enforced; absent without a label. */
  podSecurity: z.string().optional(),
  /** The resource of its quotas with the least room; absent when there is none that is counted. */
  fullest: quotaUseSchema.optional(),
});

/** What was looked at, and what was found. */
export const namespaceCheckSchema = z.object({
  aspect: aspectSchema,
  state: z.enum(['present', 'missing', 'unknown']),
  /** What is so, in one or two sentences. */
  says: z.string(),
});

export const networkPolicySchema = z.object({
  name: z.string(),
  /** Which pods, in words. */
  pods: z.string(),
  /** What may come in, in words; empty: nothing; absent: the policy says nothing about it. */
  ingress: z.array(z.string()).optional(),
  /** What may go out. */
  egress: z.array(z.string()).optional(),
});

export const resourceQuotaSchema = z.object({
  name: z.string(),
  /** What it is limited to, in words; absent when it holds for the whole namespace. */
  scope: z.string().optional(),
  resources: z.array(quotaUseSchema),
});

export const limitRangeSchema = z.object({
  name: z.string(),
  /** In words, e.g. `Container: default memory 256Mi`. */
  limits: z.array(z.string()),
});

export const roleBindingSchema = z.object({
  name: z.string(),
  /** e.g. `Role developer`. */
  role: z.string(),
  /** e.g. `Group flight-ops`. */
  subjects: z.array(z.string()),
  /** The role allows changes past Git: `edit`, `admin`, `cluster-admin`. */
  changes: z.boolean(),
});

/** Most entries of each list of a detail. */
export const MAX_DETAILS = 100;

/** Answer of `GET /namespaces/:cluster/:name`. Lists are null when they could not be read, cut at `MAX_DETAILS`. */
export const namespaceDetailSchema = z.object({
  namespace: namespaceSummarySchema,
  /** Empty for what is not judged. */
  checks: z.array(namespaceCheckSchema),
  podSecurity: z.object({
    enforce: z.string().optional(),
    warn: z.string().optional(),
    audit: z.string().optional(),
  }),
  policies: z.array(networkPolicySchema).nullable(),
  quotas: z.array(resourceQuotaSchema).nullable(),
  limits: z.array(limitRangeSchema).nullable(),
  bindings: z.array(roleBindingSchema).nullable(),
  cluster: clusterStatusSchema,
});

export type Aspect = (typeof aspects)[number];
export type NamespaceRef = z.infer<typeof namespaceRefSchema>;
export type QuotaUse = z.infer<typeof quotaUseSchema>;
export type NamespaceSummary = z.infer<typeof namespaceSummarySchema>;
export type NamespaceCheck = z.infer<typeof namespaceCheckSchema>;
export type NetworkPolicy = z.infer<typeof networkPolicySchema>;
export type ResourceQuota = z.infer<typeof resourceQuotaSchema>;
export type LimitRange = z.infer<typeof limitRangeSchema>;
export type RoleBinding = z.infer<typeof roleBindingSchema>;
export type NamespaceDetail = z.infer<typeof namespaceDetailSchema>;
