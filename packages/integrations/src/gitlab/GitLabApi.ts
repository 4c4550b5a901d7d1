import {
  type BaseResourceOptions,
  defaultOptionsHandler,
  type RequesterType,
  type ResourceOptions,
} from '@gitbeaker/requester-utils';
import type { ZodType } from 'zod';
import { parseJson } from '../http/parseJson';
import type { RequestEffect, UpstreamResponse } from '../http/UpstreamRequest';
import type { UpstreamTransport } from '../http/UpstreamTransport';

/** What gitbeaker doesn't carry from a client's method to the request. */
export interface GitLabCall<T> {
  operation: string;
  signal?: AbortSignal;
  effect?: RequestEffect;
  /** Values that must not come back in an error message. */
  sensitive?: readonly string[];
  /** Shape of one answer; of a page when the answer is a list. `empty` = nothing is read. */
  answer: ZodType<T> | 'empty' | 'text';
}

type ResourceClass<R> = new (options: BaseResourceOptions<false>) => R;

/**
 * gitbeaker's resources over our transport. gitbeaker retries 429 and 502 ten times, POST included, and takes no
 * AbortSignal: it only builds the requests here.
 */
export class GitLabApi {
  constructor(readonly transport: UpstreamTransport) {}

  /** Sends what a method of a resource builds. */
  async call<R, T>(
    Resource: ResourceClass<R>,
    call: GitLabCall<T>,
    send: (resource: R) => Promise<unknown>,
  ): Promise<T> {
    const resource = new Resource({
      host: this.transport.config.baseUrl,
      // Its own time limit; ours is the transport's.
      queryTimeout: null,
      requesterFn: options => this.#requester(options, call),
    });
    // gitbeaker hands through what `answer` made of the body (and joins pages of lists), whatever its own types say.
    return (await send(resource)) as T;
  }

  #requester(
    options: ResourceOptions,
    call: GitLabCall<unknown>,
  ): RequesterType {
    const { baseUrl } = this.transport.config;
    const prefix = options.url.slice(baseUrl.length).replace(/\/+$/, '');
    const parse = parserOf(call.answer);
    const send =
      (method: string) =>
      async (
        endpoint: string,
        request?: Parameters<typeof defaultOptionsHandler>[1],
      ): Promise<any> => {
        const prepared = await defaultOptionsHandler(options, {
          ...request,
          method,
        });
        const query = prepared.searchParams ? `?${prepared.searchParams}` : '';
        return this.transport.request({
          operation: call.operation,
          signal: call.signal,
          effect: call.effect,
          sensitive: call.sensitive,
          method,
          path: `${prefix}/${endpoint}${query}`,
          headers: prepared.headers,
          body: prepared.body as string | undefined,
          parse: response => ({
            body: parse(response),
            headers: response.headers,
            status: response.status,
          }),
        });
      };
    return {
      get: send('GET'),
      post: send('POST'),
      put: send('PUT'),
      patch: send('PATCH'),
      delete: send('DELETE'),
    };
  }
}

function parserOf(answer: GitLabCall<unknown>['answer']) {
  switch (answer) {
    case 'empty':
      return () => undefined;
    case 'text':
      return (response: UpstreamResponse) => response.body.toString('utf8');
    default:
      return parseJson(answer);
  }
}
