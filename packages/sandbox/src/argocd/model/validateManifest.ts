import { InputError } from '@backstage/errors';
import { z } from 'zod';
import type { ApplicationSpec } from './Application';
import type { AppProjectSpec } from './AppProject';

const strings = z.array(z.string());
const stringMap = z.record(z.string(), z.string());

const source = z.looseObject({
  repoURL: z.string(),
  path: z.string().optional(),
  chart: z.string().optional(),
  targetRevision: z.string().optional(),
  ref: z.string().optional(),
  name: z.string().optional(),
  helm: z
    .looseObject({
      releaseName: z.string().optional(),
      valueFiles: strings.optional(),
      values: z.string().optional(),
      valuesObject: z.record(z.string(), z.unknown()).optional(),
      parameters: z
        .array(
          z.looseObject({
            name: z.string(),
            value: z.string().optional(),
            forceString: z.boolean().optional(),
          }),
        )
        .optional(),
    })
    .optional(),
  directory: z
    .looseObject({
      recurse: z.boolean().optional(),
      include: z.string().optional(),
      exclude: z.string().optional(),
    })
    .optional(),
});

const applicationSpec = z.looseObject({
  project: z.string(),
  destination: z.object({
    name: z.string().optional(),
    server: z.string().optional(),
    namespace: z.string().optional(),
  }),
  source: source.optional(),
  sources: z.array(source).optional(),
  syncPolicy: z
    .looseObject({
      automated: z
        .looseObject({
          enabled: z.boolean().optional(),
          prune: z.boolean().optional(),
          selfHeal: z.boolean().optional(),
          allowEmpty: z.boolean().optional(),
        })
        .nullish()
        .transform(value => value ?? undefined),
      syncOptions: strings.optional(),
      retry: z
        .looseObject({
          limit: z.number().int().optional(),
          backoff: z
            .looseObject({
              duration: z.string().optional(),
              factor: z.number().int().optional(),
              maxDuration: z.string().optional(),
            })
            .optional(),
        })
        .optional(),
    })
    .optional(),
  ignoreDifferences: z
    .array(
      z.looseObject({ kind: z.string(), jsonPointers: strings.optional() }),
    )
    .optional(),
  revisionHistoryLimit: z.number().int().optional(),
});

const groupKinds = z.array(
  z.object({
    group: z.string(),
    kind: z.string(),
    name: z.string().optional(),
  }),
);

const projectSpec = z.looseObject({
  description: z.string().optional(),
  sourceRepos: strings.optional(),
  destinations: z
    .array(
      z.object({
        name: z.string().optional(),
        server: z.string().optional(),
        namespace: z.string().optional(),
      }),
    )
    .optional(),
  clusterResourceWhitelist: groupKinds.optional(),
  clusterResourceBlacklist: groupKinds.optional(),
  namespaceResourceWhitelist: groupKinds.optional(),
  namespaceResourceBlacklist: groupKinds.optional(),
  roles: z
    .array(
      z.looseObject({
        name: z.string(),
        description: z.string().optional(),
        policies: strings.optional(),
        groups: strings.optional(),
      }),
    )
    .optional(),
});

const metadata = z.looseObject({
  name: z
    .string()
    .max(253)
    .regex(
      /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/,
      "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character",
    ),
  labels: stringMap.optional(),
  annotations: stringMap.optional(),
  finalizers: strings.optional(),
});

export interface ManifestMetadata {
  name: string;
  namespace?: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  finalizers?: string[];
}

/** @throws InputError with the text an API server answers */
export function validateApplication(manifest: unknown): {
  metadata: ManifestMetadata;
  spec: ApplicationSpec;
} {
  return check('Application', applicationSpec, manifest) as {
    metadata: ManifestMetadata;
    spec: ApplicationSpec;
  };
}

/** @throws InputError with the text an API server answers */
export function validateProject(manifest: unknown): {
  metadata: ManifestMetadata;
  spec: AppProjectSpec;
} {
  return check('AppProject', projectSpec, manifest) as {
    metadata: ManifestMetadata;
    spec: AppProjectSpec;
  };
}

function check(kind: string, spec: z.ZodType, manifest: unknown) {
  const result = z.object({ metadata, spec }).safeParse(manifest);
  if (result.success) {
    return result.data;
  }
  const name = (manifest as { metadata?: { name?: string } })?.metadata?.name;
  const causes = result.error.issues.map(issue => {
    const path = issue.path.join('.');
    return issue.code === 'invalid_type' && /undefined$/.test(issue.message)
      ? `${path}: Required value`
      : `${path}: Invalid value: ${issue.message}`;
  });
  throw new InputError(
    `${kind}.argoproj.io "${name ?? ''}" is invalid: ${
      causes.length === 1 ? causes[0] : `[${causes.join(', ')}]`
    }`,
  );
}
