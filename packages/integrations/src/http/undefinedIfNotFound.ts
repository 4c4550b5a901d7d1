import { isError } from '@backstage/errors';

/** Undefined instead of NotFoundError. */
export async function undefinedIfNotFound<T>(
  promise: Promise<T>,
): Promise<T | undefined> {
  try {
    return await promise;
  } catch (error) {
    if (isError(error) && error.name === 'NotFoundError') {
      return undefined;
    }
    throw error;
  }
}
