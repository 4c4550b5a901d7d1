import type { LoggerService } from '@backstage/backend-plugin-api';
import type { InstanceConfig } from '../config/UpstreamsConfig';
import type {
  BreakerState,
  RequestRecord,
  UpstreamSystem,
} from '../upstreams/UpstreamClient';
import { assertPath } from './assertPath';
import { CallEndedError } from './CallEndedError';
import { CallRecord } from './CallRecord';
import {
  type CallPolicies,
  type CallTuning,
  createCallPolicies,
  createRetry,
  defaultTuning,
  refusedBy,
} from './createCallPolicies';
import { createDispatcher, type TlsOptions } from './createDispatcher';
import { type Credential, CredentialError } from './Credential';
import { MalformedAnswerError } from './MalformedAnswerError';
import { mapUpstreamError, type UpstreamFailure } from './mapUpstreamError';
import { raceWithSignal } from './raceWithSignal';
import { RequestFailedError } from './RequestFailedError';
import { RequestSender } from './RequestSender';
import { sendWithCredential } from './sendWithCredential';
import { traceAttempt } from '../telemetry/traceAttempt';
import type { UpstreamError } from './UpstreamError';
import { effectOf, type UpstreamRequest } from './UpstreamRequest';

export interface UpstreamTransportOptions {
  system: UpstreamSystem;
  config: InstanceConfig;
  credential: Credential;
  logger: LoggerService;
  tls?: TlsOptions;
  tuning?: Partial<CallTuning>;
  onRequest?(record: RequestRecord): void;
}

/**
 * The way to one instance: every request of its client passes here, and here are its time limits, its bounded
 * concurrency, its retries, its circuit breaker and its errors.
 */
export class UpstreamTransport {
  readonly system: UpstreamSystem;
  readonly config: InstanceConfig;
  readonly #options: UpstreamTransportOptions;
  readonly #tuning: CallTuning;
  readonly #policies: CallPolicies;
  readonly #sender: RequestSender;

