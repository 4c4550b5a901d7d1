import { useApi } from '@backstage/frontend-plugin-api';
import { Button, Select, Skeleton, TablePagination } from '@backstage/ui';
import {
  RiFilterOffLine,
  RiRefreshLine,
  RiScales3Line,
} from '@remixicon/react';
import type {
  DifferenceKind,
  Reconciliation,
  UpstreamSystem,
} from '@runway/plugin-provisioning-common';
import { reconciliationApiRef } from '../../api/reconciliationApiRef';
import { describeError } from '../../formatting/describeError';
import { DIFFERENCE_KINDS } from '../../formatting/differencePresentation';
import { formatDuration } from '../../formatting/formatDuration';
import { SYSTEM_NAMES } from '../../formatting/resourcePresentation';
import { useAct } from '../../hooks/useAct';
import { usePolling } from '../../hooks/usePolling';
import { EmptyState } from '../common/EmptyState';
import { HistoryTabs } from '../common/HistoryTabs';
import { Notice } from '../common/Notice';
import { PageBody } from '../common/PageBody';
import { Panel } from '../common/Panel';
import { Refusal } from '../common/Refusal';
import { RelativeTime } from '../common/RelativeTime';
import barStyles from '../RunsPage/RunFiltersBar.module.css';
import styles from '../RunsPage/RunsPage.module.css';
import { DifferencesTable } from './DifferencesTable';
import { SourcesPanel } from './SourcesPanel';
import {
  PAGE_SIZE,
  useDifferenceFilters,
  type DifferenceFilters,
} from './useDifferenceFilters';

const ANY = 'any';
const CHECKING_MS = 2_000;
const RESTING_MS = 20_000;

/** Where the ledger and the upstreams disagree, and the one action for each. */
export function ReconciliationPage() {
  const api = useApi(reconciliationApiRef);
  const { filters, change } = useDifferenceFilters();
  const { page, ...narrowed } = filters;
  const offset = (page - 1) * PAGE_SIZE;
  const query = { ...narrowed, limit: PAGE_SIZE, offset };
  const { value, error, refresh } = usePolling<Reconciliation>({
    key: JSON.stringify(query),
    load: signal => api.getReconciliation(query, { signal }),
    interval: latest => (isBusy(latest) ? CHECKING_MS : RESTING_MS),
    retries: failure => describeError(failure).kind !== 'denied',
  });
  const check = useAct<unknown>(() => refresh());
  const failure = error === undefined ? undefined : describeError(error);
  return (
    <PageBody>
      <HistoryTabs />
      <div className={styles.heading}>
        <h1 className={styles.title}>Ledger and upstreams</h1>
        {value && (
          <Button
            variant="primary"
            size="medium"
            iconStart={<RiRefreshLine />}
            isDisabled={!value.can.act || isChecking(value)}
            isPending={check.pending !== undefined}
            onPress={() => check.act('check', () => api.checkNow())}
          >
            {isChecking(value) ? 'Checking…' : 'Check now'}
          </Button>
        )}
      </div>
      {value && !value.can.act && value.can.reason && (
        <Notice tone="denied" title="You may look, not act">
          {value.can.reason}
        </Notice>
      )}
      <Refusal refusal={check.refusal} title="No check was started" />
      {failure && (
        <Notice
          announce
          tone={
            (failure.kind === 'denied' && 'denied') ||
            (value ? 'warning' : 'danger')
          }
          title={
            (failure.kind === 'denied' && 'You may not see this') ||
            (value
              ? 'What you see may be out of date'
              : "The differences can't be shown now")
          }
          reference={failure.reference}
          actions={
            failure.kind !== 'denied' && (
              <Button variant="secondary" onPress={refresh}>
                Try again
              </Button>
            )
          }
        >
          {failure.message}
        </Notice>
      )}
      {!value && !failure && (
        <div role="status" aria-label="Loading the differences">
          <Skeleton width="100%" height={320} />
        </div>
      )}
      {value && (
        <>
          <SourcesPanel reconciliation={value} />
          <Panel
            title="Differences"
            aside={value.totalItems > 0 && value.totalItems}
          >
            <FiltersBar filters={filters} onChange={change} />
            {value.differences.length === 0 ? (
              <NoDifferences
                reconciliation={value}
                filters={filters}
                onClear={() =>
                  change({
                    kind: undefined,
                    system: undefined,
                    name: undefined,
                  })
                }
              />
            ) : (
              <DifferencesTable
                differences={value.differences}
                mayAct={value.can.act}
                onResolved={refresh}
              />
            )}
            {value.totalItems > PAGE_SIZE && (
              <TablePagination
                pageSize={PAGE_SIZE}
                offset={offset}
                totalCount={value.totalItems}
                showPageSizeOptions={false}
                hasPreviousPage={page > 1}
                hasNextPage={offset + PAGE_SIZE < value.totalItems}
                onPreviousPage={() => change({ page: page - 1 })}
                onNextPage={() => change({ page: page + 1 })}
              />
            )}
          </Panel>
        </>
      )}
    </PageBody>
  );
}

