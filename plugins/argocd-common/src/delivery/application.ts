import { z } from 'zod';
import {
  healthStatusSchema,
  sourceStatusSchema,
  syncStatusSchema,
} from '../applicationsContract';

/** Names one application of all Argo CD instances. */
export const applicationRefSchema = z.object({
  /** A name of `runway.argocd`. */
  instance: z.string().min(1).max(63),
  /** Namespace of the Application object. */
  namespace: z.string().min(1).max(63),
  name: z.string().min(1).max(253),
});

/** Names one object of a cluster. */
export const resourceRefSchema = z.object({
  /** Empty for the core API. */
  group: z.string().max(253).default(''),
  kind: z.string().min(1).max(63),
  namespace: z.string().max(63).optional(),
  name: z.string().min(1).max(253),
});

/** An operation of Argo CD, under way or the last one. */
export const operationSchema = z.object({
  phase: z.enum([
    'Waiting',
    'Running',
    'Terminating',
    'Succeeded',
    'Failed',
    'Error',
  ]),
  /** Absent while Argo CD hasn't begun. ISO 8601 in UTC. */
  startedAt: z.string().optional(),
  finishedAt: z.string().optional(),
  message: z.string().optional(),
  /** Who asked for it: a user entity ref when it was asked for in Runway, else Argo CD's account or `automated`. */
  by: z.string().optional(),
});

/** What a list says of an application. */
export const applicationSummarySchema = applicationRefSchema.extend({
  project: z.string(),
  /** From the labels of Runway; absent for others' applications. */
  service: z.string().optional(),
  environment: z.string().optional(),
  /** Name of a catalog group: the owner of the service, else the project's name when a team has that name. */
  team: z.string().optional(),
  /** Name of the destination in Argo CD, else its address. */
  cluster: z.string(),
  /** Namespace it deploys to. */
  destinationNamespace: z.string().optional(),
  sync: syncStatusSchema,
  health: healthStatusSchema,
  /** Why it is not healthy, in Argo CD's words. */
  healthMessage: z.string().optional(),
  /** Whether Argo CD syncs by itself. */
  autoSync: z.boolean(),
  /** Commit that was last compared, 40 hex digits. */
  revision: z.string().optional(),
  /** Tag of the service's image. */
  version: z.string().optional(),
  /** When the last deployment finished, ISO 8601 in UTC. */
  deployedAt: z.string().optional(),
  operation: operationSchema.optional(),
  /** Set while Argo CD deletes it. */
  deleting: z.boolean().optional(),
});

/** Most applications on one page of the list. */
export const MAX_PAGE_SIZE = 100;

const commaList = z
  .string()
  .max(2_000)
  .transform(value => [
    ...new Set(
      value
        .split(',')
        .map(part => part.trim())
        .filter(Boolean),
    ),
  ])
  .optional();

/** What the list can be narrowed by; each also is a facet. */
export const applicationDimensions = [
  'instance',
  'project',
  'team',
  'cluster',
  'environment',
  'health',
  'sync',
] as const;

export const applicationSortFields = [
  'name',
  'project',
  'team',
  'cluster',
  'environment',
  'health',
  'sync',
  'deployedAt',
] as const;

/** Query of `GET /list`. Values of a dimension are separated by commas; dimensions are combined with "and". */
export const applicationListQuerySchema = z.object({
  /** Part of the name of application or service, case-insensitive. */
  q: z.string().trim().max(100).optional(),
  instance: commaList,
  project: commaList,
  team: commaList,
  cluster: commaList,
  environment: commaList,
  health: commaList,
  sync: commaList,
  sort: z.enum(applicationSortFields).default('name'),
  order: z.enum(['asc', 'desc']).default('asc'),
  limit: z.coerce.number().int().min(1).max(MAX_PAGE_SIZE).default(50),
  offset: z.coerce.number().int().min(0).max(1_000_000).default(0),
});

/** Answer of `GET /list`, at most 60 KB. */
export const applicationListSchema = z.object({
  items: z.array(applicationSummarySchema),
  /** How many match, on all pages. */
  total: z.number().int(),
  /** How many match by value, the own filter of each dimension left aside; at most 50 values each, most frequent first. */
  facets: z.record(
    z.enum(applicationDimensions),
    z.array(z.object({ value: z.string(), count: z.number().int() })),
  ),
  sources: z.array(sourceStatusSchema),
  /** Signal channel that says when to ask again. */
  channel: z.string(),
});

/** One event of a resource, as Kubernetes tells it. */
export const resourceEventSchema = z.object({
  type: z.string(),
  reason: z.string(),
  message: z.string(),
  count: z.number().int().optional(),
  lastSeen: z.string().optional(),
});

