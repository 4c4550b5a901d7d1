import { STATUS_CODES } from 'node:http';
import { ApiError } from '../kubernetes/errors/ApiError';
import type { RequestTarget } from './RequestTarget';

/** What of a request its error depends on. */
type Asked = Pick<RequestTarget, 'system' | 'method' | 'git'>;

/** An error as a system answers it. */
export interface ErrorAnswer {
  headers: Record<string, string>;
  /** Text, or an object for JSON. */
  body: string | object;
}

/** Retry-After of a 429 when the rule names none, in seconds. */
const RETRY_AFTER = '1';

/** The status in the words and the form of the system that is asked. */
export function errorAnswer(status: number, target: Asked): ErrorAnswer {
  const headers: Record<string, string> =
    status === 429 ? { 'Retry-After': RETRY_AFTER } : {};
  if (target.git) {
    return {
      headers:
        status === 401
          ? { ...headers, 'WWW-Authenticate': 'Basic realm="GitLab"' }
          : headers,
      body: `${STATUS_CODES[status] ?? status}\n`,
    };
  }
  return { headers, body: bodies[target.system](status, target) };
}

const bodies: Record<
  RequestTarget['system'],
  (status: number, target: Asked) => object
> = {
  gitlab: status => ({
    message:
      status === 429
        ? {
            error:
              'This endpoint has been requested too many times. Try again later.',
          }
        : `${status} ${STATUS_CODES[status] ?? 'Error'}`,
  }),
  argocd: argocdError,
  'argocd-tools': argocdError,
  vault: status => ({ errors: [VAULT[status] ?? vaultMessage(status)] }),
  kubernetes: (status, target) => kubernetesStatus(status, target),
  atlantis: status => ({ error: STATUS_CODES[status] ?? `status ${status}` }),
  azure: status => ({
    error: {
      code: AZURE[status] ?? 'InternalServerError',
      message: STATUS_CODES[status] ?? `status ${status}`,
    },
  }),
  oidc: status => ({
    error: status < 500 ? 'invalid_request' : 'server_error',
    error_description: STATUS_CODES[status] ?? `status ${status}`,
  }),
};

function argocdError(status: number): object {
  const [code, message] = GRPC[status] ?? [status < 500 ? 9 : 13, undefined];
  const text = message ?? STATUS_CODES[status] ?? `status ${status}`;
  return { error: text, code, message: text };
}

/** Codes of gRPC and what Argo CD's server says with them. */
const GRPC: Record<number, [number, string]> = {
  400: [3, 'invalid argument'],
  401: [16, 'invalid session: token has invalid claims: token is expired'],
  403: [7, 'permission denied'],
  404: [5, 'not found'],
  409: [6, 'existing resource is different'],
  422: [9, 'failed precondition'],
  429: [8, 'resource exhausted'],
  500: [13, 'internal error'],
  501: [12, 'not implemented'],
  503: [14, 'connection error: desc = "transport: connection refused"'],
  504: [4, 'context deadline exceeded'],
};

const VAULT: Record<number, string> = {
  400: 'invalid request',
  401: 'missing client token',
  403: '1 error occurred:\n\t* permission denied\n\n',
  412: 'required index state not present',
  429: 'request path: rate limit quota exceeded',
  500: 'internal error',
  503: 'Vault is sealed',
};

function vaultMessage(status: number): string {
  return (STATUS_CODES[status] ?? `status ${status}`).toLowerCase();
}

/** Codes of Azure's resource manager. */
const AZURE: Record<number, string> = {
  400: 'BadRequest',
  401: 'AuthenticationFailed',
  403: 'AuthorizationFailed',
  404: 'ResourceNotFound',
  409: 'Conflict',
  429: 'TooManyRequests',
  503: 'ServiceUnavailable',
};

/** Reasons and messages of the API server. */
const KUBERNETES: Record<number, [string, string]> = {
  400: ['BadRequest', 'the server rejected our request for an unknown reason'],
  401: ['Unauthorized', 'Unauthorized'],
  403: ['Forbidden', 'forbidden: access was denied'],
  404: ['NotFound', 'the server could not find the requested resource'],
  405: [
    'MethodNotAllowed',
    'the server does not allow this method on the requested resource',
  ],
  409: ['Conflict', 'the server reported a conflict'],
  410: ['Expired', 'The resourceVersion for the provided watch is too old.'],
  422: [
    'Invalid',
    'the server rejected our request due to an error in our request',
  ],
  429: [
    'TooManyRequests',
    'the server has received too many requests and has asked us to try again later',
  ],
  500: [
    'InternalError',
    'Internal error occurred: etcdserver: request timed out',
  ],
  503: [
    'ServiceUnavailable',
    'the server is currently unable to handle the request',
  ],
  504: [
    'Timeout',
    'the server was unable to return a response in the time allotted, but may still be processing the request',
  ],
};

function kubernetesStatus(status: number, { method }: Asked): object {
  const [reason, message] = KUBERNETES[status] ?? [
    '',
    STATUS_CODES[status] ?? `status ${status}`,
  ];
  return new ApiError(
    status,
    status === 409 && method === 'POST' ? 'AlreadyExists' : reason,
    message,
    status === 429 ? { retryAfterSeconds: Number(RETRY_AFTER) } : {},
  ).toStatus();
}
