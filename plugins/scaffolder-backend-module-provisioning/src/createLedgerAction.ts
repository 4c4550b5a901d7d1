import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import type { JsonObject } from '@backstage/types';
import type { LedgerService } from '@runway/plugin-provisioning-node';
import { stringify } from 'yaml';
import type { z } from 'zod/v3';

type Fields = { [name: string]: (zod: typeof z) => z.ZodType };

/**
 * An action whose work is done by the ledger of `provisioning-backend`: recorded before and after, found again on a
 * retry, taken back by an undo. In a dry run it says what it would ask for and touches nothing.
 */
export function createLedgerAction<I extends Fields, O extends Fields>(
  ledger: LedgerService,
  options: {
    id: string;
    description: string;
    /** An input as a template would give it. */
    example: JsonObject;
    input: I;
    output: O;
  },
) {
  return createTemplateAction({
    id: options.id,
    description: options.description,
    supportsDryRun: true,
    examples: [
      {
        description: options.description,
        example: stringify({
          steps: [
            {
              id: 'example',
              name: options.description,
              action: options.id,
              input: options.example,
            },
          ],
        }),
      },
    ],
    schema: { input: options.input, output: options.output },
    async handler(ctx) {
      const { logger, signal, step, task, templateInfo } = ctx;
      if (ctx.isDryRun) {
        logger.info(`Would run ${options.id}; a dry run makes nothing.`);
        return;
      }
      const output = await ledger.run(
        {
          taskId: task.id,
          stepId: step?.id ?? options.id,
          operation: options.id,
          input: ctx.input as JsonObject,
          templateBaseUrl: templateInfo?.baseUrl ?? '',
        },
        { log: message => logger.info(message), signal },
      );
      for (const [name, value] of Object.entries(output)) {
        ctx.output(name, value as any);
      }
    },
  });
}
