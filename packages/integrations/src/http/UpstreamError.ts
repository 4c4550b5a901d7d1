import { isError } from '@backstage/errors';
import type { UpstreamSystem } from '../upstreams/UpstreamClient';

/** What every error of a client carries besides its class from `@backstage/errors`. Holds no secret. */
export interface UpstreamErrorDetails {
  system: UpstreamSystem;
  instance: string;
  /** Method of the client, e.g. `createProject`. */
  operation: string;
  /** The same call may succeed later without anybody changing anything. */
  retryable: boolean;
  /**
   * The request was sent and nobody knows whether it took effect: look before trying again. Only ever true for calls
   * that change something.
   */
  outcomeUnknown: boolean;
  /** HTTP status of the upstream's answer; absent when there was none. */
  upstreamStatus?: number;
  /** How long the upstream asked to wait, in milliseconds. */
  retryAfterMs?: number;
}

/**
 * NotFoundError (404), NotAllowedError (403), ConflictError (409), InputError (400, 422) or ServiceUnavailableError
 * (401, 429, 5xx, timeout, no connection, circuit open, answer of the wrong shape), with the details.
 */
export type UpstreamError = Error & UpstreamErrorDetails;

/** Whether an error came out of a client of this package. */
export function isUpstreamError(error: unknown): error is UpstreamError {
  const candidate = error as Partial<UpstreamErrorDetails> | null | undefined;
  return (
    isError(error) &&
    typeof candidate?.system === 'string' &&
    typeof candidate.instance === 'string' &&
    typeof candidate.operation === 'string' &&
    typeof candidate.retryable === 'boolean'
  );
}
