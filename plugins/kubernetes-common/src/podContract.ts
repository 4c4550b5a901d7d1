import { z } from 'zod';

/** Label of every object of a service, and annotation of its component in the catalog; the value is the service's name. */
export const SERVICE_LABEL = 'runway.aerq.io/service';

/** Lines that a log has when nobody says how many. */
export const DEFAULT_LOG_LINES = 1_000;

const name = z
  .string()
  .max(253)
  .regex(/^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/, 'is no name in Kubernetes');

/** Where a pod is. The environment says which cluster. */
export const podRefSchema = z.object({
  environment: z.string(),
  namespace: name,
  pod: name,
});
export type PodRef = z.infer<typeof podRefSchema>;

/** Which log of a pod, and how much of its end. */
export const podLogQuerySchema = z.object({
  /** May be left out where there is only one. */
  container: name.optional(),
  /** Of the run of the container before this one. */
  previous: z
    .enum(['true', 'false'])
    .default('false')
    .transform(value => value === 'true'),
  lines: z.coerce.number().int().min(1).max(10_000).default(DEFAULT_LOG_LINES),
});
export type PodLogQuery = z.infer<typeof podLogQuerySchema>;

/** The end of a log. */
export interface PodLog {
  text: string;
  /** That many of the last lines are there at most: fewer than asked for where lines are very long. */
  lines: number;
}

/** Path below the plugin's base URL of what is asked about one pod. */
export const podPath = (
  { environment, namespace, pod }: PodRef,
  what: 'log' | 'events',
): string =>
  ['', 'pods', environment, namespace, pod, what]
    .map(encodeURIComponent)
    .join('/');
