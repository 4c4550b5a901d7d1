import { InputError } from '@backstage/errors';
import type { z } from 'zod';

/** @throws InputError naming every field that doesn't fit the schema */
export function parseInput<T>(schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value);
  if (!result.success) {
    throw new InputError(
      result.error.issues
        .map(({ path, message }) => `${path.join('.') || 'body'}: ${message}`)
        .join('; '),
    );
  }
  return result.data;
}
