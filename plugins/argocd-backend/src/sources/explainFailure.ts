import { isError } from '@backstage/errors';
import { isUpstreamError } from '@runway/integrations';
import { SourceStatus } from '@runway/plugin-argocd-common';

type Failure = NonNullable<SourceStatus['error']>;

const MESSAGES: Record<Failure['reason'], (source: string) => string> = {
  timeout: source => `${source} did not answer in time.`,
  denied: source =>
    `${source} refused the portal's credential. A platform engineer can renew it.`,
  unavailable: source => `${source} gives no usable answer right now.`,
  unexpected: source =>
    `${source} could not be asked; the log of the portal says why.`,
};

/**
 * What went wrong with a source, in words that hold nothing from the upstream.
 *
 * @param source - as people know it, e.g. `Argo CD "main"`
 */
export function explainFailure(source: string, error: unknown): Failure {
  const reason = reasonOf(error);
  return { reason, message: MESSAGES[reason](source) };
}

function reasonOf(error: unknown): Failure['reason'] {
  if (isError(error) && ['TimeoutError', 'AbortError'].includes(error.name)) {
    return 'timeout';
  }
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
