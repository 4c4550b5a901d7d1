import { z } from 'zod';
import { resourceKindSchema, upstreamSystemSchema } from '../schemas';

/** What the person can do about a difference. */
export const differenceActionSchema = z.enum([
  /** Write into the ledger what is there, so that it can be taken away later. */
  'adopt',
  /** Make it again, as the run made it. */
  'recreate',
  /** Take it off the ledger (or the list), and leave the upstream alone. */
  'forget',
]);

/** How the ledger and an upstream disagree. */
export const differenceKindSchema = z.enum([
  /** The ledger says present; the upstream doesn't have it. */
  'missing',
  /** The ledger says undone, archived or nothing at all; the upstream has it, with the mark of a run. */
  'unlisted',
  /** It is there, but without the run's mark or with another run's. */
  'foreign',
  /** The run ended with it left over. */
  'orphaned',
]);

export const differenceSchema = z.object({
  id: z.string(),
  kind: differenceKindSchema,
  resourceKind: resourceKindSchema,
  system: upstreamSystemSchema,
  instance: z.string(),
  key: z.string(),
  title: z.string(),
  environment: z.string().optional(),
  url: z.string().optional(),
  /** The run that it belongs to; absent when no run is known. */
  runId: z.string().optional(),
  /** Name of the service, when known. */
  name: z.string().optional(),
  /** Entity ref of the team that has it now, when known. */
  ownerRef: z.string().optional(),
  /** What was found, in one sentence. */
  message: z.string(),
  /** When it was first and last seen. */
  firstSeenAt: z.string(),
  lastSeenAt: z.string(),
  /** What is possible for this one, best first. */
  actions: z.array(differenceActionSchema),
  /** Set while an action works on it, or when the last one failed. */
  progress: z
    .object({
      action: differenceActionSchema,
      state: z.enum(['working', 'failed']),
      message: z.string().optional(),
    })
    .optional(),
});

/** One pass of the check over one part. */
export const reconciliationSourceSchema = z.object({
  system: upstreamSystemSchema,
  instance: z.string(),
  state: z.enum(['ok', 'partial', 'failed']),
  /** When it was last compared completely. */
  checkedAt: z.string().optional(),
  /** Resources of the ledger compared in the last pass. */
  checked: z.number(),
  /** Why it isn't complete, without secrets. */
  error: z.string().optional(),
});

export const reconciliationSchema = z.object({
  differences: z.array(differenceSchema),
  totalItems: z.number(),
  sources: z.array(reconciliationSourceSchema),
  /** When the last pass began and ended, and how often it runs, seconds. */
  lastPass: z
    .object({ startedAt: z.string(), finishedAt: z.string().optional() })
    .optional(),
  everySeconds: z.number(),
  /** Whether this person may act on differences; with the reason when not. */
  can: z.object({ act: z.boolean(), reason: z.string().optional() }),
});

export const differenceListQuerySchema = z
  .object({
    kind: differenceKindSchema.optional(),
    system: upstreamSystemSchema.optional(),
    name: z.string().max(100).optional(),
    limit: z.coerce.number().int().min(1).max(200).default(50),
    offset: z.coerce.number().int().min(0).default(0),
  })
  .strict();

export const resolveDifferenceSchema = z
  .object({ action: differenceActionSchema })
  .strict();
