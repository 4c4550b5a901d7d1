import { z } from 'zod';
import type {
  ArgoCdApplication,
  ArgoCdApplicationEvent,
  ArgoCdApplicationList,
  ArgoCdManagedResource,
  ArgoCdManifests,
  ArgoCdProject,
  ArgoCdResourceEvent,
  ArgoCdResourceTree,
} from './ArgoCdTypes';

/** Go writes an empty list as null or leaves it out. */
export const list = <T extends z.ZodType>(item: T) =>
  z
    .array(item)
    .nullish()
    .transform(items => items ?? []);

const strings = z.record(z.string(), z.string()).optional();

export const metadata = z.looseObject({
  name: z.string(),
  namespace: z.string().optional(),
  labels: strings,
  annotations: strings,
  finalizers: z.array(z.string()).optional(),
  creationTimestamp: z.string().nullish(),
  deletionTimestamp: z.string().optional(),
});

const source = z.looseObject({
  repoURL: z.string(),
  path: z.string().optional(),
  chart: z.string().optional(),
  targetRevision: z.string().optional(),
  ref: z.string().optional(),
});

const health = z.looseObject({
  status: z.string().optional(),
  message: z.string().optional(),
});

const resourceResult = z.looseObject({
  kind: z.string(),
  name: z.string(),
  status: z.string().optional(),
  message: z.string().optional(),
});

const operation = z.looseObject({
  info: z
    .array(z.looseObject({ name: z.string(), value: z.string() }))
    .nullish(),
});

const operationState = z.looseObject({
  operation: operation.optional(),
  phase: z.string(),
  message: z.string().optional(),
  startedAt: z.string().nullish(),
  finishedAt: z.string().nullish(),
  syncResult: z
    .looseObject({
      revision: z.string().optional(),
      revisions: z.array(z.string()).optional(),
      resources: z.array(resourceResult).nullish(),
    })
    .optional(),
});

const status = z.looseObject({
  sync: z
    .looseObject({
      status: z.string(),
      revision: z.string().optional(),
      revisions: z.array(z.string()).optional(),
    })
    .optional(),
  health: health.optional(),
  operationState: operationState.optional(),
  conditions: z
    .array(z.looseObject({ type: z.string(), message: z.string() }))
    .optional(),
  resources: z
    .array(
      z.looseObject({
        kind: z.string(),
        name: z.string(),
        status: z.string().optional(),
        health: health.optional(),
      }),
    )
    .optional(),
  history: z
    .array(
      z.looseObject({
        id: z.number().default(0),
        revision: z.string().optional(),
        revisions: z.array(z.string()).optional(),
        deployedAt: z.string().optional(),
        source: source.partial().optional(),
        sources: z.array(source).optional(),
      }),
    )
    .optional(),
  summary: z.looseObject({ images: z.array(z.string()).optional() }).optional(),
});

const spec = z.looseObject({
  project: z.string().optional(),
  source: source.optional(),
  sources: z.array(source).optional(),
  destination: z
    .looseObject({
      server: z.string().optional(),
      name: z.string().optional(),
      namespace: z.string().optional(),
    })
    .optional(),
  syncPolicy: z.looseObject({}).nullish(),
});

/** What is absent becomes empty, because `fields` leaves out whole parts. The types are narrower than what is checked. */
const applicationShape = z.looseObject({
  metadata,
  spec: spec.default({}),
  status: status.default({}),
  operation: operation.optional(),
});

// Known fields are checked above, all others pass unchanged: that is what the types of this package say.
export const applicationSchema =
  applicationShape as unknown as z.ZodType<ArgoCdApplication>;

export const listMetadataSchema = z
  .object({
    metadata: z
      .looseObject({ resourceVersion: z.string().optional() })
      .optional(),
  })
  .transform(answer => ({ resourceVersion: answer.metadata?.resourceVersion }));

export const applicationListSchema = z
  .object({
    metadata: z
      .looseObject({ resourceVersion: z.string().optional() })
      .optional(),
    items: list(applicationSchema),
  })
  .transform(
    (answer): ArgoCdApplicationList => ({
      items: answer.items,
      resourceVersion: answer.metadata?.resourceVersion,
    }),
  );

/** What arrives in a stream, a line each: a result, or an error that ends it. */
const lineOf = <T>(result: z.ZodType<T>) =>
  z.union([
    z.object({ result }).transform(line => line.result as T),
    z
      .object({ error: z.looseObject({ message: z.string().optional() }) })
      .transform(line => ({
        problem: line.error.message ?? 'no reason given',
      })),
  ]);

export const applicationEventLine = lineOf(
  z.object({
    type: z.enum(['ADDED', 'MODIFIED', 'DELETED']),
    application: applicationSchema,
  }) as z.ZodType<ArgoCdApplicationEvent>,
);

export const resourceTreeSchema = z.object({
  nodes: list(z.looseObject({ kind: z.string(), name: z.string() })),
  orphanedNodes: list(z.looseObject({ kind: z.string(), name: z.string() })),
}) as unknown as z.ZodType<ArgoCdResourceTree>;

export const resourceTreeLine = lineOf(resourceTreeSchema);

export const resourceEventsSchema = z
  .object({
    items: list(
      z.looseObject({
        type: z.string().optional(),
        reason: z.string().optional(),
        message: z.string().optional(),
        count: z.number().optional(),
        lastTimestamp: z.string().nullish(),
        eventTime: z.string().nullish(),
      }),
    ),
  })
  .transform(answer => answer.items as unknown as ArgoCdResourceEvent[]);

export const managedResourcesSchema = z
  .object({
    items: list(z.looseObject({ kind: z.string(), name: z.string() })),
  })
  .transform(answer => answer.items as unknown as ArgoCdManagedResource[]);

export const manifestsSchema = z
  .object({
    manifests: list(z.string()),
    revision: z.string().optional(),
    namespace: z.string().optional(),
    server: z.string().optional(),
  })
  .transform((answer): ArgoCdManifests => answer);

export const projectSchema = z.looseObject({
  metadata,
  spec: z
    .looseObject({
      description: z.string().optional(),
      sourceRepos: z.array(z.string()).optional(),
      destinations: z.array(z.looseObject({})).nullish(),
    })
    .default({}),
}) as unknown as z.ZodType<ArgoCdProject>;

export const versionSchema = z.object({ Version: z.string() });

export const userInfoSchema = z.object({
  loggedIn: z.boolean().default(false),
  username: z.string().optional(),
  groups: list(z.string()),
});
