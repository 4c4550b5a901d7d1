/** The kinds of upstream systems. */
export type UpstreamSystem = 'gitlab' | 'argocd' | 'vault' | 'kubernetes';

/** Last argument of every method of every client. */
export interface CallOptions {
  /** Ends waiting, retrying and the request itself; the call rejects with the signal's reason. */
  signal?: AbortSignal;
}

/**
 * State of an instance's circuit breaker: `open` means that calls are refused at once because the last ones failed,
 * `half-open` that the next call is tried.
 */
export type BreakerState = 'closed' | 'open' | 'half-open';

/** What every client has. */
export interface UpstreamClient {
  readonly system: UpstreamSystem;
  /** Name of the instance in the configuration. */
  readonly instance: string;
  /** Address that people open, without a trailing slash. */
  readonly webUrl: string;
  readonly breakerState: BreakerState;
}

/** One finished call, as metrics and traces want it. Retries are part of one call. */
export interface RequestRecord {
  system: UpstreamSystem;
  instance: string;
  /** Method of the client, e.g. `createProject`. */
  operation: string;
  durationMs: number;
  /** Requests sent; 0 when the circuit breaker or the queue refused the call. */
  attempts: number;
  outcome: RequestOutcome;
  /** HTTP status of the last answer, when there was one. */
  status?: number;
}

/**
 * How a call ended: `refused` = the upstream answered 4xx, `failed` = 5xx, 429 or an answer of the wrong shape,
 * `unreachable` = no answer, `rejected` = not sent, because the circuit is open or the queue full.
 */
export type RequestOutcome =
  | 'ok'
  | 'refused'
  | 'failed'
  | 'timeout'
  | 'unreachable'
  | 'rejected'
  | 'aborted';
