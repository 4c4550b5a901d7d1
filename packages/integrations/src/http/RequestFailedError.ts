import { isRetryable, type UpstreamFailure } from './mapUpstreamError';

/** One request failed; the call it belongs to may still retry. Never leaves this package. */
export class RequestFailedError extends Error {
  constructor(readonly failure: UpstreamFailure) {
    super(`Request failed: ${failure.kind}`);
    this.name = 'RequestFailedError';
  }

  /** Sending it again may help; says nothing about whether that is safe. */
  get repeatable(): boolean {
    switch (this.failure.kind) {
      case 'status':
      case 'timeout':
      case 'unreachable':
      case 'malformed':
        return isRetryable(this.failure);
      default:
        return false;
    }
  }

  /** What the upstream asked to wait, in milliseconds; 0 when it didn't. */
  get retryAfterMs(): number {
    return this.failure.kind === 'status' ? this.failure.retryAfterMs ?? 0 : 0;
  }

  get credentialRefused(): boolean {
    return (
      this.failure.kind === 'status' && this.failure.credentialRefused === true
    );
  }

  /** Silence, 5xx and cut-off answers say that the instance is unwell; a clear "no" doesn't. */
  get blamesInstance(): boolean {
    switch (this.failure.kind) {
      case 'timeout':
      case 'unreachable':
        return true;
      case 'malformed':
        return this.failure.repeatable;
      case 'status':
        return this.failure.status >= 500 && this.failure.status !== 501;
      default:
        return false;
    }
  }
}
