import nodeVault, { type client as NodeVaultClient } from 'node-vault';
import type { ZodType } from 'zod';
import { parseJson } from '../http/parseJson';
import type { RequestEffect } from '../http/UpstreamRequest';
import type { UpstreamTransport } from '../http/UpstreamTransport';

/** One request to Vault, as a method of the client describes it. */
export interface VaultCall<T> {
  operation: string;
  /** `LIST` is sent as a GET with `list=true`: proxies know no such method. */
  method: 'GET' | 'POST' | 'PUT' | 'DELETE' | 'LIST';
  /** Without `/v1/`; segments encoded. */
  path: string;
  body?: object;
  effect?: RequestEffect;
  accept?: readonly number[];
  /** Values that must not come back in an error message. */
  sensitive?: readonly string[];
  authenticated?: boolean;
  /** For the paths that Vault Enterprise only has outside of namespaces. */
  rootNamespace?: boolean;
  signal?: AbortSignal;
  answer: ZodType<T> | 'empty';
}

/** What node-vault hands to the request function. */
interface NodeVaultRequest {
  path: string;
  method: string;
  json?: object;
  call: VaultCall<unknown>;
}

/**
 * node-vault over our transport. node-vault takes no AbortSignal, reads tokens, addresses and namespaces from the
 * environment and traces what is written, so it builds requests here and nothing else.
 */
export class VaultApi {
  readonly #client: NodeVaultClient;
  readonly #namespace: string | undefined;

  constructor(readonly transport: UpstreamTransport, namespace?: string) {
    this.#namespace = namespace;
    this.#client = nodeVault({
      endpoint: transport.config.baseUrl,
      debug: () => {},
      'request-promise': {
        defaults: () => (request: NodeVaultRequest) => this.#send(request),
      },
    });
  }

  async call<T>(call: VaultCall<T>): Promise<T> {
    const list = call.method === 'LIST';
    return this.#client.request({
      // As the API description has it: a list's path ends with a slash.
      path: `/${call.path}${list ? '/?list=true' : ''}`,
      method: list ? 'GET' : call.method,
      json: call.body,
      call,
    });
  }

  async #send({ path, method, json, call }: NodeVaultRequest) {
    const { answer } = call;
    const body = await this.transport.request({
      operation: call.operation,
      method,
      path: `/v1${path}`,
      headers: {
        // Vault refuses requests that were forged through it as a proxy.
        'x-vault-request': 'true',
        ...(json && { 'content-type': 'application/json' }),
        ...(this.#namespace &&
          !call.rootNamespace && { 'x-vault-namespace': this.#namespace }),
      },
      body: json && JSON.stringify(json),
      effect: call.effect,
      accept: call.accept,
      sensitive: call.sensitive,
      authenticated: call.authenticated,
      signal: call.signal,
      parse: answer === 'empty' ? () => undefined : parseJson(answer),
    });
    // Failures never come this far: the transport has thrown.
    return { statusCode: 200, body, request: { path } };
  }
}
