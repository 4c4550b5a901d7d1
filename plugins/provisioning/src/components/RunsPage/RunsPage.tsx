import { useEffect, useRef } from 'react';
import { useApi, useRouteRef } from '@backstage/frontend-plugin-api';
import { Button, ButtonLink, TablePagination } from '@backstage/ui';
import { RiFilterOffLine, RiRocketLine } from '@remixicon/react';
import type { RunList } from '@runway/plugin-provisioning-common';
import { provisioningApiRef } from '../../api/provisioningApiRef';
import { describeError } from '../../formatting/describeError';
import { isMoving } from '../../formatting/requestPresentation';
import { usePolling } from '../../hooks/usePolling';
import { useUserRef } from '../../hooks/useUserRef';
import { createRouteExternalRef } from '../../routes';
import { EmptyState } from '../common/EmptyState';
import { HistoryTabs } from '../common/HistoryTabs';
import { Notice } from '../common/Notice';
import { PageBody } from '../common/PageBody';
import { Panel } from '../common/Panel';
import { RunFiltersBar } from './RunFiltersBar';
import { RunsTable } from './RunsTable';
import { PAGE_SIZE, toRunListQuery, useRunFilters } from './useRunFilters';
import type { RunFilters } from './useRunFilters';
import styles from './RunsPage.module.css';

/** The history of runs: who made what, when, and how it ended. */
export function RunsPage() {
  const userRef = useUserRef();
  const { filters, change } = useRunFilters();
  const createRoute = useRouteRef(createRouteExternalRef);
  return (
    <PageBody>
      <HistoryTabs />
      <div className={styles.heading}>
        <h1 className={styles.title}>History of runs</h1>
        {createRoute && (
          <ButtonLink href={createRoute()} variant="primary" size="medium">
            Create a service
          </ButtonLink>
        )}
      </div>
      <Panel title="History" titleHidden>
        <RunFiltersBar filters={filters} onChange={change} />
        {userRef ? (
          <RunsList userRef={userRef} filters={filters} onChange={change} />
        ) : (
          <RunsTable />
        )}
      </Panel>
    </PageBody>
  );
}

function RunsList(props: {
  userRef: string;
  filters: RunFilters;
  onChange(changes: Partial<RunFilters>): void;
}) {
  const { userRef, filters, onChange } = props;
  const api = useApi(provisioningApiRef);
  const query = toRunListQuery(filters, userRef);
  const { value, error, refresh } = usePolling<RunList>({
    key: JSON.stringify(query ?? 'nothing'),
    load: async signal =>
      query ? api.listRuns(query, { signal }) : { items: [], totalItems: 0 },
    interval: list => (list.items.some(isMoving) ? 3_000 : 60_000),
  });

  // The rows of the last page stay while the next one is on its way: no jump, no flash.
  const previous = useRef<RunList>();
  previous.current = value ?? previous.current;
  const list = previous.current;

  const beyondEnd = value && value.items.length === 0 && filters.page > 1;
  useEffect(() => {
    if (beyondEnd) {
      onChange({ page: 1 });
    }
  }, [beyondEnd, onChange]);

  const description = error ? describeError(error) : undefined;
  if (description && !value) {
    return (
      <Notice
        announce
        tone={description.kind === 'denied' ? 'denied' : 'danger'}
        title={
          description.kind === 'denied'
            ? 'You may not see runs'
            : "The runs can't be shown now"
        }
        reference={description.reference}
        actions={
          <Button variant="secondary" onPress={refresh}>
            Try again
          </Button>
        }
      >
        {description.message}
      </Notice>
    );
  }
  if (value && value.items.length === 0 && !beyondEnd) {
    return <NoRuns filters={filters} onChange={onChange} />;
  }
  const offset = (filters.page - 1) * PAGE_SIZE;
  return (
    <>
      {description && (
        <Notice
          tone="warning"
          title="These runs may be out of date"
          actions={
            <Button variant="secondary" onPress={refresh}>
              Try again
            </Button>
          }
        >
          {description.message}
        </Notice>
      )}
      <RunsTable runs={list?.items} stale={!value} />
      {list && list.totalItems > PAGE_SIZE && (
        <TablePagination
          pageSize={PAGE_SIZE}
          offset={offset}
          totalCount={list.totalItems}
          showPageSizeOptions={false}
          hasPreviousPage={filters.page > 1}
          hasNextPage={offset + PAGE_SIZE < list.totalItems}
          onPreviousPage={() => onChange({ page: filters.page - 1 })}
          onNextPage={() => onChange({ page: filters.page + 1 })}
        />
      )}
    </>
  );
}

function NoRuns(props: {
  filters: RunFilters;
  onChange(changes: Partial<RunFilters>): void;
}) {
  const { filters, onChange } = props;
  const createRoute = useRouteRef(createRouteExternalRef);
  if (filters.status || filters.owner || filters.service) {
    return (
      <EmptyState
        icon={RiFilterOffLine}
        title="No run matches these filters"
        action={
          <Button
            variant="secondary"
            onPress={() =>
              onChange({
                status: undefined,
                owner: undefined,
                service: undefined,
              })
            }
          >
            Clear the filters
          </Button>
        }
      >
        {filters.service &&
          'The service name has to be the whole name, for example check-in-api.'}
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={RiRocketLine}
      title={
        filters.view === 'mine'
          ? "You haven't started a run yet"
          : 'No runs yet'
      }
      action={
        createRoute && (
          <ButtonLink href={createRoute()} variant="primary">
            Create a service
          </ButtonLink>
        )
      }
    >
      Each service that is created leaves its run here: every step, its log, and
      what it made.
    </EmptyState>
  );
}
