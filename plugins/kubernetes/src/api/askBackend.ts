import { ResponseError } from '@backstage/errors';
import type { DiscoveryApi, FetchApi } from '@backstage/frontend-plugin-api';

/**
 * Asks `kubernetes-backend`.
 *
 * @throws Error in the portal's own words: Backstage's components show its message to people
 */
export async function askBackend<T>(
  deps: { discoveryApi: DiscoveryApi; fetchApi: FetchApi },
  path: string,
  ...init: [RequestInit?]
): Promise<T> {
  const baseUrl = await deps.discoveryApi.getBaseUrl('kubernetes');
  const response = await deps.fetchApi.fetch(`${baseUrl}${path}`, ...init);
  if (!response.ok) {
    const error = await ResponseError.fromResponse(response);
    const { name, message } = error.cause;
    // Without a name of its own it is an answer of something in between, as it came.
    throw new Error(
      name === 'Error'
        ? `The portal answered with status ${response.status}`
        : message,
      { cause: error },
    );
  }
  return response.json();
}
