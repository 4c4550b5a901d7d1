import { useApi } from '@backstage/frontend-plugin-api';
import { Button, Skeleton } from '@backstage/ui';
import type { NamespaceList } from '@runway/plugin-clusters-common';
import { clustersApiRef } from '../../api/clustersApiRef';
import { usePolled } from '../../hooks/usePolled';
import { ClusterNotices } from '../ClusterNotices/ClusterNotices';
import { Failure, StaleNotice } from '../Failure';
import { FiltersBar } from './FiltersBar';
import styles from './NamespacesPage.module.css';
import { NamespacesTable } from './NamespacesTable';
import { Summary } from './Summary';
import {
  type NamespaceQuery,
  PAGE_SIZE,
  useNamespaceQuery,
} from './useNamespaceQuery';

const CALM_MS = 30_000;
/** While a cluster is asked for the first time. */
const SOON_MS = 2_000;

/** The namespaces of all clusters. */
export function NamespacesPage() {
  const api = useApi(clustersApiRef);
  const { query, change } = useNamespaceQuery();
  const { filters, q, ...rest } = query;
  const { data, error, isStale, retry } = usePolled<NamespaceList>({
    key: JSON.stringify(query),
    load: signal =>
      api.namespaces(
        { ...rest, q: q || undefined, limit: PAGE_SIZE, ...filters },
        { signal },
      ),
    pauseAfter: list =>
      list?.clusters.some(({ state }) => state === 'loading')
        ? SOON_MS
        : CALM_MS,
  });
  if (!data) {
    return (
      <main className={styles.page}>
        <h1 className={styles.title}>Namespaces</h1>
        {error ? (
          <Failure
            what="the namespaces of clusters"
            error={error}
            retry={retry}
          />
        ) : (
          <div role="status" aria-label="Namespaces: loading">
            <Skeleton width="100%" height={320} />
          </div>
        )}
      </main>
    );
  }
  return (
    <main className={styles.page}>
      <h1 className={styles.title}>Namespaces</h1>
      {error && <StaleNotice />}
      <Summary
        list={data}
        onMissing={() => change({ q: '', filters: { state: ['missing'] } })}
      />
      <ClusterNotices clusters={data.clusters} />
      <FiltersBar
        query={query}
        facets={data.facets}
        clusters={data.clusters}
        onChange={change}
      />
      <div aria-busy={isStale} className={styles.results}>
        <Results data={data} query={query} onChange={change} />
      </div>
    </main>
  );
}

function Results(props: {
  data: NamespaceList;
  query: NamespaceQuery;
  onChange(next: Partial<NamespaceQuery>): void;
}) {
  const { data, query, onChange } = props;
  const { items, total } = data;
  if (items.length === 0) {
    return (
      <p className={styles.note} role="status">
        {emptyWords(data)}
      </p>
    );
  }
  const last = Math.min(query.offset + items.length, total);
  return (
    <>
      <p className={styles.note} role="status">
        {query.offset + 1}–{last} of {total.toLocaleString('en')}{' '}
        {total === 1 ? 'namespace' : 'namespaces'}
      </p>
      <NamespacesTable
        items={items}
        query={query}
        onSort={(sort, order) => onChange({ sort, order })}
      />
      {total > PAGE_SIZE && (
        <nav className={styles.pages} aria-label="Pages">
          <Button
            variant="secondary"
            isDisabled={query.offset === 0}
            onPress={() =>
              onChange({ offset: Math.max(0, query.offset - PAGE_SIZE) })
            }
          >
            Previous
          </Button>
          <Button
            variant="secondary"
            isDisabled={last >= total}
            onPress={() => onChange({ offset: query.offset + PAGE_SIZE })}
          >
            Next
          </Button>
        </nav>
      )}
    </>
  );
}

function emptyWords({ total, clusters, summary }: NamespaceList): string {
  if (total > 0) {
    return 'There are fewer pages than that.';
  }
  if (clusters.length === 0) {
    return 'No cluster is configured. Clusters are named in runway.kubernetes of the configuration.';
  }
  if (clusters.some(({ state }) => state === 'loading')) {
    return 'The clusters are asked for the first time; their namespaces appear here in a moment.';
  }
  return summary.namespaces + summary.system === 0
    ? 'No namespace is known right now.'
    : 'No namespace is like that. Show all, or choose less.';
}
