import { isError } from '@backstage/errors';
import { isUpstreamError } from '@runway/integrations';
import { SourceStatus } from '@runway/plugin-argocd-common';
import { CacheAnswer } from './ApplicationCache';

type Reason = NonNullable<SourceStatus['error']>['reason'];

function reasonOf(failure: unknown): Reason {
  if (isError(failure) && failure.name === 'DeadlineError') {
    return 'timeout';
  }
  if (!isUpstreamError(failure)) {
    return 'unexpected';
  }
  if (failure.upstreamStatus === 401 || failure.upstreamStatus === 403) {
    return 'denied';
  }
  return failure.name === 'ServiceUnavailableError'
    ? 'unavailable'
    : 'unexpected';
}

const MESSAGES: Record<Reason, (source: string) => string> = {
  timeout: source => `Argo CD "${source}" did not answer in time.`,
  denied: source =>
    `Argo CD "${source}" refused the portal's credential. A platform engineer can renew it.`,
  unavailable: source =>
    `Argo CD "${source}" gives no usable answer right now.`,
  unexpected: source =>
    `Argo CD "${source}" could not be asked; the log of the portal says why.`,
};

/** How a source did, in words that hold nothing from the upstream. */
export function toSourceStatus(
  name: string,
  services: string[],
  answer: CacheAnswer,
): SourceStatus {
  const ageSeconds =
    answer.ageSeconds === null ? null : Math.round(answer.ageSeconds);
  if (answer.failure === undefined) {
    return { name, state: 'ok', ageSeconds };
  }
  const reason = reasonOf(answer.failure);
  return {
    name,
    state: services.length && !answer.applications.size ? 'failed' : 'partial',
    ageSeconds,
    error: { reason, message: MESSAGES[reason](name) },
  };
}
