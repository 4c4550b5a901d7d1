import { z } from 'zod';
import { ProvisioningHttp, type HttpClientOptions } from './ProvisioningHttp';
import { plannedResourceSchema, previewFileSchema } from './schemas';

/** A template that is not in the catalog yet, its files, and what a person filled in. */
export const dryRunRequestSchema = z
  .object({
    /** Content of `template.yaml`, parsed. */
    template: z.record(z.string(), z.unknown()),
    values: z.record(z.string().max(100), z.unknown()),
    /** The template's folder; content in base64. */
    files: z
      .array(
        z
          .object({ path: z.string().min(1).max(500), content: z.string() })
          .strict(),
      )
      .max(2_000),
  })
  .strict();

export const dryRunSchema = z.object({
  steps: z.array(
    z.object({
      id: z.string(),
      /** Whether the step goes through the ledger; what others make is not known here. */
      known: z.boolean(),
      resources: z.array(plannedResourceSchema),
      files: z.array(previewFileSchema),
    }),
  ),
});

export type DryRunRequest = z.infer<typeof dryRunRequestSchema>;
export type DryRun = z.infer<typeof dryRunSchema>;

/** Says what a template would make that is still being written. For those who may dry-run templates. */
export class DryRunClient {
  readonly #http: ProvisioningHttp;

  constructor(options: HttpClientOptions) {
    this.#http = new ProvisioningHttp(options);
  }

  /** @throws ResponseError with the backend's message when template or values are refused */
  dryRun(request: DryRunRequest): Promise<DryRun> {
    return this.#http.send<DryRun>('POST', '/dry-run', request);
  }
}
