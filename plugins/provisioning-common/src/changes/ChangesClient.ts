import {
  ProvisioningHttp,
  toSearch,
  type HttpClientOptions,
  type RequestOptions,
} from '../ProvisioningHttp';
import type {
  ApproveChange,
  Change,
  ChangeList,
  ChangeListQuery,
  ChangePlan,
  ChangeSubject,
  OpenChange,
  RejectChange,
} from './types';

/**
 * Changes of a service that exists: taking it down, giving it to another team.
 * Every method throws `ResponseError` with the backend's message when the request is refused.
 */
export interface ChangesApi {
  /** Says what would happen to each resource, which files change and who has to approve. Changes nothing. */
  planChange(
    subject: ChangeSubject,
    options?: RequestOptions,
  ): Promise<ChangePlan>;
  /** Opens a change; the same `requestId` gives the same change. */
  openChange(request: OpenChange): Promise<Change>;
  listChanges(
    query?: ChangeListQuery,
    options?: RequestOptions,
  ): Promise<ChangeList>;
  getChange(id: string, options?: RequestOptions): Promise<Change>;
  approveChange(id: string, request: ApproveChange): Promise<Change>;
  rejectChange(id: string, request: RejectChange): Promise<Change>;
  /** Closes the merge request; only before it is merged. */
  cancelChange(id: string): Promise<Change>;
  /** Goes on with what could not be done. */
  retryChange(id: string): Promise<Change>;
}

/** Talks to `provisioning-backend`. */
export class ChangesClient implements ChangesApi {
  readonly #http: ProvisioningHttp;

  constructor(options: HttpClientOptions) {
    this.#http = new ProvisioningHttp(options);
  }

  planChange(subject: ChangeSubject, options?: RequestOptions) {
    return this.#http.send<ChangePlan>(
      'POST',
      '/changes/plan',
      subject,
      options,
    );
  }

  openChange(request: OpenChange) {
    return this.#http.send<Change>('POST', '/changes', request);
  }

  listChanges(query: ChangeListQuery = {}, options?: RequestOptions) {
    return this.#http.send<ChangeList>(
      'GET',
      `/changes${toSearch(query)}`,
      undefined,
      options,
    );
  }

  getChange(id: string, options?: RequestOptions) {
    return this.#http.send<Change>('GET', pathOf(id), undefined, options);
  }

  approveChange(id: string, request: ApproveChange) {
    return this.#http.send<Change>('POST', `${pathOf(id)}/approve`, request);
  }

  rejectChange(id: string, request: RejectChange) {
    return this.#http.send<Change>('POST', `${pathOf(id)}/reject`, request);
  }

  cancelChange(id: string) {
    return this.#http.send<Change>('POST', `${pathOf(id)}/cancel`);
  }

  retryChange(id: string) {
    return this.#http.send<Change>('POST', `${pathOf(id)}/retry`);
  }
}

const pathOf = (id: string) => `/changes/${encodeURIComponent(id)}`;
