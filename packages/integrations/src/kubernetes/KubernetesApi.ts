import { NotFoundError } from '@backstage/errors';
import type {
  Configuration,
  KubernetesObjectApi,
  RequestContext,
  ResponseContext,
  V1APIResource,
} from '@kubernetes/client-node';
import type { ZodType } from 'zod';
import { parseJson } from '../http/parseJson';
import type { RequestEffect } from '../http/UpstreamRequest';
import type { UpstreamErrorDetails } from '../http/UpstreamError';
import type { UpstreamTransport } from '../http/UpstreamTransport';
import { createCheckedResponse } from './CheckedResponse';
import { clientNode } from './clientNode';
import { resourceListSchema } from './kubernetesSchemas';
import { createPlainObjectApi } from './PlainObjectApi';

/** What client-node doesn't carry from a client's method to the request. */
export interface KubernetesCall<T> {
  operation: string;
  signal?: AbortSignal;
  effect?: RequestEffect;
  answer: ZodType<T>;
}

/** client-node's APIs over our transport. */
export class KubernetesApi {
  /** Kinds of each API version, asked for once; asked again for a kind that isn't among them. */
  readonly #resources = new Map<string, V1APIResource[]>();

  constructor(readonly transport: UpstreamTransport) {}

  /** For client-node's generated APIs: requests go through the transport and answers are checked. */
  configuration(call: KubernetesCall<unknown>): Configuration {
    const { createConfiguration, ServerConfiguration, wrapHttpLibrary } =
      clientNode();
    const { baseUrl } = this.transport.config;
    return createConfiguration({
      baseServer: new ServerConfiguration(baseUrl, {}),
      httpApi: wrapHttpLibrary({
        send: request => this.#send(request, call),
      }),
    });
  }

  /** For any kind; answers are plain JSON. */
  async objects<T>(
    call: KubernetesCall<T>,
    send: (api: KubernetesObjectApi) => Promise<unknown>,
  ): Promise<T> {
    const api = createPlainObjectApi(this.configuration(call), {
      resource: (apiVersion, kind) => this.#resource(apiVersion, kind, call),
    });
    // The answer has passed the call's schema in the transport.
    return (await send(api)) as T;
  }

  async #send(
    request: RequestContext,
    call: KubernetesCall<unknown>,
  ): Promise<ResponseContext> {
    const { headers, value } = await this.transport.request({
      operation: call.operation,
      signal: call.signal,
      effect: call.effect,
      method: request.getHttpMethod(),
      path: request.getUrl().slice(this.transport.config.baseUrl.length),
      headers: request.getHeaders(),
      body: request.getBody() as string | undefined,
      parse: response => ({
        headers: response.headers,
        value: parseJson(call.answer)(response),
      }),
    });
    return createCheckedResponse(headers, value);
  }

  async #resource(
    apiVersion: string,
    kind: string,
    call: KubernetesCall<unknown>,
  ): Promise<V1APIResource> {
    const ofKind = (resources: V1APIResource[] | undefined) =>
      // Subresources such as `pods/status` have the kind too.
      resources?.find(each => each.kind === kind && !each.name.includes('/'));
    const known = ofKind(this.#resources.get(apiVersion));
    if (known) {
      return known;
    }
    const root = apiVersion.includes('/') ? 'apis' : 'api';
    const path = apiVersion.split('/').map(encodeURIComponent).join('/');
    const { resources } = await this.transport.request({
      operation: call.operation,
      signal: call.signal,
      method: 'GET',
      path: `/${root}/${path}`,
      parse: parseJson(resourceListSchema),
    });
    const list = resources as unknown as V1APIResource[];
    this.#resources.set(apiVersion, list);
    const found = ofKind(list);
    if (!found) {
      const { name } = this.transport.config;
      const details: UpstreamErrorDetails = {
        system: 'kubernetes',
        instance: name,
        operation: call.operation,
        retryable: false,
        outcomeUnknown: false,
        upstreamStatus: 404,
      };
      throw Object.assign(
        new NotFoundError(
          `Kubernetes cluster "${name}" has no kind ${kind} in ${apiVersion}`,
        ),
        details,
      );
    }
    return found;
  }
}
