import { useApi, useRouteRef } from '@backstage/frontend-plugin-api';
import { Link, Skeleton } from '@backstage/ui';
import type { NamespaceDetail } from '@runway/plugin-clusters-common';
import { clustersApiRef } from '../../api/clustersApiRef';
import { usePolled } from '../../hooks/usePolled';
import { clustersRouteRef } from '../../routes';
import { ClusterNotices } from '../ClusterNotices/ClusterNotices';
import { environmentTitle } from '../environmentTitle';
import { Failure, StaleNotice } from '../Failure';
import { RelativeTime } from '../RelativeTime/RelativeTime';
import { Checks } from './Checks';
import { Facts } from './Facts';
import styles from './NamespacePage.module.css';

const EVERY_MS = 30_000;

/** One namespace: what is missing, why that matters and how to mend it; and what there is. */
export function NamespacePage(props: { cluster: string; name: string }) {
  const { cluster, name } = props;
  const api = useApi(clustersApiRef);
  const list = useRouteRef(clustersRouteRef);
  const { data, error, retry } = usePolled<NamespaceDetail>({
    key: `${cluster}/${name}`,
    load: signal => api.namespace({ cluster, name }, { signal }),
    pauseAfter: () => EVERY_MS,
  });
  return (
    <main className={styles.page}>
      <header>
        <Link href={list?.() ?? '/clusters'}>All namespaces</Link>
        <h1 className={styles.title}>{name}</h1>
        {data && <About detail={data} />}
      </header>
      {data && error && <StaleNotice />}
      {!data && error && (
        <Failure what="this namespace" error={error} retry={retry} />
      )}
      {!data && !error && (
        <div role="status" aria-label="Namespace: loading">
          <Skeleton width="100%" height={240} />
        </div>
      )}
      {data && (
        <>
          <ClusterNotices clusters={[data.cluster]} />
          <Checks detail={data} />
          <Facts detail={data} />
        </>
      )}
    </main>
  );
}

function About({ detail }: { detail: NamespaceDetail }) {
  const { team, environment, cluster, createdAt } = detail.namespace;
  return (
    <p className={styles.about}>
      {team && (
        <span>
          Team <Link href={`/catalog/default/group/${team}`}>{team}</Link>
        </span>
      )}
      {environment && <span>{environmentTitle(environment)}</span>}
      <span>Cluster {cluster}</span>
      {createdAt && (
        <span>
          Made <RelativeTime time={createdAt} />
        </span>
      )}
    </p>
  );
}
