import { z } from 'zod';
import { ApiError } from '../ApiError';

/** GitLab takes numbers and booleans as text too: in queries and forms there is nothing else. */
export const integer = z.coerce.number().int();

export const flag = z.preprocess(value => {
  if (value === 'true' || value === '1' || value === 1 || value === 't') {
    return true;
  }
  return value === 'false' || value === '0' || value === 0 || value === 'f'
    ? false
    : value;
}, z.boolean());

/** A list, also written `a,b`. */
export const list = z.preprocess(
  value =>
    typeof value === 'string'
      ? value
          .split(',')
          .map(part => part.trim())
          .filter(Boolean)
      : value,
  z.array(z.string()),
);

export const text = z.preprocess(
  value =>
    typeof value === 'number' || typeof value === 'boolean'
      ? String(value)
      : value,
  z.string(),
);

/** Checks input as Grape does. @throws ApiError 400 `{error: "name is missing, ref is invalid"}` */
export function parseInput<Schema extends z.ZodType>(
  schema: Schema,
  input: Record<string, unknown>,
): z.output<Schema> {
  const parsed = schema.safeParse(input);
  if (parsed.success) {
    return parsed.data;
  }
  const problems = parsed.error.issues.map(issue => {
    const path = issue.path.map(part =>
      typeof part === 'number' ? `[${part}]` : String(part),
    );
    const name = path
      .slice(1)
      .reduce(
        (name_, part) =>
          part.startsWith('[') ? name_ + part : `${name_}[${part}]`,
        path[0] ?? '',
      );
    return `${name} ${problemOf(issue, valueAt(input, issue.path))}`;
  });
  throw new ApiError(400, { error: [...new Set(problems)].join(', ') });
}

function problemOf(issue: z.core.$ZodIssue, value: unknown) {
  if (value === undefined) {
    return 'is missing';
  }
  if (issue.code === 'too_small' && issue.origin === 'string') {
    return 'is empty';
  }
  return issue.code === 'invalid_value' || issue.code === 'too_small'
    ? 'does not have a valid value'
    : 'is invalid';
}

function valueAt(input: unknown, path: PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, part) =>
      typeof value === 'object' && value !== null
        ? (value as Record<PropertyKey, unknown>)[part]
        : undefined,
    input,
  );
}
