import { InputError } from '@backstage/errors';
import { z } from 'zod';

/** Enough for any question about scale; more would only take the memory of this machine. */
const MAX = 100_000;

const count = z
  .string()
  .regex(/^\d+$/)
  .transform(Number)
  .refine(number => number <= MAX)
  .optional();

const ScaleSchema = z.strictObject({
  /** GitLab projects, each with a first commit. */
  projects: count,
  /** Argo CD applications, with a status. */
  applications: count,
  /** Applications of the second Argo CD, `/argocd-tools`. */
  tools: count,
  /** Objects in all clusters together: pods and config maps. Their namespaces come on top. */
  objects: count,
  /** Pods of one more application, `scale-tree-<first cluster>`. */
  tree: count,
  /** Kilobytes by which the states of one more application differ, `scale-difference-<first cluster>`. */
  difference: count,
});

/** How much the sandbox is filled with, beside the organisation. */
export type ScaleOptions = z.infer<typeof ScaleSchema>;

/**
 * Reads what stands on a command line: `projects=5000,objects=10000`.
 * @throws InputError
 */
export function parseScale(text: string): ScaleOptions {
  const parsed = ScaleSchema.safeParse(
    Object.fromEntries(
      text.split(',').map(part => {
        const [name, number = ''] = part.trim().split('=');
        return [name, number];
      }),
    ),
  );
  if (!parsed.success) {
    throw new InputError(
      `It must be like projects=5000,applications=5000,objects=10000, with numbers up to ${MAX}.`,
    );
  }
  return parsed.data;
}
