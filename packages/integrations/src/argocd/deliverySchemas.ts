import { z } from 'zod';
import type {
  ArgoCdApplicationSet,
  ArgoCdRevisionMetadata,
} from './ArgoCdDeliveryTypes';
import { list, metadata } from './argocdSchemas';

export const revisionMetadataSchema = z.looseObject({
  author: z.string().optional(),
  date: z.string().optional(),
  message: z.string().optional(),
  tags: z
    .array(z.string())
    .nullish()
    .transform(tags => tags ?? undefined),
  signatureInfo: z.string().optional(),
}) as unknown as z.ZodType<ArgoCdRevisionMetadata>;

export const resourceSchema = z
  .object({ manifest: z.string() })
  .transform(answer => answer.manifest);

export const applicationSetsSchema = z
  .object({
    items: list(
      z.looseObject({
        metadata,
        spec: z.looseObject({ generators: list(z.looseObject({})) }),
        status: z
          .looseObject({
            conditions: list(
              z.looseObject({ type: z.string(), status: z.string() }),
            ),
            resources: list(z.looseObject({ name: z.string() })),
          })
          .default({ conditions: [], resources: [] }),
      }),
    ),
  })
  .transform(answer => answer.items as unknown as ArgoCdApplicationSet[]);
