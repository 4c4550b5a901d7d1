import { z } from 'zod';

/** Most services that one request may ask for. */
export const MAX_SERVICES_PER_REQUEST = 50;

/** A service's name: a DNS label of 3 to 40 characters without `--`. */
export const serviceNameSchema = z
  .string()
  .regex(
    /^(?!.*--)[a-z][a-z0-9-]{1,38}[a-z0-9]$/,
    'is not a service name: 3 to 40 characters of a-z, 0-9 and single hyphens, starting with a letter',
  );

/** Query of `GET /applications`: `service` is a comma-separated list, repeated names count once. */
export const applicationsQuerySchema = z.object({
  service: z
    .string({ error: 'is missing: name at least one service' })
    .transform(value => [...new Set(value.split(',').map(name => name.trim()))])
    .pipe(
      z
        .array(serviceNameSchema)
        .min(1)
        .max(
          MAX_SERVICES_PER_REQUEST,
          `names more than ${MAX_SERVICES_PER_REQUEST} services`,
        ),
    ),
});

/** What Argo CD says about Git versus cluster. */
export const syncStatusSchema = z.enum(['Synced', 'OutOfSync', 'Unknown']);

/** What Argo CD says about the workload. */
export const healthStatusSchema = z.enum([
  'Healthy',
  'Progressing',
  'Degraded',
  'Suspended',
  'Missing',
  'Unknown',
]);

/** The service has an Argo CD application in this environment. */
export const deployedStateSchema = z.object({
  state: z.literal('deployed'),
  environment: z.string(),
  /** Argo CD instance that answered, a name of `runway.argocd`. */
  source: z.string(),
  /** Name of the Argo CD application. */
  application: z.string(),
  sync: syncStatusSchema,
  health: healthStatusSchema,
  /** Why it is not healthy, in Argo CD's words. */
  healthMessage: z.string().optional(),
  /** Commit of the GitOps repository that was last compared, 40 hex digits. */
  revision: z.string().optional(),
  /** Tag of the running image: the short commit id of the service. */
  imageTag: z.string().optional(),
  /** When the last deployment finished, ISO 8601 in UTC. */
  deployedAt: z.string().optional(),
  /** Page of the application in Argo CD. */
  url: z.string().optional(),
});

/** The Argo CD of this environment answered, and it has no application of the service. */
export const absentStateSchema = z.object({
  state: z.literal('absent'),
  environment: z.string(),
  source: z.string(),
});

/** The Argo CD of this environment did not answer, so nothing is known. */
export const unknownStateSchema = z.object({
  state: z.literal('unknown'),
  environment: z.string(),
  source: z.string(),
});

export const environmentStateSchema = z.discriminatedUnion('state', [
  deployedStateSchema,
  absentStateSchema,
  unknownStateSchema,
]);

/** A service and what runs in each configured environment, in promotion order. */
export const serviceEnvironmentsSchema = z.object({
  service: z.string(),
  environments: z.array(environmentStateSchema),
});

/** How an upstream behind an answer did. */
export const sourceStatusSchema = z.object({
  /** A name of `runway.argocd`. */
  name: z.string(),
  /** `partial`: some of the data is old or missing; `failed`: there is no data. */
  state: z.enum(['ok', 'partial', 'failed']),
  /** Age of the oldest data used, in seconds; null when there is none. */
  ageSeconds: z.number().nonnegative().nullable(),
  error: z
    .object({
      reason: z.enum(['timeout', 'denied', 'unavailable', 'unexpected']),
      /** A sentence for people; never text from the upstream. */
      message: z.string(),
    })
    .optional(),
});

/** Answer of `GET /applications`. */
export const applicationsResponseSchema = z.object({
  items: z.array(serviceEnvironmentsSchema),
  /** Asked for, but not in the catalog or not readable by the user. */
  notFound: z.array(z.string()),
  sources: z.array(sourceStatusSchema),
});

export type SyncStatus = z.infer<typeof syncStatusSchema>;
export type HealthStatus = z.infer<typeof healthStatusSchema>;
export type DeployedState = z.infer<typeof deployedStateSchema>;
export type EnvironmentState = z.infer<typeof environmentStateSchema>;
export type ServiceEnvironments = z.infer<typeof serviceEnvironmentsSchema>;
export type SourceStatus = z.infer<typeof sourceStatusSchema>;
export type ApplicationsResponse = z.infer<typeof applicationsResponseSchema>;
