import type { ZodType } from 'zod';
import { parseJson } from '../http/parseJson';
import type { UpstreamRequest } from '../http/UpstreamRequest';
import type { UpstreamTransport } from '../http/UpstreamTransport';
import type { CallOptions } from '../upstreams/UpstreamClient';
import type { ApplicationScope } from './ArgoCdTypes';

/** What the operations of the client are made of. */
export interface ArgoCdApi {
  readonly transport: UpstreamTransport;
  /** For what takes Argo CD longer than looking something up: comparing with Git, rendering manifests. */
  readonly slow: { timeoutMs: number };
  /** A GET, unless `more` says otherwise. */
  call<T>(
    operation: string,
    path: string,
    answer: ZodType<T>,
    options: CallOptions | undefined,
    more?: Partial<Omit<UpstreamRequest<T>, 'parse'>>,
  ): Promise<T>;
}

export function createArgoCdApi(transport: UpstreamTransport): ArgoCdApi {
  return {
    transport,
    slow: { timeoutMs: transport.config.timeoutMs * 3 },
    call: (operation, path, answer, options, more) =>
      transport.request({
        operation,
        method: 'GET',
        path,
        parse: parseJson(answer),
        ...options,
        ...more,
      }),
  };
}

export function pathOf(application: string): string {
  return `/api/v1/applications/${encodeURIComponent(application)}`;
}

export function scope(input: ApplicationScope | undefined) {
  return { project: input?.project, appNamespace: input?.appNamespace };
}

/** A list begins with its version, where a stream can begin, whatever fields are asked for. */
export function withListMetadata(fields: string[] | undefined) {
  return fields && ['metadata.resourceVersion', ...fields].join(',');
}

export function query(
  parameters: Record<string, string | readonly string[] | undefined>,
): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    for (const each of [value ?? []].flat()) {
      search.append(name, each);
    }
  }
  const text = search.toString();
  return text && `?${text}`;
}

/** Of a request that carries JSON. */
export function jsonBody(method: 'POST' | 'PATCH', body: object) {
  return {
    method,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  };
}
