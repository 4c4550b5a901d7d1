import { InputError } from '@backstage/errors';
import {
  ApplicationRef,
  applicationRefSchema,
} from '@runway/plugin-argocd-common';
import { z } from 'zod';

/** @throws InputError that names what is wrong */
export function parseInput<Output>(
  schema: z.ZodType<Output>,
  value: unknown,
  what: string,
): Output {
  const result = schema.safeParse(value);
  if (!result.success) {
    const [{ path, message }] = result.error.issues;
    const name = path.length ? ` "${path.join('.')}"` : '';
    throw new InputError(`${what}${name}: ${message}`);
  }
  return result.data;
}

/** @throws InputError */
export const parseApplicationRef = (
  params: Record<string, string>,
): ApplicationRef =>
  parseInput(applicationRefSchema, params, 'Name of the application');
