import {
  Button,
  SearchField,
  Select,
  ToggleButton,
  ToggleButtonGroup,
} from '@backstage/ui';
import type {
  ApplicationDimension,
  ApplicationList,
} from '@runway/plugin-argocd-common';
import { useEffect, useState } from 'react';
import { environmentTitle } from '../environmentTitle';
import type { ListQuery } from './useListQuery';
import styles from './OperatorsPage.module.css';

const ANY = '*any';
const TYPING_PAUSE_MS = 300;

const DIMENSIONS: Array<{
  dimension: ApplicationDimension;
  label: string;
  any: string;
}> = [
  { dimension: 'team', label: 'Team', any: 'Any team' },
  {
    dimension: 'environment',
    label: 'Environment',
    any: 'Any environment',
  },
  { dimension: 'cluster', label: 'Cluster', any: 'Any cluster' },
  { dimension: 'project', label: 'Project', any: 'Any project' },
  { dimension: 'sync', label: 'Sync', any: 'Any sync' },
  { dimension: 'instance', label: 'Argo CD', any: 'Any Argo CD' },
];

/** Narrows the list down; each choice says how many it leaves. */
export function FiltersBar(props: {
  query: ListQuery;
  facets: ApplicationList['facets'] | undefined;
  onChange(next: Partial<ListQuery>): void;
}) {
  const { query, facets, onChange } = props;
  const choose = (dimension: ApplicationDimension, values: string[]) =>
    onChange({
      filters: {
        ...query.filters,
        [dimension]: values.length ? values : undefined,
      },
    });
  const isNarrowed =
    query.q !== '' || Object.values(query.filters).some(Boolean);
  return (
    <div role="search" aria-label="Filter applications">
      <div className={styles.bar}>
        <NameField value={query.q} onChange={q => onChange({ q })} />
        {DIMENSIONS.filter(
          ({ dimension }) =>
            query.filters[dimension] || (facets?.[dimension]?.length ?? 0) > 1,
        ).map(({ dimension, label, any }) => (
          <Select
            key={dimension}
            aria-label={label}
            className={styles.select}
            search={
              (facets?.[dimension]?.length ?? 0) > 10
                ? { placeholder: `Find: ${label.toLocaleLowerCase('en-US')}` }
                : undefined
            }
            options={[
              { id: ANY, label: any },
              ...optionsOf(dimension, query, facets),
            ]}
            selectedKey={query.filters[dimension]?.[0] ?? ANY}
            onSelectionChange={key =>
              choose(dimension, key === ANY ? [] : [String(key)])
            }
          />
        ))}
        {isNarrowed && (
          <Button
            variant="tertiary"
            onPress={() => onChange({ q: '', filters: {} })}
          >
            Show all
          </Button>
        )}
      </div>
      <ToggleButtonGroup
        aria-label="Health"
        selectionMode="multiple"
        selectedKeys={query.filters.health ?? []}
        onSelectionChange={keys => choose('health', [...keys].map(String))}
      >
        {optionsOf('health', query, facets).map(({ id, label }) => (
          <ToggleButton key={id} id={id}>
            {label}
          </ToggleButton>
        ))}
      </ToggleButtonGroup>
    </div>
  );
}

/** Values with counts; a chosen one stays although nothing has it any more. */
function optionsOf(
  dimension: ApplicationDimension,
  query: ListQuery,
  facets: ApplicationList['facets'] | undefined,
) {
  const known = facets?.[dimension] ?? [];
  const chosen = (query.filters[dimension] ?? [])
    .filter(value => !known.some(facet => facet.value === value))
    .map(value => ({ value, count: 0 }));
  return [...known, ...chosen].map(({ value, count }) => ({
    id: value,
    label: `${
      dimension === 'environment' ? environmentTitle(value) : value
    } (${count})`,
  }));
}

function NameField(props: { value: string; onChange(value: string): void }) {
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
      aria-label="Name of application or service"
      placeholder="Application or service"
      className={styles.name}
      value={text}
      onChange={setText}
    />
  );
}
