import { isUpstreamError } from '@runway/integrations';

/**
 * Why a cluster didn't tell what it was asked for, in words that hold nothing from the cluster.
 *
 * @param what - e.g. `its Pods`
 * @param isLate - the time for it had run out
 */
export function explainFailure(
  cluster: string,
  what: string,
  error: unknown,
  isLate: boolean,
): string {
  const source = `Cluster "${cluster}"`;
  if (isLate) {
    return `${source} did not answer in time.`;
  }
  switch (isUpstreamError(error) ? error.upstreamStatus : undefined) {
    case 400:
      return `${source} does not understand the label selector of this entity.`;
    case 401:
      return `${source} refused the portal's credential. A platform engineer can renew it.`;
    case 403:
      return `${source} does not let the portal's account read ${what}. A platform engineer can grant it.`;
    default:
      return `${source} gives no usable answer right now.`;
  }
}
