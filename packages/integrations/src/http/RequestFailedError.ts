import type { UpstreamFailure } from './mapUpstreamError';

/** One request failed; the call it belongs to may still retry. Never leaves this package. */
export class RequestFailedError extends Error {
  constructor(readonly failure: UpstreamFailure) {
    super(`Request failed: ${failure.kind}`);
    this.name = 'RequestFailedError';
  }
}