  constructor(options: UpstreamTransportOptions) {
    this.system = options.system;
    this.config = options.config;
    this.#options = options;
    this.#tuning = { ...defaultTuning, ...options.tuning };
    this.#sender = new RequestSender({
      system: options.system,
      config: options.config,
      dispatcher: createDispatcher(options.tls),
      maxAnswerBytes: this.#tuning.maxAnswerBytes,
    });
    const logger = options.logger.child({
      upstream: `${options.system}/${options.config.name}`,
    });
    this.#policies = createCallPolicies({
      maxConcurrency: options.config.maxConcurrency,
      tuning: this.#tuning,
      countsAsFailure: error =>
        error instanceof RequestFailedError && error.blamesInstance,
      onStateChange: state =>
        state === 'open'
          ? logger.warn('Circuit open: requests are refused for a moment')
          : logger.info(`Circuit ${state}`),
    });
  }

  get breakerState(): BreakerState {
    return this.#policies.state;
  }

  /** Requests under way, and requests that wait for a slot. */
  get load(): { active: number; waiting: number } {
    return this.#policies.load;
  }

  /**
   * Sends a request, again if that is safe and may help, and parses the answer.
   * @throws UpstreamError, or the reason of the request's signal
   */
  async request<T>(request: UpstreamRequest<T>): Promise<T> {
    const call = new CallRecord(request);
    return this.#conclude(request, call, signal => {
      const deadline = Date.now() + this.#totalTimeoutMs(request);
      const retry = createRetry(
        this.#tuning,
        error => this.#shouldRetry(request, call, error, deadline),
        error => (error instanceof RequestFailedError ? error.retryAfterMs : 0),
      );
      return retry.execute(() =>
        this.#attempt(request, call, signal, headers =>
          this.#policies.execute(() =>
            this.#sender.send(request, call, headers, signal),
          ),
        ),
      );
    });
  }

  /**
   * Opens a stream: one attempt, no slot, and a time limit only until the answer begins.
   * @returns chunks until the server ends the stream or the request's signal aborts; a broken connection throws
   */
  async stream(
    request: Omit<UpstreamRequest<never>, 'parse'>,
  ): Promise<AsyncIterable<Uint8Array>> {
    const complete = {
      ...request,
      parse: () => {
        throw new MalformedAnswerError('no stream', false);
      },
    };
    const call = new CallRecord(complete);
    const chunks = await this.#conclude(complete, call, signal =>
      this.#attempt(complete, call, signal, headers =>
        this.#policies.executeUnbounded(() =>
          this.#sender.open(complete, call, headers, signal),
        ),
      ),
    );
    return this.#withMappedErrors(chunks, request.operation);
  }

  /** What a client's own reading of a stream found wrong with it. */
  malformed(operation: string, error: MalformedAnswerError): UpstreamError {
    return this.#map(operation, {
      kind: 'malformed',
      problem: error.message,
      repeatable: error.repeatable,
    });
  }

  /** Ends all connections; requests under way fail. */
  async close() {
    await this.#sender.close();
  }

  /** A call ends after twice the time of one request, waiting and retries included. */
  #totalTimeoutMs(request: UpstreamRequest<unknown>) {
    return 2 * (request.timeoutMs ?? this.config.timeoutMs);
  }

  async #conclude<T, R>(
    request: UpstreamRequest<T>,
    call: CallRecord,
    run: (signal: AbortSignal) => Promise<R>,
  ): Promise<R> {
    assertPath(request.path);
    const total = AbortSignal.timeout(this.#totalTimeoutMs(request));
    const signal = request.signal
      ? AbortSignal.any([request.signal, total])
      : total;
    try {
      const value = await raceWithSignal(run(signal), signal);
      this.#report(request, call);
      return value;
    } catch (error) {
      throw this.#toFinalError(request, call, error);
    }
  }

  #toFinalError(
    request: UpstreamRequest<unknown>,
    call: CallRecord,
    error: unknown,
  ): unknown {
    const ended = error instanceof CallEndedError;
    if (ended && request.signal?.aborted && !isTimeout(request.signal.reason)) {
      this.#report(request, call, 'aborted');
      return request.signal.reason;
    }
    if (ended) {
      call.ranOutOfTime();
    } else if (!(error instanceof RequestFailedError)) {
      return error;
    }
    this.#report(request, call);
    return this.#map(request.operation, call.failure!, call.outcomeUnknown);
  }

  #map(operation: string, failure: UpstreamFailure, outcomeUnknown = false) {
    return mapUpstreamError(failure, {
      system: this.system,
      instance: this.config.name,
      operation,
      outcomeUnknown,
    });
  }

  async *#withMappedErrors(
    chunks: AsyncIterable<Uint8Array>,
    operation: string,
  ): AsyncGenerator<Uint8Array> {
    try {
      yield* chunks;
    } catch (error) {
      throw error instanceof RequestFailedError
        ? this.#map(operation, error.failure)
        : error;
    }
  }

  #attempt<R>(
    request: UpstreamRequest<unknown>,
    call: CallRecord,
    signal: AbortSignal,
    send: (headers: Record<string, string>) => Promise<R>,
  ): Promise<R> {
    const { operation, method } = request;
    return traceAttempt(
      {
        system: this.system,
        instance: this.config.name,
        operation,
        method,
        breaker: this.breakerState,
      },
      call,
      traceHeaders =>
        this.#withCredential(request, call, signal, headers =>
          send({ ...headers, ...traceHeaders }),
        ),
    );
  }

  async #withCredential<R>(
    request: UpstreamRequest<unknown>,
    call: CallRecord,
    signal: AbortSignal,
    send: (headers: Record<string, string>) => Promise<R>,
  ): Promise<R> {
    try {
      if (request.authenticated === false) {
        return await send({});
      }
      const { credential } = this.#options;
      return await sendWithCredential(credential, signal, headers => {
        this.#sender.secrets = credential.secrets();
        return send(headers);
      });
    } catch (error) {
      const refusal = refusalOf(error);
      if (!refusal) {
        throw error;
      }
      call.failed(refusal);
      throw new RequestFailedError(refusal);
    }
  }

  /** What must not be sent twice is sent again only when it is certain that nothing was done: 429, no connection. */
  #shouldRetry(
    request: UpstreamRequest<unknown>,
    call: CallRecord,
    error: unknown,
    deadline: number,
  ): boolean {
    return (
      error instanceof RequestFailedError &&
      (effectOf(request) !== 'once' || !call.outcomeUnknown) &&
      error.repeatable &&
      error.retryAfterMs <= this.#tuning.retryCapMs &&
      Date.now() + error.retryAfterMs < deadline
    );
  }

  #report(
    request: UpstreamRequest<unknown>,
    call: CallRecord,
    outcome: RequestRecord['outcome'] = call.outcome(),
  ) {
    this.#options.onRequest?.({
      system: this.system,
      instance: this.config.name,
      operation: request.operation,
      durationMs: call.durationMs,
      attempts: call.attempts,
      outcome,
      ...(call.status !== undefined && { status: call.status }),
    });
  }
}

/** What kept a request from being sent at all. */
function refusalOf(error: unknown): UpstreamFailure | undefined {
  if (error instanceof CredentialError) {
    return { kind: 'credential', problem: error.message };
  }
  const kind = refusedBy(error);
  return kind && { kind };
}

function isTimeout(reason: unknown): boolean {
  return (reason as Error | undefined)?.name === 'TimeoutError';
}
