import { ResponseError } from '@backstage/errors';
import {
  auditKindsSchema,
  auditListSchema,
  type AuditExportFormat,
  type AuditFilter,
  type AuditKinds,
  type AuditList,
  type AuditListQuery,
} from './schemas';

/** Aborts a request when the page goes away. */
export interface AuditRequestOptions {
  signal?: AbortSignal;
}

/**
 * What a signed-in person may ask of the audit trail. The backend decides what of it they see.
 * Every method throws `ResponseError` with the backend's message when the request is refused.
 */
export interface AuditApi {
  /** Newest first; `cursor` goes on where the page before ended. */
  listEvents(
    query?: AuditFilter & Partial<Pick<AuditListQuery, 'cursor' | 'limit'>>,
    options?: AuditRequestOptions,
  ): Promise<AuditList>;
  /** Kinds of actions that were ever recorded. */
  listKinds(options?: AuditRequestOptions): Promise<AuditKinds>;
  /** All events that match, as a file: CSV with a header line, or one JSON object a line. */
  exportEvents(
    format: AuditExportFormat,
    filter?: AuditFilter,
    options?: AuditRequestOptions,
  ): Promise<Blob>;
}

/** Talks to `audit-backend`. */
export class AuditClient implements AuditApi {
  constructor(
    private readonly options: {
      discoveryApi: { getBaseUrl(pluginId: string): Promise<string> };
      fetchApi: { fetch: typeof fetch };
    },
  ) {}

  async listEvents(
    query: Parameters<AuditApi['listEvents']>[0] = {},
    options?: AuditRequestOptions,
  ) {
    const response = await this.#get('/events', query, options);
    return auditListSchema.parse(await response.json());
  }

  async listKinds(options?: AuditRequestOptions) {
    const response = await this.#get('/kinds', {}, options);
    return auditKindsSchema.parse(await response.json());
  }

  async exportEvents(
    format: AuditExportFormat,
    filter: AuditFilter = {},
    options?: AuditRequestOptions,
  ) {
    const query = { ...filter, format };
    return (await this.#get('/events/export', query, options)).blob();
  }

  async #get(path: string, query: object, options?: AuditRequestOptions) {
    const search = new URLSearchParams(
      Object.entries(query)
        .filter(([, value]) => value !== undefined)
        .map(([key, value]) => [key, String(value)]),
    );
    const baseUrl = await this.options.discoveryApi.getBaseUrl('audit');
    const response = await this.options.fetchApi.fetch(
      `${baseUrl}${path}?${search}`,
      { signal: options?.signal },
    );
    if (!response.ok) {
      throw await ResponseError.fromResponse(response);
    }
    return response;
  }
}
