import { ResponseError } from '@backstage/errors';
import { type PlatformStatus, platformStatusSchema } from './statusContract';

/** What a person or a page may ask about the upstream systems. */
export interface UpstreamsApi {
  /** @throws ResponseError with status 401, 403 or 5xx */
  status(options?: { signal?: AbortSignal }): Promise<PlatformStatus>;
}

/** HTTP client of `upstreams-backend`. */
export class UpstreamsClient implements UpstreamsApi {
  constructor(
    private readonly options: {
      discoveryApi: { getBaseUrl(pluginId: string): Promise<string> };
      fetchApi: { fetch: typeof fetch };
    },
  ) {}

  async status(options?: { signal?: AbortSignal }): Promise<PlatformStatus> {
    const { discoveryApi, fetchApi } = this.options;
    const baseUrl = await discoveryApi.getBaseUrl('upstreams');
    const response = await fetchApi.fetch(`${baseUrl}/status`, {
      signal: options?.signal,
    });
    if (!response.ok) {
      throw await ResponseError.fromResponse(response);
    }
    return platformStatusSchema.parse(await response.json());
  }
}
