import { ResponseError } from '@backstage/errors';

/** Aborts a request when the page goes away. */
export interface RequestOptions {
  signal?: AbortSignal;
}

export interface HttpClientOptions {
  discoveryApi: { getBaseUrl(pluginId: string): Promise<string> };
  fetchApi: { fetch: typeof fetch };
}

/** Sends JSON to `provisioning-backend`; what the clients of its parts have in common. */
export class ProvisioningHttp {
  constructor(private readonly options: HttpClientOptions) {}

  /** @throws ResponseError with the backend's message when the request is refused */
  async send<T>(
    method: string,
    path: string,
    body?: unknown,
    options?: RequestOptions,
  ): Promise<T> {
    const baseUrl = await this.options.discoveryApi.getBaseUrl('provisioning');
    const response = await this.options.fetchApi.fetch(`${baseUrl}${path}`, {
      method,
      signal: options?.signal,
      ...(body === undefined
        ? {}
        : {
            headers: { 'Content-Type': 'application/json' },
            body: JSON.stringify(body),
          }),
    });
    if (!response.ok) {
      throw await ResponseError.fromResponse(response);
    }
    return response.json();
  }
}

/** `?a=1&b=2`, without what is undefined; empty when nothing is left. */
export function toSearch(query: object): string {
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) {
    if (value !== undefined) {
      search.set(key, String(value));
    }
  }
  return search.size === 0 ? '' : `?${search}`;
}
