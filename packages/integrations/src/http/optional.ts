import type { ZodType } from 'zod';

/** A field that may be absent or null, undefined in both cases. */
export function optional<T>(schema: ZodType<T>) {
  return schema.nullish().transform(value => value ?? undefined);
}
