import { ResponseError } from '@backstage/errors';
import type { ZodType } from 'zod';
import {
  type NamespaceDetail,
  type NamespaceRef,
  namespaceDetailSchema,
} from './namespaceContract';
import {
  type NamespaceList,
  type NamespaceListQuery,
  namespaceListSchema,
} from './namespaceListContract';

type Options = { signal?: AbortSignal };

/** What a person or a page may ask about clusters. Every method throws `ResponseError` when it is refused. */
export interface ClustersApi {
  namespaces(
    query?: Partial<NamespaceListQuery>,
    options?: Options,
  ): Promise<NamespaceList>;
  namespace(ref: NamespaceRef, options?: Options): Promise<NamespaceDetail>;
}

/** HTTP client of `clusters-backend`, for browser and backend. */
export class ClustersClient implements ClustersApi {
  constructor(
    private readonly deps: {
      discoveryApi: { getBaseUrl(pluginId: string): Promise<string> };
      fetchApi: { fetch: typeof fetch };
    },
  ) {}

  namespaces(query: Partial<NamespaceListQuery> = {}, options?: Options) {
    const search = new URLSearchParams();
    for (const [key, value] of Object.entries(query)) {
      if (value !== undefined) {
        search.set(key, String(value));
      }
    }
    const suffix = search.size ? `?${search}` : '';
    return this.#get(namespaceListSchema, `/namespaces${suffix}`, options);
  }

  namespace({ cluster, name }: NamespaceRef, options?: Options) {
    const path = [cluster, name].map(encodeURIComponent).join('/');
    return this.#get(namespaceDetailSchema, `/namespaces/${path}`, options);
  }

  async #get<T>(
    schema: ZodType<T>,
    path: string,
    options?: Options,
  ): Promise<T> {
    const baseUrl = await this.deps.discoveryApi.getBaseUrl('clusters');
    const response = await this.deps.fetchApi.fetch(`${baseUrl}${path}`, {
      signal: options?.signal,
    });
    if (!response.ok) {
      throw await ResponseError.fromResponse(response);
    }
    return schema.parse(await response.json());
  }
}
