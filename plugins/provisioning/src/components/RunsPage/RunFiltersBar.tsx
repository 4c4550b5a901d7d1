import { useEffect, useState } from 'react';
import {
  SearchField,
  Select,
  ToggleButton,
  ToggleButtonGroup,
} from '@backstage/ui';
import {
  RUN_STATUSES,
  RUN_STATUS_PRESENTATION,
} from '../../formatting/runStatusPresentation';
import type { RunStatus } from '@runway/plugin-provisioning-common';
import type { RunFilters } from './useRunFilters';
import { useTeams } from '../../hooks/useTeams';
import styles from './RunFiltersBar.module.css';

const ANY = 'any';
const TYPING_PAUSE_MS = 400;

/** Narrows the history down. */
export function RunFiltersBar(props: {
  filters: RunFilters;
  onChange(changes: Partial<RunFilters>): void;
}) {
  const { filters, onChange } = props;
  const teams = useTeams(filters.owner);
  return (
    <div className={styles.bar} role="search" aria-label="Filter runs">
      <ToggleButtonGroup
        aria-label="Whose runs"
        selectionMode="single"
        disallowEmptySelection
        selectedKeys={[filters.view]}
        onSelectionChange={keys =>
          onChange({ view: [...keys][0] as RunFilters['view'] })
        }
      >
        <ToggleButton id="mine">My runs</ToggleButton>
        <ToggleButton id="all">All runs</ToggleButton>
      </ToggleButtonGroup>
      <ServiceField
        value={filters.service ?? ''}
        onChange={service => onChange({ service: service || undefined })}
      />
      <Select
        aria-label="Status"
        className={styles.select}
        options={[
          { id: ANY, label: 'Any status' },
          ...RUN_STATUSES.map(status => ({
            id: status,
            label: RUN_STATUS_PRESENTATION[status].word,
          })),
        ]}
        selectedKey={filters.status ?? ANY}
        onSelectionChange={key =>
          onChange({ status: key === ANY ? undefined : (key as RunStatus) })
        }
      />
      <Select
        aria-label="Owner"
        className={styles.select}
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

function ServiceField(props: { value: string; onChange(value: string): void }) {
  const { value, onChange } = props;
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  useEffect(() => {
    if (text === value) {
      return undefined;
    }
    const timer = setTimeout(() => onChange(text), TYPING_PAUSE_MS);
    return () => clearTimeout(timer);
    // Only typing starts the pause: a new callback each render must not restart it.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [text]);
  return (
    <SearchField
      aria-label="Service name"
      className={styles.service}
      placeholder="Service name"
      value={text}
      onChange={setText}
      onSubmit={onChange}
      onClear={() => onChange('')}
    />
  );
}
