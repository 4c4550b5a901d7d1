import { z } from 'zod';
import { clusterStatusSchema } from './clusterContract';
import { namespaceSummarySchema } from './namespaceContract';

/** Most namespaces on one page of the list. */
export const MAX_PAGE_SIZE = 100;

/** What the list can be narrowed by; each also is a facet. */
export const namespaceDimensions = [
  'kind',
  'team',
  'environment',
  'cluster',
  'missing',
  'state',
] as const;

export const namespaceSortFields = [
  'name',
  'team',
  'environment',
  'missing',
  'quota',
  'createdAt',
] as const;

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
  ]);

/**
 * Query of `GET /namespaces`. Values of a dimension are separated by commas and combined with "or", dimensions with "and".
 */
export const namespaceListQuerySchema = z.object({
  /** Part of the name of namespace or team, case-insensitive. */
  q: z.string().trim().max(100).optional(),
  /** Those of the system only when they are asked for. */
  kind: commaList.default(['team', 'unowned']),
  team: commaList.optional(),
  environment: commaList.optional(),
  cluster: commaList.optional(),
  missing: commaList.optional(),
  state: commaList.optional(),
  /** `missing`: by how much is missing; `quota`: by the resource with the least room. */
  sort: z.enum(namespaceSortFields).default('missing'),
  order: z.enum(['asc', 'desc']).default('desc'),
  limit: z.coerce.number().int().min(1).max(MAX_PAGE_SIZE).default(50),
  offset: z.coerce.number().int().min(0).max(1_000_000).default(0),
});

/** Answer of `GET /namespaces`. */
export const namespaceListSchema = z.object({
  items: z.array(namespaceSummarySchema),
  /** How many match, on all pages. */
  total: z.number().int(),
  /** How many match by value, the own filter of each dimension left aside; at most 50 values each, most frequent first. */
  facets: z.record(
    z.enum(namespaceDimensions),
    z.array(z.object({ value: z.string(), count: z.number().int() })),
  ),
  /** Over all clusters, whatever the filter; those of the system only in `system`. */
  summary: z.object({
    namespaces: z.number().int(),
    missing: z.number().int(),
    unknown: z.number().int(),
    system: z.number().int(),
  }),
  clusters: z.array(clusterStatusSchema),
});

export type NamespaceDimension = (typeof namespaceDimensions)[number];
export type NamespaceSortField = (typeof namespaceSortFields)[number];
export type NamespaceListQuery = z.infer<typeof namespaceListQuerySchema>;
export type NamespaceList = z.infer<typeof namespaceListSchema>;
