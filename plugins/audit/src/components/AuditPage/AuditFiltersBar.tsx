import { useEffect, useState } from 'react';
import {
  SearchField,
  Select,
  ToggleButton,
  ToggleButtonGroup,
} from '@backstage/ui';
import {
  auditStatusSchema,
  type AuditKind,
  type AuditStatus,
} from '@runway/plugin-audit-common';
import { kindId } from '../../formatting/describeAction';
import { STATUS_PRESENTATION } from '../../formatting/statusPresentation';
import { useKinds, usePeople } from './useFilterChoices';
import { PERIODS, type AuditFilters } from './useAuditFilters';
import styles from './AuditFiltersBar.module.css';

const ANY = 'any';
const TYPING_PAUSE_MS = 400;

/** Narrows the trail down. */
export function AuditFiltersBar(props: {
  filters: AuditFilters;
  /** Whether somebody else's actions can be looked for. */
  everybody: boolean;
  onChange(changes: Partial<AuditFilters>): void;
}) {
  const { filters, everybody, onChange } = props;
  return (
    <div className={styles.bar} role="search" aria-label="Filter actions">
      <ToggleButtonGroup
        aria-label="Which actions"
        selectionMode="single"
        disallowEmptySelection
        selectedKeys={[filters.view]}
        onSelectionChange={keys =>
          onChange({ view: [...keys][0] as AuditFilters['view'] })
        }
      >
        <ToggleButton id="changes">Changes</ToggleButton>
        <ToggleButton id="all">Reads too</ToggleButton>
      </ToggleButtonGroup>
      <TextFilter
        value={filters.text ?? ''}
        onChange={text => onChange({ text: text.trim() || undefined })}
      />
      {everybody && <PersonFilter filters={filters} onChange={onChange} />}
      <KindFilter filters={filters} onChange={onChange} />
      <Select
        aria-label="Outcome"
        className={styles.select}
        options={[
          { id: ANY, label: 'Any outcome' },
          ...auditStatusSchema.options.map(status => ({
            id: status,
            label: STATUS_PRESENTATION[status].word,
          })),
        ]}
        selectedKey={filters.status ?? ANY}
        onSelectionChange={key =>
          onChange({ status: key === ANY ? undefined : (key as AuditStatus) })
        }
      />
      <Select
        aria-label="Period"
        className={styles.select}
        options={[
          { id: ANY, label: 'Any time' },
          ...Object.entries(PERIODS).map(([id, { label }]) => ({ id, label })),
        ]}
        selectedKey={filters.period ?? ANY}
        onSelectionChange={key =>
          onChange({
            period: key === ANY ? undefined : (key as AuditFilters['period']),
          })
        }
      />
    </div>
  );
}

interface FilterProps {
  filters: AuditFilters;
  onChange(changes: Partial<AuditFilters>): void;
}

function PersonFilter({ filters, onChange }: FilterProps) {
  const people = usePeople(filters.actor);
  return (
    <Select
      aria-label="Person"
      className={styles.select}
      search={{ placeholder: 'Find a person' }}
      options={[{ id: ANY, label: 'Anybody' }, ...people]}
      selectedKey={filters.actor ?? ANY}
      onSelectionChange={key =>
        onChange({ actor: key === ANY ? undefined : String(key) })
      }
    />
  );
}

function KindFilter({ filters, onChange }: FilterProps) {
  const { plugin, event, action } = filters;
  const chosen: AuditKind | undefined =
    plugin && event ? { plugin, event, action } : undefined;
  const kinds = useKinds(chosen);
  return (
    <Select
      aria-label="Action"
      className={styles.wide}
      search={{ placeholder: 'Find an action' }}
      options={[
        { id: ANY, label: 'Any action' },
        ...kinds.map(({ id, label }) => ({ id, label })),
      ]}
      selectedKey={chosen ? kindId(chosen) : ANY}
      onSelectionChange={key => {
        const kind = kinds.find(({ id }) => id === key)?.kind;
        onChange({
          plugin: kind?.plugin,
          event: kind?.event,
          action: kind?.action,
        });
      }}
    />
  );
}

function TextFilter(props: { value: string; onChange(value: string): void }) {
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
      aria-label="Words"
      className={styles.text}
      placeholder="Service, run, error…"
      value={text}
      onChange={setText}
      onSubmit={onChange}
      onClear={() => onChange('')}
    />
  );
}
