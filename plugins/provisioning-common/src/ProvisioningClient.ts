import { ResponseError } from '@backstage/errors';
import type {
  Preflight,
  Preview,
  Run,
  RunList,
  RunListQuery,
  RunLog,
  StartRun,
  TemplateValues,
} from './types';

/** Aborts a request when the page goes away. */
export interface RequestOptions {
  signal?: AbortSignal;
}

/**
 * What the provisioning plugin offers a signed-in person.
 * Every method throws `ResponseError` with the backend's message when the request is refused.
 */
export interface ProvisioningApi {
  /** Asks all upstreams, in parallel, whether the run can succeed. Changes nothing. */
  preflight(
    request: TemplateValues,
    options?: RequestOptions,
  ): Promise<Preflight>;
  /** Renders what the run would commit and lists what it would make. Changes nothing. */
  preview(request: TemplateValues, options?: RequestOptions): Promise<Preview>;
  /** Starts a run; the same `requestId` gives the same run. */
  startRun(request: StartRun): Promise<Run>;
  listRuns(query?: RunListQuery, options?: RequestOptions): Promise<RunList>;
  getRun(id: string, options?: RequestOptions): Promise<Run>;
  /** Log lines after the line with id `after`. */
  getLog(
    id: string,
    query?: { after?: number },
    options?: RequestOptions,
  ): Promise<RunLog>;
  /** Goes on from the step that failed. */
  retryRun(id: string): Promise<Run>;
  /** Takes back what the run made, last first. Stops the run when it is still going. */
  undoRun(id: string): Promise<Run>;
}

/** Talks to `provisioning-backend`. */
export class ProvisioningClient implements ProvisioningApi {
  constructor(
    private readonly options: {
      discoveryApi: { getBaseUrl(pluginId: string): Promise<string> };
      fetchApi: { fetch: typeof fetch };
    },
  ) {}

  preflight(request: TemplateValues, options?: RequestOptions) {
    return this.#send<Preflight>('POST', '/preflight', request, options);
  }

  preview(request: TemplateValues, options?: RequestOptions) {
    return this.#send<Preview>('POST', '/preview', request, options);
  }

  startRun(request: StartRun) {
    return this.#send<Run>('POST', '/runs', request);
  }

  listRuns(query: RunListQuery = {}, options?: RequestOptions) {
    const search = new URLSearchParams();
    for (const [key, value] of Object.entries(query)) {
      if (value !== undefined) {
        search.set(key, String(value));
      }
    }
    return this.#send<RunList>('GET', `/runs?${search}`, undefined, options);
  }

  getRun(id: string, options?: RequestOptions) {
    return this.#send<Run>(
      'GET',
      `/runs/${encodeURIComponent(id)}`,
      undefined,
      options,
    );
  }

  getLog(id: string, query: { after?: number } = {}, options?: RequestOptions) {
    const search = query.after === undefined ? '' : `?after=${query.after}`;
    return this.#send<RunLog>(
      'GET',
      `/runs/${encodeURIComponent(id)}/log${search}`,
      undefined,
      options,
    );
  }

  retryRun(id: string) {
    return this.#send<Run>('POST', `/runs/${encodeURIComponent(id)}/retry`);
  }

  undoRun(id: string) {
    return this.#send<Run>('POST', `/runs/${encodeURIComponent(id)}/undo`);
  }

  async #send<T>(
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
