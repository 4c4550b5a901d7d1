import {
  ConflictError,
  InputError,
  NotAllowedError,
  NotFoundError,
  ServiceUnavailableError,
} from '@backstage/errors';
import type { UpstreamSystem } from '../upstreams/UpstreamClient';
import type { UpstreamError, UpstreamErrorDetails } from './UpstreamError';

/** How a request went wrong. */
export type UpstreamFailure =
  | {
      kind: 'status';
      status: number;
      /** What the upstream says, without secrets. */
      message?: string;
      retryAfterMs?: number;
      /** It doesn't know the portal's credential (any more). */
      credentialRefused?: boolean;
    }
  | { kind: 'timeout'; timeoutMs: number }
  | {
      kind: 'unreachable';
      /** e.g. `ECONNREFUSED`. */
      code: string;
      /** The request may have reached the upstream. */
      sent: boolean;
    }
  | { kind: 'malformed'; problem: string; repeatable: boolean }
  | { kind: 'credential'; problem: string }
  | { kind: 'circuit-open' }
  | { kind: 'queue-full' };

/** Which request it was. */
export interface FailedRequest {
  system: UpstreamSystem;
  instance: string;
  operation: string;
  /** It may have changed something upstream without anybody knowing. */
  outcomeUnknown: boolean;
}

const systemNames: Record<UpstreamSystem, string> = {
  gitlab: 'GitLab',
  argocd: 'Argo CD',
  vault: 'Vault',
  kubernetes: 'Kubernetes cluster',
};

/** Statuses that may pass by themselves. */
const transientStatuses = new Set([408, 425, 429, 500, 502, 503, 504]);

/** The one place where a failed request becomes an error of `@backstage/errors`. */
export function mapUpstreamError(
  failure: UpstreamFailure,
  request: FailedRequest,
): UpstreamError {
  const { system, instance, operation, outcomeUnknown } = request;
  const ErrorClass = errorClassOf(failure);
  const details: UpstreamErrorDetails = {
    system,
    instance,
    operation,
    retryable: isRetryable(failure),
    outcomeUnknown,
    ...(failure.kind === 'status' && {
      upstreamStatus: failure.status,
      ...(failure.retryAfterMs !== undefined && {
        retryAfterMs: failure.retryAfterMs,
      }),
    }),
  };
  const message = describe(
    failure,
    `${systemNames[system]} "${instance}"`,
    operation,
  );
  // Some versions of Vault tell a bad token nothing but "permission denied".
  const hint =
    system === 'vault' && details.upstreamStatus === 403
      ? ' (Vault says the same of a token that is wrong, revoked or expired)'
      : '';
  return Object.assign(new ErrorClass(message + hint), details);
}

/** Whether the same request may succeed later without anybody changing anything. */
export function isRetryable(failure: UpstreamFailure): boolean {
  switch (failure.kind) {
    case 'status':
      return (
        !failure.credentialRefused && transientStatuses.has(failure.status)
      );
    case 'unreachable':
      return !isCertificateProblem(failure.code);
    case 'malformed':
      return failure.repeatable;
    default:
      return true;
  }
}

function errorClassOf(failure: UpstreamFailure) {
  if (failure.kind !== 'status' || failure.credentialRefused) {
    return ServiceUnavailableError;
  }
  const { status } = failure;
  if (status >= 500 || status < 400 || transientStatuses.has(status)) {
    return ServiceUnavailableError;
  }
  switch (status) {
    case 401:
      return ServiceUnavailableError;
    case 403:
      return NotAllowedError;
    case 404:
      return NotFoundError;
    // GitLab answers 405 and 406 when a merge request can't be merged as it is.
    case 405:
    case 406:
    case 409:
    case 412:
      return ConflictError;
    default:
      return InputError;
  }
}

function describe(
  failure: UpstreamFailure,
  who: string,
  operation: string,
): string {
  switch (failure.kind) {
    case 'status':
      return describeStatus(failure, who, operation);
    case 'timeout':
      return `${who} gave no answer to ${operation} within ${seconds(
        failure.timeoutMs,
      )}`;
    case 'unreachable':
      return isCertificateProblem(failure.code)
        ? `${who} can't be trusted: its TLS certificate was refused (${failure.code})`
        : `${who} can't be reached for ${operation} (${failure.code})`;
    case 'malformed':
      return `${who} answered ${operation} with ${failure.problem}`;
    case 'credential':
      return `The portal has no credential for ${who}: ${failure.problem}`;
    case 'circuit-open':
      return `${who} failed repeatedly and is left alone for a moment; ${operation} was not sent`;
    case 'queue-full':
      return `Too many requests wait for ${who}; ${operation} was not sent`;
    default:
      throw new Error(`Unknown failure ${failure satisfies never}`);
  }
}

function describeStatus(
  failure: Extract<UpstreamFailure, { kind: 'status' }>,
  who: string,
  operation: string,
): string {
  const { status, message } = failure;
  const said = message ? `: ${message}` : '';
  if (failure.credentialRefused || status === 401) {
    return `${who} refused the portal's credential (${status} to ${operation}): its token is wrong, revoked or expired`;
  }
  if (status === 403) {
    return `${who} does not allow the portal to do ${operation}${said}`;
  }
  if (status === 429) {
    const wait =
      failure.retryAfterMs === undefined
        ? ''
        : `; try again in ${seconds(failure.retryAfterMs)}`;
    return `${who} limits the rate of requests (429 to ${operation})${wait}`;
  }
  if (status >= 300 && status < 400) {
    return `${who} answered ${operation} with a redirect (${status}); check its baseUrl`;
  }
  return `${who} answered ${status} to ${operation}${said}`;
}

function isCertificateProblem(code: string): boolean {
  return /CERT|SELF_SIGNED|UNABLE_TO_(VERIFY|GET_ISSUER)|ALTNAME/.test(code);
}

function seconds(ms: number): string {
  return ms < 1000 ? `${ms} ms` : `${Math.round(ms / 100) / 10} s`;
}
