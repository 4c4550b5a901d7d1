/** What a person needs to know about a request that failed. */
export interface ErrorDescription {
  kind: 'denied' | 'missing' | 'conflict' | 'input' | 'unreachable' | 'failed';
  /** One sentence in words a person can act on. */
  message: string;
  /** For the platform engineer who looks it up in the log. */
  reference?: string;
}

interface ServerError {
  statusCode?: number;
  cause?: { name?: string; message?: string };
  response?: { headers?: { get(name: string): string | null } };
}

const KINDS: Record<number, ErrorDescription['kind']> = {
  400: 'input',
  401: 'denied',
  403: 'denied',
  404: 'missing',
  409: 'conflict',
  502: 'unreachable',
  503: 'unreachable',
  504: 'unreachable',
};

/**
 * Tells apart why a request failed.
 *
 * @param error - what `ProvisioningClient` or `fetch` threw: `ResponseError` from the
 *   backend, anything else when no answer came back at all
 */
export function describeError(error: unknown): ErrorDescription {
  const { statusCode, cause, response } = (error ?? {}) as ServerError;
  if (statusCode === undefined) {
    return {
      kind: 'unreachable',
      message:
        'Runway did not answer. Check your network connection, then try again.',
    };
  }
  const requestId = response?.headers?.get?.('x-request-id');
  return {
    kind: KINDS[statusCode] ?? 'failed',
    message:
      cause?.message || `The request was refused with status ${statusCode}.`,
    reference: [
      cause?.name ?? 'Error',
      `status ${statusCode}`,
      requestId ? `request ${requestId}` : undefined,
    ]
      .filter(Boolean)
      .join(', '),
  };
}
