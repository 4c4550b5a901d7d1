import { type Dispatcher, fetch, type Response } from 'undici';
import type { InstanceConfig } from '../config/UpstreamsConfig';
import type { UpstreamSystem } from '../upstreams/UpstreamClient';
import { CallEndedError } from './CallEndedError';
import type { CallRecord } from './CallRecord';
import { classifyNetworkError } from './classifyNetworkError';
import { MalformedAnswerError } from './MalformedAnswerError';
import type { UpstreamFailure } from './mapUpstreamError';
import { parseRetryAfter } from './parseRetryAfter';
import { redirectTarget } from './redirectTarget';
import { RequestFailedError } from './RequestFailedError';
import { upstreamMessage, withoutSecrets } from './upstreamMessage';
import type { UpstreamRequest, UpstreamResponse } from './UpstreamRequest';

export interface RequestSenderOptions {
  system: UpstreamSystem;
  config: InstanceConfig;
  dispatcher: Dispatcher;
  maxAnswerBytes: number;
}

const maxRedirects = 3;

/** Sends single requests and says how they went wrong. */
export class RequestSender {
  /** Secrets of the credential in use, kept out of messages. */
  secrets: string[] = [];
  readonly #options: RequestSenderOptions;

  constructor(options: RequestSenderOptions) {
    this.#options = options;
  }

  /** @throws RequestFailedError, or CallEndedError when the signal aborted */
  async send<T>(
    request: UpstreamRequest<T>,
    call: CallRecord,
    headers: Record<string, string>,
    signal: AbortSignal,
  ): Promise<T> {
    const timeoutMs = request.timeoutMs ?? this.#options.config.timeoutMs;
    const limit = AbortSignal.timeout(timeoutMs);
    const both = AbortSignal.any([signal, limit]);
    return this.#guard(call, signal, { limit, timeoutMs }, async () => {
      const response = await this.#fetch(request, call, headers, both);
      const answer = await this.#read(response);
      return this.#judge(request, call, answer);
    });
  }

  /** Begins to receive an answer that may never end. */
  async open(
    request: UpstreamRequest<never>,
    call: CallRecord,
    headers: Record<string, string>,
    callSignal: AbortSignal,
  ): Promise<AsyncIterable<Uint8Array>> {
    const timeoutMs = request.timeoutMs ?? this.#options.config.timeoutMs;
    const limit = AbortSignal.timeout(timeoutMs);
    const stop = new AbortController();
    const abort = () => stop.abort();
    limit.addEventListener('abort', abort);
    request.signal?.addEventListener('abort', abort);
    try {
      return await this.#guard(
        call,
        callSignal,
        { limit, timeoutMs },
        async () => {
          const response = await this.#fetch(
            request,
            call,
            headers,
            stop.signal,
          );
          if (!response.ok) {
            this.#judge(request, call, await this.#read(response));
          }
          return this.#chunks(response, request.signal, () =>
            request.signal?.removeEventListener('abort', abort),
          );
        },
      );
    } finally {
      limit.removeEventListener('abort', abort);
    }
  }

  async close() {
    await this.#options.dispatcher.destroy();
  }

  async #guard<R>(
    call: CallRecord,
    signal: AbortSignal,
    { limit, timeoutMs }: { limit: AbortSignal; timeoutMs: number },
    run: () => Promise<R>,
  ): Promise<R> {
    if (signal.aborted) {
      throw new CallEndedError();
    }
    call.sending();
    try {
      const value = await run();
      call.succeeded();
      return value;
    } catch (error) {
      if (signal.aborted) {
        throw new CallEndedError();
      }
      const failure = limit.aborted
        ? ({ kind: 'timeout', timeoutMs } as const)
        : toFailure(error);
      call.failed(failure);
      throw new RequestFailedError(failure);
    }
  }

  async #fetch(
    request: UpstreamRequest<unknown>,
    call: CallRecord,
    headers: Record<string, string>,
    signal: AbortSignal,
  ): Promise<Response> {
    let url = new URL(this.#options.config.baseUrl + request.path);
    for (let redirects = 0; ; redirects++) {
      const response = await fetch(url, {
        method: request.method,
        headers: {
          accept: 'application/json',
          'user-agent': 'runway',
          ...request.headers,
          ...headers,
        },
        body: request.body,
        dispatcher: this.#options.dispatcher,
        redirect: 'manual',
        signal,
      });
      call.answered(response.status);
      const target = redirectTarget(request, response, url);
      if (!target || redirects === maxRedirects) {
        return response;
      }
      await response.body?.cancel();
      url = target;
    }
  }

  async #read(response: Response): Promise<UpstreamResponse> {
    const chunks: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of response.body ?? []) {
      size += chunk.byteLength;
      if (size > this.#options.maxAnswerBytes) {
        throw new MalformedAnswerError(
          `more than ${this.#options.maxAnswerBytes} bytes`,
          false,
        );
      }
      chunks.push(chunk);
    }
    return {
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: Buffer.concat(chunks),
    };
  }

  #judge<T>(
    request: UpstreamRequest<T>,
    call: CallRecord,
    answer: UpstreamResponse,
  ): T {
    const { status } = answer;
    const goneAlready =
      status === 404 && request.method === 'DELETE' && call.attempts > 1;
    if (
      (status >= 200 && status < 300) ||
      request.accept?.includes(status) ||
      goneAlready
    ) {
      return request.parse(answer);
    }
    const message = withoutSecrets(upstreamMessage(answer), [
      ...this.secrets,
      ...(request.sensitive ?? []),
    ]);
    throw new RequestFailedError({
      kind: 'status',
      status,
      message,
      retryAfterMs: parseRetryAfter(answer.headers['retry-after']),
      credentialRefused:
        status === 401 ||
        // Vault knows no 401.
        (this.#options.system === 'vault' &&
          status === 403 &&
          /invalid token/.test(message ?? '')),
    });
  }

  async *#chunks(
    response: Response,
    signal: AbortSignal | undefined,
    done: () => void,
  ): AsyncGenerator<Uint8Array> {
    try {
      yield* response.body ?? [];
    } catch (error) {
      if (!signal?.aborted) {
        throw new RequestFailedError(classifyNetworkError(error));
      }
    } finally {
      done();
    }
  }
}

function toFailure(error: unknown): UpstreamFailure {
  if (error instanceof RequestFailedError) {
    return error.failure;
  }
  if (error instanceof MalformedAnswerError) {
    return {
      kind: 'malformed',
      problem: error.message,
      repeatable: error.repeatable,
    };
  }
  return classifyNetworkError(error);
}