/** A resource that isn't well, with the reason. */
export const failingResourceSchema = resourceRefSchema.extend({
  health: healthStatusSchema,
  message: z.string().optional(),
  /** Newest first, at most 10. */
  events: z.array(resourceEventSchema),
});

/** Answer of `GET /applications/:instance/:namespace/:name`. */
export const applicationDetailSchema = z.object({
  application: applicationSummarySchema,
  /** Page in Argo CD. */
  url: z.string(),
  /** Argo CD's own notes: errors of comparison, warnings. */
  conditions: z.array(
    z.object({
      type: z.string(),
      message: z.string(),
      at: z.string().optional(),
    }),
  ),
  gitSources: z.array(
    z.object({
      repository: z.string(),
      path: z.string().optional(),
      chart: z.string().optional(),
      targetRevision: z.string().optional(),
      revision: z.string().optional(),
    }),
  ),
  failing: z.array(failingResourceSchema),
  /** Resources that differ from Git, at most 200. */
  outOfSync: z.array(
    resourceRefSchema.extend({
      /** In the cluster, not in Git any more. */
      requiresPruning: z.boolean().optional(),
    }),
  ),
  /** Results of the last operation, resource by resource, at most 200. */
  results: z.array(
    resourceRefSchema.extend({
      status: z.string().optional(),
      message: z.string().optional(),
    }),
  ),
  /** The application or ApplicationSet that made this one. */
  parent: z.object({ kind: z.string(), name: z.string() }).optional(),
  /** Applications that this one makes (app of apps), at most 200. */
  children: z.array(applicationRefSchema),
  /** Counts of resources by health; 10,000 resources are told in one line. */
  resourceCount: z.number().int(),
  sources: z.array(sourceStatusSchema),
  channel: z.string(),
});

/** Query of `GET /applications/:instance/:namespace/:name/tree`. */
export const treeQuerySchema = z.object({
  /** Part of kind or name, case-insensitive. */
  q: z.string().trim().max(100).optional(),
  /** Only these healths, separated by commas. */
  health: commaList,
  limit: z.coerce.number().int().min(1).max(500).default(200),
});

/** A node of the resource tree. */
export const treeNodeSchema = resourceRefSchema.extend({
  /** Unique in the answer. */
  id: z.string(),
  /** `id` of the owner; absent at the top. */
  parent: z.string().optional(),
  health: healthStatusSchema.optional(),
  message: z.string().optional(),
  sync: syncStatusSchema.optional(),
  images: z.array(z.string()).optional(),
  createdAt: z.string().optional(),
  /** e.g. `Restart Count: 3`. */
  info: z.array(z.object({ name: z.string(), value: z.string() })).optional(),
});

/** Answer of `.../tree`: unwell ones and their ancestors come first when not all fit. */
export const resourceTreeSchema = z.object({
  nodes: z.array(treeNodeSchema),
  total: z.number().int(),
  matching: z.number().int(),
  counts: z.array(
    z.object({
      kind: z.string(),
      total: z.number().int(),
      unwell: z.number().int(),
    }),
  ),
  sources: z.array(sourceStatusSchema),
});

/** What a sync would do with a resource. */
export const resourceDiffSchema = resourceRefSchema.extend({
  change: z.enum(['create', 'update', 'delete']),
  /** Unified diff of YAML, live to desired; values of Secrets are masked. */
  diff: z.string(),
  /** The diff was cut. */
  truncated: z.boolean().optional(),
});

/** Answer of `.../diff`: at most 256 KB, whatever the difference is. */
export const applicationDiffSchema = z.object({
  resources: z.array(resourceDiffSchema),
  /** Resources that differ and aren't in `resources` any more, because the answer is full. */
  omitted: z.number().int(),
  sources: z.array(sourceStatusSchema),
});

export type ApplicationRef = z.infer<typeof applicationRefSchema>;
export type ResourceRef = z.infer<typeof resourceRefSchema>;
export type Operation = z.infer<typeof operationSchema>;
export type ApplicationSummary = z.infer<typeof applicationSummarySchema>;
export type ApplicationDimension = (typeof applicationDimensions)[number];
export type ApplicationSortField = (typeof applicationSortFields)[number];
export type ApplicationListQuery = z.infer<typeof applicationListQuerySchema>;
export type ApplicationList = z.infer<typeof applicationListSchema>;
export type ResourceEvent = z.infer<typeof resourceEventSchema>;
export type FailingResource = z.infer<typeof failingResourceSchema>;
export type ApplicationDetail = z.infer<typeof applicationDetailSchema>;
export type TreeQuery = z.infer<typeof treeQuerySchema>;
export type TreeNode = z.infer<typeof treeNodeSchema>;
export type ResourceTree = z.infer<typeof resourceTreeSchema>;
export type ResourceDiff = z.infer<typeof resourceDiffSchema>;
export type ApplicationDiff = z.infer<typeof applicationDiffSchema>;
