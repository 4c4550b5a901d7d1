import { useApi } from '@backstage/frontend-plugin-api';
import {
  Button,
  Select,
  TablePagination,
  ToggleButton,
  ToggleButtonGroup,
} from '@backstage/ui';
import { RiFileEditLine, RiFilterOffLine } from '@remixicon/react';
import type {
  ChangeList,
  ChangeStatus,
} from '@runway/plugin-provisioning-common';
import { changesApiRef } from '../../api/changesApiRef';
import {
  CHANGE_STATUSES,
  CHANGE_STATUS_PRESENTATION,
  isOpen,
} from '../../formatting/changePresentation';
import { describeError } from '../../formatting/describeError';
import { useChangesForMe } from '../../hooks/useChangesForMe';
import { usePolling } from '../../hooks/usePolling';
import { useTeams } from '../../hooks/useTeams';
import { EmptyState } from '../common/EmptyState';
import { HistoryTabs } from '../common/HistoryTabs';
import { Notice } from '../common/Notice';
import { PageBody } from '../common/PageBody';
import { Panel } from '../common/Panel';
import barStyles from '../RunsPage/RunFiltersBar.module.css';
import styles from '../RunsPage/RunsPage.module.css';
import { ChangesTable } from './ChangesTable';
import {
  PAGE_SIZE,
  toChangeListQuery,
  useChangeFilters,
  type ChangeFilters,
} from './useChangeFilters';

const ANY = 'any';

/** What is about to be taken down or given away, and what was: the changes that need this person first. */
export function ChangesPage() {
  const { filters, change } = useChangeFilters();
  const mine = useChangesForMe();
  return (
    <PageBody>
      <HistoryTabs />
      <h1 className={styles.title}>Changes of services</h1>
      {mine && mine.length > 0 && (
        <Panel title="Needs your approval" aside={mine.length}>
          <ChangesTable label="Needs your approval" changes={mine} />
        </Panel>
      )}
      <Panel title="Changes" titleHidden>
        <FiltersBar filters={filters} onChange={change} />
        <List filters={filters} onChange={change} />
      </Panel>
    </PageBody>
  );
}

function FiltersBar(props: {
  filters: ChangeFilters;
  onChange(changes: Partial<ChangeFilters>): void;
}) {
  const { filters, onChange } = props;
  const teams = useTeams(filters.owner);
  return (
    <div className={barStyles.bar} role="search" aria-label="Filter changes">
      <ToggleButtonGroup
        aria-label="Which changes"
        selectionMode="single"
        disallowEmptySelection
        selectedKeys={[filters.view]}
        onSelectionChange={keys =>
          onChange({ view: [...keys][0] as ChangeFilters['view'] })
        }
      >
        <ToggleButton id="open">Open</ToggleButton>
        <ToggleButton id="all">All</ToggleButton>
      </ToggleButtonGroup>
      <Select
        aria-label="Status"
        className={barStyles.select}
        options={[
          { id: ANY, label: 'Any status' },
          ...CHANGE_STATUSES.filter(
            status => filters.view === 'all' || isOpen({ status }),
          ).map(status => ({
            id: status,
            label: CHANGE_STATUS_PRESENTATION[status].word,
          })),
        ]}
        selectedKey={filters.status ?? ANY}
        onSelectionChange={key =>
          onChange({ status: key === ANY ? undefined : (key as ChangeStatus) })
        }
      />
      <Select
        aria-label="Owner"
        className={barStyles.select}
        search={{ placeholder: 'Find a team' }}
        options={[{ id: ANY, label: 'Any team' }, ...teams]}
        selectedKey={filters.owner ?? ANY}
        onSelectionChange={key =>
          onChange({ owner: key === ANY ? undefined : String(key) })
        }
      />
    </div>
  );
}

function List(props: {
  filters: ChangeFilters;
  onChange(changes: Partial<ChangeFilters>): void;
}) {
  const { filters, onChange } = props;
  const api = useApi(changesApiRef);
  const query = toChangeListQuery(filters);
  const { value, error, refresh } = usePolling<ChangeList>({
    key: JSON.stringify(query),
    load: signal => api.listChanges(query, { signal }),
    interval: list => (list.items.some(isOpen) ? 10_000 : 60_000),
  });
  const failure = error === undefined ? undefined : describeError(error);
  const denied = failure?.kind === 'denied';
  const notice = failure && (
    <Notice
      announce
      tone={(denied && 'denied') || (value ? 'warning' : 'danger')}
      title={
        (denied && 'You may not see changes') ||
        (value
          ? 'These changes may be out of date'
          : "The changes can't be shown now")
      }
      reference={failure.reference}
      actions={
        <Button variant="secondary" onPress={refresh}>
          Try again
        </Button>
      }
    >
      {failure.message}
    </Notice>
  );
  if (!value && notice) {
    return notice;
  }
  if (value?.items.length === 0) {
    return <NoChanges filters={filters} onChange={onChange} />;
  }
  const offset = (filters.page - 1) * PAGE_SIZE;
  return (
    <>
      {notice}
      <ChangesTable label="Changes" changes={value?.items} />
      {value && value.totalItems > PAGE_SIZE && (
        <TablePagination
          pageSize={PAGE_SIZE}
          offset={offset}
          totalCount={value.totalItems}
          showPageSizeOptions={false}
          hasPreviousPage={filters.page > 1}
          hasNextPage={offset + PAGE_SIZE < value.totalItems}
          onPreviousPage={() => onChange({ page: filters.page - 1 })}
          onNextPage={() => onChange({ page: filters.page + 1 })}
        />
      )}
    </>
  );
}

function NoChanges(props: {
  filters: ChangeFilters;
  onChange(changes: Partial<ChangeFilters>): void;
}) {
  const { filters, onChange } = props;
  if (filters.status || filters.owner || filters.page > 1) {
    return (
      <EmptyState
        icon={RiFilterOffLine}
        title="No change matches these filters"
        action={
          <Button
            variant="secondary"
            onPress={() => onChange({ status: undefined, owner: undefined })}
          >
            Clear the filters
          </Button>
        }
      />
    );
  }
  return (
    <EmptyState
      icon={RiFileEditLine}
      title={filters.view === 'open' ? 'Nothing is open' : 'No changes yet'}
    >
      A service that is decommissioned or given to another team is followed
      here. Start from the menu of the service&apos;s page.
    </EmptyState>
  );
}
