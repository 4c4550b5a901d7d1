import { z } from 'zod';

/** What a scaffolder action asks of the ledger. */
export const operationRequestSchema = z
  .object({
    taskId: z.string().min(1),
    stepId: z.string().min(1),
    /** Id of the action. */
    operation: z.string().min(1),
    input: z.record(z.string(), z.any()),
    /** Location of the template's `template.yaml`. */
    templateBaseUrl: z.string(),
  })
  .strict();

export type OperationRequest = z.infer<typeof operationRequestSchema>;

/** A line of the answer. The last one is `output` or `error`. */
export const operationMessageSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('log'), message: z.string() }),
  z.object({ type: z.literal('alive') }),
  z.object({
    type: z.literal('output'),
    output: z.record(z.string(), z.any()),
  }),
  z.object({
    type: z.literal('error'),
    name: z.string(),
    message: z.string(),
  }),
]);

export type OperationMessage = z.infer<typeof operationMessageSchema>;
