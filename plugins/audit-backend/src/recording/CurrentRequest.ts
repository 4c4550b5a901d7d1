import type { HttpAuthService } from '@backstage/backend-plugin-api';
import type { Request, RequestHandler } from 'express';
import { AsyncLocalStorage } from 'node:async_hooks';

/** The request of a plugin in whose course something happens. */
export class CurrentRequest {
  readonly #storage = new AsyncLocalStorage<Request>();

  constructor(private readonly httpAuth: HttpAuthService) {}

  /** Comes before the plugin's own handlers. */
  readonly middleware: RequestHandler = (request, _response, next) =>
    this.#storage.run(request, next);

  /** Undefined outside of a request, and when the request's sender can't be told. */
  async authenticated(): Promise<Request | undefined> {
    const request = this.#storage.getStore();
    try {
      if (request) {
        await this.httpAuth.credentials(request);
      }
      return request;
    } catch {
      return undefined;
    }
  }
}
