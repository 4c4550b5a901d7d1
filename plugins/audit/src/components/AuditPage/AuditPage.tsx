import { useMemo, useState } from 'react';
import { Alert, BgProvider, Button } from '@backstage/ui';
import { RiRefreshLine } from '@remixicon/react';
import { AuditFiltersBar } from './AuditFiltersBar';
import { AuditTable } from './AuditTable';
import { describeError } from './describeError';
import { ExportButtons } from './ExportButtons';
import {
  NO_FILTERS,
  toAuditFilter,
  useAuditFilters,
  type AuditFilters,
} from './useAuditFilters';
import { useAuditEvents } from './useAuditEvents';
import styles from './AuditPage.module.css';

/** The audit trail: who did what to what, and how it ended. */
export function AuditPage() {
  const { filters, change } = useAuditFilters();
  // "Last hour" counts from when the page was loaded or refreshed: pages have to fit together.
  const [now, setNow] = useState(() => Date.now());
  const filter = useMemo(() => toAuditFilter(filters, now), [filters, now]);
  const { items, scope, nextCursor, error, pending, loadOlder } =
    useAuditEvents(filter);
  const refresh = () => setNow(Date.now());
  const problem = error === undefined ? undefined : describeError(error);

  return (
    <main className={styles.page}>
      <div className={styles.heading}>
        <h1 className={styles.title}>Audit</h1>
        <div className={styles.actions}>
          <Button
            variant="secondary"
            iconStart={<RiRefreshLine />}
            onPress={refresh}
          >
            Refresh
          </Button>
          {!problem?.denied && <ExportButtons filter={filter} />}
        </div>
      </div>
      {scope === 'own' && (
        <Alert
          status="info"
          icon
          title="These are your own actions"
          description="Platform engineers see what everybody does."
        />
      )}
      <section className={styles.panel} aria-label="Trail">
        {/* Tells buttons and fields which surface they lie on. */}
        <BgProvider bg="neutral-1">
          <AuditFiltersBar
            filters={filters}
            everybody={scope === 'all'}
            onChange={change}
          />
          {problem && !items && (
            <Alert
              role="alert"
              status={problem.denied ? 'warning' : 'danger'}
              icon
              title={
                problem.denied
                  ? 'You may not see the audit trail'
                  : "The audit trail can't be shown now"
              }
              description={problem.message}
              customActions={
                <Button variant="secondary" size="small" onPress={refresh}>
                  Try again
                </Button>
              }
            />
          )}
          {items?.length === 0 && !pending && (
            <NothingFound filters={filters} onChange={change} />
          )}
          {(items?.length || (!items && !problem)) && (
            <AuditTable events={items} busy={pending} />
          )}
          {problem && items && (
            <Alert
              role="alert"
              status="warning"
              icon
              title="Older actions can't be shown now"
              description={problem.message}
            />
          )}
          {items && nextCursor && (
            <div className={styles.more}>
              <Button
                variant="secondary"
                isPending={pending}
                onPress={loadOlder}
              >
                Load older
              </Button>
            </div>
          )}
        </BgProvider>
      </section>
    </main>
  );
}

function NothingFound(props: {
  filters: AuditFilters;
  onChange(changes: Partial<AuditFilters>): void;
}) {
  const { filters, onChange } = props;
  const narrowed = Object.keys(NO_FILTERS).some(
    name => filters[name as keyof AuditFilters],
  );
  return (
    <div className={styles.empty}>
      <p className={styles.emptyTitle}>
        {narrowed ? 'No action matches these filters' : 'Nothing recorded yet'}
      </p>
      {narrowed ? (
        <Button variant="secondary" onPress={() => onChange(NO_FILTERS)}>
          Clear the filters
        </Button>
      ) : (
        <p>Creating, retrying, undoing and other changes leave a line here.</p>
      )}
    </div>
  );
}
