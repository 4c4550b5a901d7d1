import { useEntity } from '@backstage/plugin-catalog-react';
import {
  type ClusterObjects,
  detectErrors,
} from '@backstage/plugin-kubernetes-common';
import {
  Cluster,
  DetectedErrorsContext,
  ErrorReporting,
  useKubernetesObjects,
} from '@backstage/plugin-kubernetes-react';
import { Alert, Skeleton } from '@backstage/ui';
import styles from './KubernetesTab.module.css';

/** What the entity has in each environment, as Backstage's components show it; they look again every ten seconds. */
export function KubernetesTab() {
  const { entity } = useEntity();
  const { kubernetesObjects, error } = useKubernetesObjects(entity);
  const items = kubernetesObjects?.items ?? [];

  if (!kubernetesObjects && !error) {
    return (
      <div className={styles.page} role="status" aria-label="Loading">
        <Skeleton width="100%" height={72} />
        <Skeleton width="100%" height={72} />
        <Skeleton width="100%" height={72} />
      </div>
    );
  }
  return (
    <div className={styles.page}>
      {error && (
        <Alert
          role="alert"
          status="danger"
          icon
          title="What runs could not be read"
          description={`${error.replace(/\.?$/, '.')} Asking again by itself.`}
        />
      )}
      <Unread items={items} />
      {kubernetesObjects && items.length === 0 && (
        <Alert
          role="status"
          status="info"
          icon
          title="Nothing runs in any environment"
          description={`No workloads of ${entity.metadata.name} were found. They appear here with its first deployment.`}
        />
      )}
      <Workloads items={items} />
    </div>
  );
}

/** Which clusters didn't tell everything. */
function Unread({ items }: { items: ClusterObjects[] }) {
  return items.flatMap(({ cluster, errors }) =>
    errors.map(error => (
      <Alert
        key={`${cluster.name} ${JSON.stringify(error)}`}
        role="status"
        status="warning"
        icon
        title={
          'message' in error ? error.message : `${cluster.title} is incomplete`
        }
        description="Asking again by itself."
      />
    )),
  );
}

function Workloads({ items }: { items: ClusterObjects[] }) {
  const detected = detectErrors({ items });
  const shown = items.filter(({ resources }) =>
    resources.some(each => each.resources.length > 0),
  );
  const failingPods = (cluster: string) =>
    (detected.get(cluster) ?? [])
      .filter(({ sourceRef }) => sourceRef.kind === 'Pod')
      .map(({ sourceRef }) => sourceRef.name);
  return (
    <DetectedErrorsContext.Provider value={[...detected.values()].flat()}>
      {[...detected.values()].some(errors => errors.length > 0) && (
        <ErrorReporting
          detectedErrors={detected}
          clusters={items.map(({ cluster }) => cluster)}
        />
      )}
      {shown.map(item => (
        <Cluster
          key={item.cluster.name}
          clusterObjects={item}
          podsWithErrors={new Set(failingPods(item.cluster.name))}
        />
      ))}
    </DetectedErrorsContext.Provider>
  );
}
