import { useApi } from '@backstage/frontend-plugin-api';
import { Alert, Button } from '@backstage/ui';
import {
  MAX_BULK,
  type ApplicationList,
  type ApplicationSummary,
} from '@runway/plugin-argocd-common';
import { useEffect, useRef, useState } from 'react';
import { deliveryApiRef } from '../../api/deliveryApiRef';
import { useLive } from '../../hooks/useLive';
import { Loaded } from '../Loaded/Loaded';
import { SourceNotices } from '../SourceNotices/SourceNotices';
import { ApplicationsTable, keyOf } from './ApplicationsTable';
import { FiltersBar } from './FiltersBar';
import styles from './OperatorsPage.module.css';
import { PAGE_SIZE, useListQuery } from './useListQuery';

/** All applications of all Argo CD instances. */
export function OperatorsPage() {
  const api = useApi(deliveryApiRef);
  const { query, change } = useListQuery();
  const { filters, ...rest } = query;
  const list = useLive<ApplicationList>({
    key: JSON.stringify(query),
    load: signal =>
      api.list(
        {
          ...rest,
          q: query.q || undefined,
          limit: PAGE_SIZE,
          ...filters,
        },
        { signal },
      ),
    channelOf: ({ channel }) => channel,
  });
  // The bar stays as it is while the next page loads.
  const facets = useRef<ApplicationList['facets']>();
  if (list.status === 'ready') {
    facets.current = list.data.facets;
  }
  return (
    <main className={styles.page}>
      <h1 className={styles.heading}>Applications</h1>
      <FiltersBar query={query} facets={facets.current} onChange={change} />
      <Loaded live={list} what="Applications">
        {data => (
          <>
            <SourceNotices sources={data.sources} />
            {data.items.length === 0 ? (
              <p className={styles.note}>
                {data.total > 0
                  ? 'There are fewer pages than that.'
                  : 'No application is like that. Show all, or choose less.'}
              </p>
            ) : (
              <Page
                key={JSON.stringify(query)}
                data={data}
                query={query}
                onChange={change}
                onRefreshed={list.retry}
              />
            )}
          </>
        )}
      </Loaded>
    </main>
  );
}

function Page(props: {
  data: ApplicationList;
  query: ReturnType<typeof useListQuery>['query'];
  onChange: ReturnType<typeof useListQuery>['change'];
  onRefreshed(): void;
}) {
  const { data, query, onChange } = props;
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const { items, total } = data;
  const chosen = items.filter(item => selected.has(keyOf(item)));
  const last = Math.min(query.offset + items.length, total);
  return (
    <>
      <div className={styles.summary}>
        <span role="status">
          {query.offset + 1}–{last} of {total.toLocaleString('en')}{' '}
          {total === 1 ? 'application' : 'applications'}
        </span>
        <BulkRefresh chosen={chosen} onRefreshed={props.onRefreshed} />
      </div>
      <ApplicationsTable
        items={items}
        query={query}
        selected={selected}
        onSort={(sort, order) => onChange({ sort, order })}
        onSelect={(keys, isSelected) =>
          setSelected(previous => {
            const next = new Set(previous);
            keys.forEach(key =>
              isSelected ? next.add(key) : next.delete(key),
            );
            return next;
          })
        }
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

function BulkRefresh(props: {
  chosen: ApplicationSummary[];
  onRefreshed(): void;
}) {
  const { chosen, onRefreshed } = props;
  const api = useApi(deliveryApiRef);
  const [pending, setPending] = useState(false);
  const [outcome, setOutcome] = useState<{ text: string; ok: boolean }>();
  const isMounted = useRef(true);
  useEffect(
    () => () => {
      isMounted.current = false;
    },
    [],
  );
  const refresh = async () => {
    setPending(true);
    setOutcome(undefined);
    let result: { text: string; ok: boolean };
    try {
      const { results } = await api.refreshAll(
        chosen.map(({ instance, namespace, name }) => ({
          instance,
          namespace,
          name,
        })),
      );
      const done = results.filter(({ outcome: each }) => each === 'refreshed');
      const refused = results.filter(
        ({ outcome: each }) => each !== 'refreshed',
      );
      result = {
        ok: refused.length === 0,
        text: [
          `${done.length} refreshed.`,
          ...refused
            .slice(0, 3)
            .map(({ name, message }) => `${name}: ${message ?? 'failed'}.`),
          ...(refused.length > 3 ? [`and ${refused.length - 3} more.`] : []),
        ].join(' '),
      };
      onRefreshed();
    } catch (error) {
      result = { ok: false, text: (error as Error).message };
    }
    if (isMounted.current) {
      setOutcome(result);
      setPending(false);
    }
  };
  return (
    <>
      <Button
        size="small"
        variant="secondary"
        isDisabled={chosen.length === 0 || chosen.length > MAX_BULK}
        isPending={pending}
        onPress={refresh}
      >
        {chosen.length
          ? `Refresh ${chosen.length} selected`
          : 'Refresh selected'}
      </Button>
      {outcome && (
        <Alert
          role="status"
          status={outcome.ok ? 'success' : 'warning'}
          icon
          title={outcome.text}
        />
      )}
    </>
  );
}
