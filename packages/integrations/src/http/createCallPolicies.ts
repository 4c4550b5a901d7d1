import {
  BrokenCircuitError,
  BulkheadRejectedError,
  bulkhead,
  CircuitState,
  circuitBreaker,
  ConsecutiveBreaker,
  DelegateBackoff,
  ExponentialBackoff,
  handleWhen,
  noJitterGenerator,
  retry,
} from 'cockatiel';
import type { BreakerState } from '../upstreams/UpstreamClient';
import { CallEndedError } from './CallEndedError';

/** Numbers behind the policies; tests make them small. */
export interface CallTuning {
  /** Requests of one call, the first included. */
  maxAttempts: number;
  /** Upper bound of the first wait, in milliseconds; doubles with each retry. The wait is a random part of it. */
  retryBaseMs: number;
  /** Upper bound of a wait, and the longest `Retry-After` that is waited for, in milliseconds. */
  retryCapMs: number;
  /** Failures in a row that open the circuit. */
  breakerThreshold: number;
  /** How long it stays open at first, in milliseconds; doubles up to twelve times that. */
  breakerOpenMs: number;
  /** Calls that may wait for a free slot. */
  maxQueue: number;
  /** Largest answer that is read, in bytes. */
  maxAnswerBytes: number;
}

export const defaultTuning: CallTuning = {
  maxAttempts: 3,
  retryBaseMs: 250,
  retryCapMs: 10_000,
  breakerThreshold: 5,
  breakerOpenMs: 5_000,
  maxQueue: 500,
  maxAnswerBytes: 64 * 1024 * 1024,
};

export interface CallPoliciesOptions {
  maxConcurrency: number;
  tuning: CallTuning;
  /** Whether an error says that the instance is unwell. */
  countsAsFailure(error: unknown): boolean;
  onStateChange(state: BreakerState): void;
}

const stateNames: Record<CircuitState, BreakerState> = {
  [CircuitState.Closed]: 'closed',
  [CircuitState.Open]: 'open',
  [CircuitState.HalfOpen]: 'half-open',
  [CircuitState.Isolated]: 'open',
};

/** Circuit breaker around a bounded number of slots; shared by all calls to one instance. */
export function createCallPolicies(options: CallPoliciesOptions) {
  const { tuning } = options;
  const slots = bulkhead(options.maxConcurrency, tuning.maxQueue);
  const breaker = circuitBreaker(
    // While half open, a try that proved nothing (aborted, queue full) must not close the circuit.
    handleWhen(
      error =>
        options.countsAsFailure(error) ||
        (breaker.state === CircuitState.HalfOpen && provesNothing(error)),
    ),
    {
      breaker: new ConsecutiveBreaker(tuning.breakerThreshold),
      halfOpenAfter: new ExponentialBackoff({
        generator: noJitterGenerator,
        initialDelay: tuning.breakerOpenMs,
        maxDelay: tuning.breakerOpenMs * 12,
      }),
    },
  );
  breaker.onStateChange(state => options.onStateChange(stateNames[state]));

  return {
    get state(): BreakerState {
      return stateNames[breaker.state];
    },
    /** Requests that hold a slot, and requests that wait for one. */
    get load() {
      return {
        active: options.maxConcurrency - slots.executionSlots,
        waiting: tuning.maxQueue - slots.queueSlots,
      };
    },
    /**
     * Runs one request when the circuit lets it and a slot is free. No signal is handed to the policies: cockatiel's
     * bulkhead stalls when a waiting entry was aborted, so `send` itself has to fail at once in that case.
     * @throws BrokenCircuitError, BulkheadRejectedError, or what `send` throws
     */
    execute: <T>(send: () => Promise<T>): Promise<T> =>
      breaker.execute(() => slots.execute(send)),
    /** Only the breaker, for streams, which would hold a slot for hours. */
    executeUnbounded: <T>(send: () => Promise<T>): Promise<T> =>
      breaker.execute(send),
  };
}

export type CallPolicies = ReturnType<typeof createCallPolicies>;

/** @returns a retry policy that waits at random up to a doubling bound, and at least as long as the upstream asked */
export function createRetry(
  tuning: CallTuning,
  shouldRetry: (error: unknown) => boolean,
  retryAfterMs: (error: unknown) => number,
) {
  return retry(handleWhen(shouldRetry), {
    maxAttempts: tuning.maxAttempts - 1,
    backoff: new DelegateBackoff(({ attempt, result }) => {
      const bound = Math.min(
        tuning.retryCapMs,
        tuning.retryBaseMs * 2 ** (attempt - 1),
      );
      const asked = 'error' in result ? retryAfterMs(result.error) : 0;
      return asked + Math.random() * bound;
    }),
  });
}

/** Whether the policies refused the request before it was sent, and which. */
export function refusedBy(
  error: unknown,
): 'circuit-open' | 'queue-full' | undefined {
  if (error instanceof BrokenCircuitError) {
    return 'circuit-open';
  }
  return error instanceof BulkheadRejectedError ? 'queue-full' : undefined;
}

function provesNothing(error: unknown): boolean {
  return (
    error instanceof BulkheadRejectedError || error instanceof CallEndedError
  );
}
