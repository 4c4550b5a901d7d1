import { isError } from '@backstage/errors';
import { isUpstreamError } from '@runway/integrations';
import { SourceStatus } from '@runway/plugin-argocd-common';

type Failure = NonNullable<SourceStatus['error']>;

const MESSAGES: Record<
  Failure['reason'] | 'forbidden',
  (source: string) => string
> = {
  timeout: source => `${source} did not answer in time.`,
  denied: source =>
    `${source} refused the portal's credential. A platform engineer can renew it.`,
  forbidden: source =>
    `${source} does not let the portal's account see this. A platform engineer can grant it the right.`,
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
  const isForbidden = isUpstreamError(error) && error.upstreamStatus === 403;
  return {
    reason,
    message: MESSAGES[isForbidden ? 'forbidden' : reason](source),
  };
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
