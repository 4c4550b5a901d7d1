import { Button, SearchField, Select, ToggleButton } from '@backstage/ui';
import {
  type Aspect,
  aspects,
  type ClusterStatus,
  type NamespaceDimension,
  type NamespaceList,
} from '@runway/plugin-clusters-common';
import { useEffect, useState } from 'react';
import { ASPECTS } from '../AspectLabel/aspectWords';
import { environmentTitle } from '../environmentTitle';
import styles from './NamespacesPage.module.css';
import type { NamespaceQuery } from './useNamespaceQuery';

const ANY = '*any';
const TYPING_PAUSE_MS = 300;

const SELECTS: Array<{
  dimension: NamespaceDimension;
  label: string;
  any: string;
}> = [
  { dimension: 'team', label: 'Team', any: 'Any team' },
  { dimension: 'environment', label: 'Environment', any: 'Any environment' },
  { dimension: 'cluster', label: 'Cluster', any: 'Any cluster' },
];

/** Whose namespaces; without a choice those of the system are left aside. */
const KINDS = [
  { id: ANY, label: 'All but the system’s' },
  { id: 'team', label: 'Teams’' },
  { id: 'unowned', label: 'Without a team' },
  { id: 'system', label: 'The system’s' },
];

/** Narrows the list down; each choice says how many it leaves. */
export function FiltersBar(props: {
  query: NamespaceQuery;
  facets: NamespaceList['facets'];
  clusters: ClusterStatus[];
  onChange(next: Partial<NamespaceQuery>): void;
}) {
  const { query, facets, clusters, onChange } = props;
  const choose = (dimension: NamespaceDimension, values: string[]) =>
    onChange({
      filters: {
        ...query.filters,
        [dimension]: values.length ? values : undefined,
      },
    });
  // Where each environment has a cluster of its own, one of the two is enough.
  const isClusterTold = clusters.every(
    ({ environments }) => environments.length === 1,
  );
  const isNarrowed =
    query.q !== '' || Object.values(query.filters).some(Boolean);
  const chosen = query.filters.missing ?? [];
  const countOf = (kind: string) =>
    facets.kind.find(({ value }) => value === kind)?.count ?? 0;
  return (
    <div role="search" aria-label="Filter namespaces">
      <div className={styles.bar}>
        <NameField value={query.q} onChange={q => onChange({ q })} />
        {SELECTS.filter(
          ({ dimension }) =>
            dimension !== 'cluster' || query.filters.cluster || !isClusterTold,
        ).map(({ dimension, label, any }) => (
          <Select
            key={dimension}
            aria-label={label}
            className={styles.select}
            search={
              facets[dimension].length > 10
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
        <Select
          aria-label="Whose"
          className={styles.select}
          options={KINDS.map(({ id, label }) => ({
            id,
            label: id === ANY ? label : `${label} (${countOf(id)})`,
          }))}
          selectedKey={query.filters.kind?.[0] ?? ANY}
          onSelectionChange={key =>
            choose('kind', key === ANY ? [] : [String(key)])
          }
        />
        {isNarrowed && (
          <Button
            variant="tertiary"
            onPress={() => onChange({ q: '', filters: {} })}
          >
            Show all
          </Button>
        )}
      </div>
      <div role="group" aria-label="What is missing" className={styles.chips}>
        {missingOf(query, facets).map(({ aspect, count }) => (
          <ToggleButton
            key={aspect}
            isSelected={chosen.includes(aspect)}
            onChange={isSelected =>
              choose(
                'missing',
                isSelected
                  ? [...chosen, aspect]
                  : chosen.filter(other => other !== aspect),
              )
            }
          >
            {ASPECTS[aspect].title} ({count})
          </ToggleButton>
        ))}
      </div>
    </div>
  );
}

/** In their own order, not by count: buttons keep their place. */
function missingOf(
  query: NamespaceQuery,
  facets: NamespaceList['facets'],
): Array<{ aspect: Aspect; count: number }> {
  return aspects
    .map(aspect => ({
      aspect,
      count: facets.missing.find(({ value }) => value === aspect)?.count ?? 0,
    }))
    .filter(
      ({ aspect, count }) =>
        count > 0 || query.filters.missing?.includes(aspect),
    );
}

/** Values with counts; a chosen one stays although nothing has it any more. */
function optionsOf(
  dimension: NamespaceDimension,
  query: NamespaceQuery,
  facets: NamespaceList['facets'],
) {
  const known = facets[dimension];
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
      aria-label="Name of namespace or team"
      placeholder="Namespace or team"
      className={styles.search}
      value={text}
      onChange={setText}
    />
  );
}
