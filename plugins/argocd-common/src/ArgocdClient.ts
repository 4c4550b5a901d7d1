import { ResponseError } from '@backstage/errors';
import {
  ApplicationsResponse,
  applicationsResponseSchema,
} from './applicationsContract';

/** What a person or a page may ask about Argo CD. */
export interface ArgocdApi {
  /**
   * What runs where.
   *
   * @param services - at most `MAX_SERVICES_PER_REQUEST` names
   * @throws ResponseError with status 400, 401, 403 or 5xx
   */
  getApplications(
    services: string[],
    options?: { signal?: AbortSignal },
  ): Promise<ApplicationsResponse>;
}

/** HTTP client of `argocd-backend`. The same class serves browser and backend: only `fetch` and discovery differ. */
export class ArgocdClient implements ArgocdApi {
  readonly #discoveryApi: { getBaseUrl(pluginId: string): Promise<string> };
  readonly #fetchApi: { fetch: typeof fetch };

  constructor(options: {
    discoveryApi: { getBaseUrl(pluginId: string): Promise<string> };
    fetchApi: { fetch: typeof fetch };
  }) {
    this.#discoveryApi = options.discoveryApi;
    this.#fetchApi = options.fetchApi;
  }

  async getApplications(
    services: string[],
    options?: { signal?: AbortSignal },
  ): Promise<ApplicationsResponse> {
    const baseUrl = await this.#discoveryApi.getBaseUrl('argocd');
    const query = new URLSearchParams({ service: services.join(',') });
    const response = await this.#fetchApi.fetch(
      `${baseUrl}/applications?${query}`,
      { signal: options?.signal },
    );
    if (!response.ok) {
      throw await ResponseError.fromResponse(response);
    }
    return applicationsResponseSchema.parse(await response.json());
  }
}
