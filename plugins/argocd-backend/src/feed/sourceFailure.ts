import { isError } from '@backstage/errors';
import { isUpstreamError } from '@runway/integrations';
import { SourceStatus } from '@runway/plugin-argocd-common';

type Failure = NonNullable<SourceStatus['error']>;

const MESSAGES: Record<Failure['reason'], (source: string) => string> = {
  timeout: source => `Argo CD "${source}" has not answered yet.`,
  denied: source =>
    `Argo CD "${source}" refused the portal's credential. A platform engineer can renew it.`,
  unavailable: source =>
    `Argo CD "${source}" gives no usable answer right now.`,
  unexpected: source =>
    `Argo CD "${source}" could not be asked; the log of the portal says why.`,
};

/** What went wrong with a source, in words that hold nothing from the upstream. */
export function failureOf(source: string, error: unknown): Failure {
  const reason = reasonOf(error);
  return { reason, message: MESSAGES[reason](source) };
}

/** A source that was asked for the first time just now. */
export function notYet(source: string): Failure {
  return { reason: 'timeout', message: MESSAGES.timeout(source) };
}

function reasonOf(error: unknown): Failure['reason'] {
  if (
    isUpstreamError(error) &&
    (error.upstreamStatus === 401 || error.upstreamStatus === 403)
  ) {
    return 'denied';
  }
  return isError(error) && error.name === 'ServiceUnavailableError'
    ? 'unavailable'
    : 'unexpected';
}
