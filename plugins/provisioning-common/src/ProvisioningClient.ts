import {
  ProvisioningHttp,
  toSearch,
  type HttpClientOptions,
  type RequestOptions,
} from './ProvisioningHttp';
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
  readonly #http: ProvisioningHttp;

  constructor(options: HttpClientOptions) {
    this.#http = new ProvisioningHttp(options);
  }

  preflight(request: TemplateValues, options?: RequestOptions) {
    return this.#http.send<Preflight>('POST', '/preflight', request, options);
  }

  preview(request: TemplateValues, options?: RequestOptions) {
    return this.#http.send<Preview>('POST', '/preview', request, options);
  }

  startRun(request: StartRun) {
    return this.#http.send<Run>('POST', '/runs', request);
  }

  listRuns(query: RunListQuery = {}, options?: RequestOptions) {
    return this.#http.send<RunList>(
      'GET',
      `/runs${toSearch(query)}`,
      undefined,
      options,
    );
  }

  getRun(id: string, options?: RequestOptions) {
    return this.#http.send<Run>(
      'GET',
      `/runs/${encodeURIComponent(id)}`,
      undefined,
      options,
    );
  }

  getLog(id: string, query: { after?: number } = {}, options?: RequestOptions) {
    return this.#http.send<RunLog>(
      'GET',
      `/runs/${encodeURIComponent(id)}/log${toSearch(query)}`,
      undefined,
      options,
    );
  }

  retryRun(id: string) {
    return this.#http.send<Run>(
      'POST',
      `/runs/${encodeURIComponent(id)}/retry`,
    );
  }

  undoRun(id: string) {
    return this.#http.send<Run>('POST', `/runs/${encodeURIComponent(id)}/undo`);
  }
}
