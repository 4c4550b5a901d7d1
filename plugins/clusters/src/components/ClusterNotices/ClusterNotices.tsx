import { Alert } from '@backstage/ui';
import {
  clusterParts,
  type ClusterStatus,
} from '@runway/plugin-clusters-common';
import { formatAge } from '../RelativeTime/RelativeTime';

/** Says of which clusters something is old or missing, and why. Nothing when all is well. */
export function ClusterNotices(props: { clusters: ClusterStatus[] }) {
  return (
    <>
      {props.clusters
        .filter(({ unread }) => unread.length > 0)
        .map(cluster => (
          <Alert
            key={cluster.name}
            role="status"
            status="warning"
            icon
            title={titleOf(cluster)}
            description={descriptionOf(cluster)}
          />
        ))}
    </>
  );
}

function titleOf({ name, unread }: ClusterStatus): string {
  if (unread.length === clusterParts.length) {
    return unread.every(({ reason }) => reason === 'denied')
      ? `Cluster "${name}" does not let the portal in.`
      : `Cluster "${name}" does not answer.`;
  }
  return unread.length === 1
    ? unread[0].message
    : `Cluster "${name}" answered only in part: ${unread.length} kinds of objects could not be read.`;
}

function descriptionOf({ state, unread }: ClusterStatus): string {
  const isDenied = unread.every(part => part.reason === 'denied');
  const again = isDenied
    ? 'A platform engineer can renew its rights.'
    : 'Asking again by itself.';
  if (state === 'failed') {
    return `Nothing is known of its namespaces, so none are listed. ${again}`;
  }
  const isWhole = unread.length === clusterParts.length;
  const reason = unread.length > 1 && !isWhole ? unread[0].message : '';
  const ages = unread.flatMap(({ ageSeconds }) => ageSeconds ?? []);
  const old =
    ages.length > 0
      ? `What you see of it is ${formatAge(Math.max(...ages))} old.`
      : '';
  const unknown = unread.some(({ ageSeconds }) => ageSeconds === null)
    ? 'What depends on it is not known; it is not counted as missing.'
    : '';
  return [reason, old, unknown, isDenied ? '' : again]
    .filter(Boolean)
    .join(' ');
}
