import { InputError } from '@backstage/errors';
import { z } from 'zod';
import type {
  ApplicationSpec,
  ObjectMetadata,
  ResourceStatus,
} from './Application';

const stringMap = z.record(z.string(), z.string());

const generator = z.strictObject({
  list: z
    .looseObject({ elements: z.array(z.record(z.string(), z.unknown())) })
    .optional(),
  clusters: z
    .looseObject({
      selector: z.looseObject({ matchLabels: stringMap.optional() }).optional(),
      values: stringMap.optional(),
    })
    .optional(),
  git: z
    .looseObject({
      repoURL: z.string(),
      revision: z.string().optional(),
      directories: z.array(
        z.object({ path: z.string(), exclude: z.boolean().optional() }),
      ),
      values: stringMap.optional(),
    })
    .optional(),
});

const schema = z.object({
  metadata: z.looseObject({
    name: z.string().regex(/^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/),
    labels: stringMap.optional(),
    annotations: stringMap.optional(),
  }),
  spec: z.looseObject({
    generators: z.array(generator).min(1),
    goTemplate: z.literal(false).optional(),
    template: z.looseObject({
      metadata: z.looseObject({
        name: z.string(),
        labels: stringMap.optional(),
        annotations: stringMap.optional(),
        finalizers: z.array(z.string()).optional(),
      }),
      spec: z.looseObject({ project: z.string() }),
    }),
    syncPolicy: z
      .looseObject({ preserveResourcesOnDeletion: z.boolean().optional() })
      .optional(),
  }),
});

export type ApplicationSetGenerator = z.infer<typeof generator>;

export type ApplicationSetManifest = z.infer<typeof schema>;

export interface ApplicationSetCondition {
  type: 'ErrorOccurred' | 'ParametersGenerated' | 'ResourcesUpToDate';
  status: 'True' | 'False';
  reason: string;
  message: string;
  lastTransitionTime: string;
}

/** Makes an application for each set of parameters that its generators give. */
export interface ApplicationSet {
  metadata: ObjectMetadata;
  spec: {
    generators: ApplicationSetGenerator[];
    template: {
      metadata: ApplicationSetManifest['spec']['template']['metadata'];
      spec: ApplicationSpec;
    };
    syncPolicy?: { preserveResourcesOnDeletion?: boolean };
    [field: string]: unknown;
  };
  status: {
    conditions?: ApplicationSetCondition[];
    /** Its applications. */
    resources?: ResourceStatus[];
    resourcesCount?: number;
  };
}

/**
 * Generators other than lists, clusters and directories of Git aren't there, and neither are Go templates.
 * @throws InputError
 */
export function validateApplicationSet(manifest: unknown): Pick<
  ApplicationSet,
  'spec'
> & {
  metadata: ApplicationSetManifest['metadata'];
} {
  const parsed = schema.safeParse(manifest);
  if (!parsed.success) {
    throw new InputError(
      `ApplicationSet.argoproj.io is invalid, or wants what the sandbox does not have: ${parsed.error.issues
        .map(({ path, message }) => `${path.join('.')}: ${message}`)
        .join('; ')}`,
    );
  }
  return parsed.data as unknown as ReturnType<typeof validateApplicationSet>;
}
