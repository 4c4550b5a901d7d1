import { z } from 'zod';

/** What is read of a cluster, by its name in the API. */
export const clusterParts = [
  'namespaces',
  'networkpolicies',
  'resourcequotas',
  'limitranges',
  'rolebindings',
] as const;

/** A part of a cluster that could not be read last time. */
export const unreadPartSchema = z.object({
  part: z.enum(clusterParts),
  /** How old what is shown instead is, in seconds; null when there is nothing, so that what depends on it is unknown. */
  ageSeconds: z.number().nonnegative().nullable(),
  reason: z.enum(['timeout', 'denied', 'unavailable', 'unexpected']),
  /** A sentence for people; never text from the cluster. */
  message: z.string(),
});

/** How a cluster behind an answer did. */
export const clusterStatusSchema = z.object({
  /** A name of `runway.kubernetes`. */
  name: z.string(),
  /** That are on this cluster, in promotion order. */
  environments: z.array(z.string()),
  /** `loading`: asked for the first time; `partial`: some of it is old or missing; `failed`: nothing is known. */
  state: z.enum(['ok', 'loading', 'partial', 'failed']),
  /** Age of the oldest data used, in seconds; null when there is none. */
  ageSeconds: z.number().nonnegative().nullable(),
  /** How many namespaces it has, those of the system too; null when that isn't known. */
  namespaces: z.number().int().nullable(),
  unread: z.array(unreadPartSchema),
});

export type ClusterPart = (typeof clusterParts)[number];
export type UnreadPart = z.infer<typeof unreadPartSchema>;
export type ClusterStatus = z.infer<typeof clusterStatusSchema>;
