/**
 * What a request does upstream: `none` only reads, `idempotent` may be sent twice with the same result, `once` must not
 * be sent again on its own.
 */
export type RequestEffect = 'none' | 'idempotent' | 'once';

/** An answer with its body read to the end. */
export interface UpstreamResponse {
  status: number;
  /** Names in lower case. */
  headers: Record<string, string>;
  body: Buffer;
}

/** One request to an instance, as a client describes it. */
export interface UpstreamRequest<T> {
  /** Method of the client that sends it, e.g. `createProject`. */
  operation: string;
  method: string;
  /** Below the instance's base URL, beginning with a slash; segments and query encoded. */
  path: string;
  headers?: Record<string, string>;
  body?: string;
  /** By the HTTP method when left out: GET and HEAD `none`, PUT and DELETE `idempotent`, others `once`. */
  effect?: RequestEffect;
  /** Statuses besides 2xx that are an answer and no error. */
  accept?: readonly number[];
  /** Values in the request that must not come back in an error message. */
  sensitive?: readonly string[];
  /** False = without the portal's credential, as for logging in. */
  authenticated?: boolean;
  /** Time limit of one request where the instance's own doesn't do, in milliseconds. */
  timeoutMs?: number;
  signal?: AbortSignal;
  /** Turns the answer into a value; throws {@link MalformedAnswerError} when the answer makes no sense. */
  parse(response: UpstreamResponse): T;
}

/** @returns the declared effect, or what HTTP says of the method */
export function effectOf(
  request: Pick<UpstreamRequest<unknown>, 'effect' | 'method'>,
): RequestEffect {
  if (request.effect) {
    return request.effect;
  }
  switch (request.method.toUpperCase()) {
    case 'GET':
    case 'HEAD':
      return 'none';
    case 'PUT':
    case 'DELETE':
      return 'idempotent';
    default:
      return 'once';
  }
}
