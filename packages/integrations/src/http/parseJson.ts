import type { ZodType } from 'zod';
import { MalformedAnswerError } from './MalformedAnswerError';
import type { UpstreamResponse } from './UpstreamRequest';

/** @returns a parser for an answer in JSON that fits the schema */
export function parseJson<T>(schema: ZodType<T>) {
  return (response: UpstreamResponse): T =>
    checkShape(schema, readJson(response));
}

/** @throws MalformedAnswerError when the body isn't JSON */
export function readJson(response: UpstreamResponse): unknown {
  const text = response.body.toString('utf8');
  try {
    return JSON.parse(text);
  } catch {
    const type = response.headers['content-type']?.split(';')[0];
    throw new MalformedAnswerError(
      text.trim() === ''
        ? 'an empty answer where JSON was expected'
        : `not JSON (${type ?? 'no content type'}, ${text.length} characters)`,
      true,
    );
  }
}

/** @throws MalformedAnswerError naming the fields that don't fit, never their values */
export function checkShape<T>(schema: ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value);
  if (result.success) {
    return result.data;
  }
  const fields = result.error.issues
    .slice(0, 3)
    .map(issue => `${issue.path.join('.') || 'answer'}: ${issue.code}`);
  throw new MalformedAnswerError(
    `an answer of another shape than documented (${fields.join('; ')})`,
    false,
  );
}
