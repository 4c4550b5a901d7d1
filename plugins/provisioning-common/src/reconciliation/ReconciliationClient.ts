import {
  ProvisioningHttp,
  toSearch,
  type HttpClientOptions,
  type RequestOptions,
} from '../ProvisioningHttp';
import type {
  Difference,
  DifferenceAction,
  DifferenceListQuery,
  Reconciliation,
} from './types';

/**
 * Where the ledger and the upstreams disagree.
 * Every method throws `ResponseError` with the backend's message when the request is refused.
 */
export interface ReconciliationApi {
  getReconciliation(
    query?: DifferenceListQuery,
    options?: RequestOptions,
  ): Promise<Reconciliation>;
  /** Asks for a pass now; answers at once. A pass that is under way is not doubled. */
  checkNow(): Promise<{ started: boolean }>;
  /** @returns the difference as it is now, or nothing when it is resolved */
  resolveDifference(
    id: string,
    action: DifferenceAction,
  ): Promise<{ difference?: Difference }>;
}

/** Talks to `provisioning-backend`. */
export class ReconciliationClient implements ReconciliationApi {
  readonly #http: ProvisioningHttp;

  constructor(options: HttpClientOptions) {
    this.#http = new ProvisioningHttp(options);
  }

  getReconciliation(query: DifferenceListQuery = {}, options?: RequestOptions) {
    return this.#http.send<Reconciliation>(
      'GET',
      `/reconciliation${toSearch(query)}`,
      undefined,
      options,
    );
  }

  checkNow() {
    return this.#http.send<{ started: boolean }>(
      'POST',
      '/reconciliation/check',
    );
  }

  resolveDifference(id: string, action: DifferenceAction) {
    return this.#http.send<{ difference?: Difference }>(
      'POST',
      `/reconciliation/differences/${encodeURIComponent(id)}/resolve`,
      { action },
    );
  }
}
