import { isError } from '@backstage/errors';
import { isUpstreamError } from '@runway/integrations';
import type { ClusterPart, UnreadPart } from '@runway/plugin-clusters-common';

const NAMES: Record<ClusterPart, string> = {
  namespaces: 'namespaces',
  networkpolicies: 'network policies',
  resourcequotas: 'resource quotas',
  limitranges: 'limit ranges',
  rolebindings: 'role bindings',
};

/**
 * Why a part of a cluster could not be read, in words that hold nothing from the cluster.
 *
 * @param isLate - the time for it had run out
 */
export function explainFailure(
  cluster: string,
  part: ClusterPart,
  error: unknown,
  isLate: boolean,
): Pick<UnreadPart, 'reason' | 'message'> {
  const reason = isLate ? 'timeout' : reasonOf(error);
  const messages: Record<UnreadPart['reason'], string> = {
    timeout: `Cluster "${cluster}" did not answer in time when asked for its ${NAMES[part]}.`,
    denied: `Cluster "${cluster}" does not let the portal read ${NAMES[part]}. A platform engineer can grant it.`,
    unavailable: `Cluster "${cluster}" gives no usable answer about its ${NAMES[part]} right now.`,
    unexpected: `The ${NAMES[part]} of cluster "${cluster}" could not be read; the log of the portal says why.`,
  };
  return { reason, message: messages[reason] };
}

function reasonOf(error: unknown): Exclude<UnreadPart['reason'], 'timeout'> {
  if (isUpstreamError(error) && [401, 403].includes(error.upstreamStatus!)) {
    return 'denied';
  }
  return isError(error) && error.name === 'ServiceUnavailableError'
    ? 'unavailable'
    : 'unexpected';
}