function isChecking({ lastPass }: Reconciliation): boolean {
  return lastPass !== undefined && lastPass.finishedAt === undefined;
}

function isBusy(value: Reconciliation): boolean {
  return (
    isChecking(value) ||
    value.differences.some(({ progress }) => progress?.state === 'working')
  );
}

function FiltersBar(props: {
  filters: DifferenceFilters;
  onChange(changes: Partial<DifferenceFilters>): void;
}) {
  const { filters, onChange } = props;
  return (
    <div
      className={barStyles.bar}
      role="search"
      aria-label="Filter differences"
    >
      <Select
        aria-label="Kind"
        className={barStyles.select}
        options={[
          { id: ANY, label: 'Any kind' },
          ...Object.entries(DIFFERENCE_KINDS).map(([id, { word }]) => ({
            id,
            label: word,
          })),
        ]}
        selectedKey={filters.kind ?? ANY}
        onSelectionChange={key =>
          onChange({ kind: key === ANY ? undefined : (key as DifferenceKind) })
        }
      />
      <Select
        aria-label="System"
        className={barStyles.select}
        options={[
          { id: ANY, label: 'Any system' },
          ...Object.entries(SYSTEM_NAMES).map(([id, label]) => ({ id, label })),
        ]}
        selectedKey={filters.system ?? ANY}
        onSelectionChange={key =>
          onChange({
            system: key === ANY ? undefined : (key as UpstreamSystem),
          })
        }
      />
    </div>
  );
}

function NoDifferences(props: {
  reconciliation: Reconciliation;
  filters: DifferenceFilters;
  onClear(): void;
}) {
  const { reconciliation, filters, onClear } = props;
  if (filters.kind || filters.system || filters.name) {
    return (
      <EmptyState
        icon={RiFilterOffLine}
        title="No difference matches these filters"
        action={
          <Button variant="secondary" onPress={onClear}>
            Clear the filters
          </Button>
        }
      />
    );
  }
  const { sources, everySeconds } = reconciliation;
  const compared = sources.reduce((sum, { checked }) => sum + checked, 0);
  const complete =
    sources.length > 0 && sources.every(({ state }) => state === 'ok');
  // The ledger is as fresh as the part that was compared longest ago.
  const oldest = sources
    .flatMap(({ checkedAt }) => checkedAt ?? [])
    .sort()
    .at(0);
  return (
    <EmptyState
      icon={RiScales3Line}
      title={
        (!complete && 'No difference was found so far.') ||
        (compared === 0
          ? 'There is nothing to compare yet.'
          : 'The ledger equals the upstreams.')
      }
    >
      {complete &&
        compared === 0 &&
        'The ledger is empty: no run has made anything.'}
      {complete && compared > 0 && oldest && (
        <>
          Everything was compared <RelativeTime time={oldest} />.
        </>
      )}
      {!complete && 'Not everything could be compared: see the sources above.'}{' '}
      A check runs every {formatDuration(everySeconds * 1000)}.
    </EmptyState>
  );
}
