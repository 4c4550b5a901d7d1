import { ResponseError } from '@backstage/errors';
import type {
  Action,
  ActionPreview,
  ActionRequest,
  AllowedActions,
  BulkRefreshResult,
  StartAction,
} from './actions';
import type {
  ApplicationDetail,
  ApplicationDiff,
  ApplicationList,
  ApplicationListQuery,
  ApplicationRef,
  ResourceTree,
  TreeQuery,
} from './application';
import type {
  Comparison,
  ComparisonQuery,
  DeploymentHistory,
  Lane,
  Promote,
  Promotion,
  PromotionList,
  Trace,
  TraceQuery,
} from './promotion';

type Options = { signal?: AbortSignal };
/** As the server takes it: lists are joined by commas, what is left out gets its default. */
type Search<T> = { [K in keyof T]?: T[K] };

/** Look at and steer what runs. Every method throws `ResponseError` with the backend's message when it is refused. */
export interface DeliveryApi {
  list(
    query?: Search<ApplicationListQuery>,
    options?: Options,
  ): Promise<ApplicationList>;
  application(
    ref: ApplicationRef,
    options?: Options,
  ): Promise<ApplicationDetail>;
  tree(
    ref: ApplicationRef,
    query?: Search<TreeQuery>,
    options?: Options,
  ): Promise<ResourceTree>;
  diff(ref: ApplicationRef, options?: Options): Promise<ApplicationDiff>;

  allowedActions(
    ref: ApplicationRef,
    options?: Options,
  ): Promise<AllowedActions>;
  /** Says what an action would do; changes nothing. */
  previewAction(
    ref: ApplicationRef,
    request: ActionRequest,
    options?: Options,
  ): Promise<ActionPreview>;
  startAction(ref: ApplicationRef, body: StartAction): Promise<Action>;
  action(id: string, options?: Options): Promise<Action>;
  /** The latest 20, newest first. */
  actions(ref: ApplicationRef, options?: Options): Promise<{ items: Action[] }>;
  refreshAll(applications: ApplicationRef[]): Promise<BulkRefreshResult>;

  lane(service: string, options?: Options): Promise<Lane>;
  history(service: string, options?: Options): Promise<DeploymentHistory>;
  trace(service: string, query: TraceQuery, options?: Options): Promise<Trace>;
  comparison(
    service: string,
    query: ComparisonQuery,
    options?: Options,
  ): Promise<Comparison>;
  promote(service: string, body: Promote): Promise<Promotion>;
  promotions(service: string, options?: Options): Promise<PromotionList>;
}

/** HTTP client of `argocd-backend`, for browser and backend. */
export class DeliveryClient implements DeliveryApi {
  constructor(
    private readonly deps: {
      discoveryApi: { getBaseUrl(pluginId: string): Promise<string> };
      fetchApi: { fetch: typeof fetch };
    },
  ) {}

  list(query: Search<ApplicationListQuery> = {}, options?: Options) {
    return this.#get<ApplicationList>('/list', query, options);
  }

  application(ref: ApplicationRef, options?: Options) {
    return this.#get<ApplicationDetail>(pathOf(ref), {}, options);
  }

  tree(ref: ApplicationRef, query: Search<TreeQuery> = {}, options?: Options) {
    return this.#get<ResourceTree>(`${pathOf(ref)}/tree`, query, options);
  }

  diff(ref: ApplicationRef, options?: Options) {
    return this.#get<ApplicationDiff>(`${pathOf(ref)}/diff`, {}, options);
  }

  allowedActions(ref: ApplicationRef, options?: Options) {
    return this.#get<AllowedActions>(
      `${pathOf(ref)}/actions/allowed`,
      {},
      options,
    );
  }

  previewAction(
    ref: ApplicationRef,
    request: ActionRequest,
    options?: Options,
  ) {
    return this.#send<ActionPreview>(
      'POST',
      `${pathOf(ref)}/actions/preview`,
      request,
      options,
    );
  }

  startAction(ref: ApplicationRef, body: StartAction) {
    return this.#send<Action>('POST', `${pathOf(ref)}/actions`, body);
  }

  action(id: string, options?: Options) {
    return this.#get<Action>(`/actions/${encodeURIComponent(id)}`, {}, options);
  }

  actions(ref: ApplicationRef, options?: Options) {
    return this.#get<{ items: Action[] }>(
      `${pathOf(ref)}/actions`,
      {},
      options,
    );
  }

  refreshAll(applications: ApplicationRef[]) {
    return this.#send<BulkRefreshResult>('POST', '/bulk-refresh', {
      applications,
    });
  }

  lane(service: string, options?: Options) {
    return this.#get<Lane>(`${serviceOf(service)}/lane`, {}, options);
  }

  history(service: string, options?: Options) {
    return this.#get<DeploymentHistory>(
      `${serviceOf(service)}/history`,
      {},
      options,
    );
  }

  trace(service: string, query: TraceQuery, options?: Options) {
    return this.#get<Trace>(`${serviceOf(service)}/trace`, query, options);
  }

  comparison(service: string, query: ComparisonQuery, options?: Options) {
    return this.#get<Comparison>(
      `${serviceOf(service)}/comparison`,
      query,
      options,
    );
  }

  promote(service: string, body: Promote) {
    return this.#send<Promotion>(
      'POST',
      `${serviceOf(service)}/promotions`,
      body,
    );
  }

  promotions(service: string, options?: Options) {
    return this.#get<PromotionList>(
      `${serviceOf(service)}/promotions`,
      {},
      options,
    );
  }

  #get<T>(path: string, query: object, options?: Options): Promise<T> {
    const search = new URLSearchParams();
    for (const [key, value] of Object.entries(query)) {
      if (value !== undefined) {
        search.set(key, String(value));
      }
    }
    const suffix = search.size ? `?${search}` : '';
    return this.#send('GET', `${path}${suffix}`, undefined, options);
  }

  async #send<T>(
    method: string,
    path: string,
    body?: unknown,
    options?: Options,
  ): Promise<T> {
    const baseUrl = await this.deps.discoveryApi.getBaseUrl('argocd');
    const response = await this.deps.fetchApi.fetch(`${baseUrl}${path}`, {
      method,
      signal: options?.signal,
      ...(body !== undefined && {
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

const pathOf = ({ instance, namespace, name }: ApplicationRef) =>
  `/applications/${[instance, namespace, name]
    .map(encodeURIComponent)
    .join('/')}`;

const serviceOf = (service: string) =>
  `/services/${encodeURIComponent(service)}`;
