import { useRouteRef } from '@backstage/frontend-plugin-api';
import { Checkbox, Link } from '@backstage/ui';
import { RiArrowDownSLine, RiArrowUpSLine } from '@remixicon/react';
import type {
  ApplicationSortField,
  ApplicationSummary,
} from '@runway/plugin-argocd-common';
import { applicationRouteRef } from '../../routes';
import { environmentTitle } from '../environmentTitle';
import { HealthLabel } from '../HealthLabel/HealthLabel';
import { RelativeTime } from '../RelativeTime/RelativeTime';
import type { ListQuery } from './useListQuery';
import styles from './OperatorsPage.module.css';

const COLUMNS: Array<{ field: ApplicationSortField; title: string }> = [
  { field: 'name', title: 'Application' },
  { field: 'team', title: 'Team' },
  { field: 'environment', title: 'Environment' },
  { field: 'cluster', title: 'Cluster' },
  { field: 'health', title: 'Health' },
  { field: 'sync', title: 'Git' },
  { field: 'deployedAt', title: 'Deployed' },
];

const SYNC_WORDS = {
  Synced: 'In sync',
  OutOfSync: 'Out of sync',
  Unknown: 'Unknown',
};

export const keyOf = ({
  instance,
  namespace,
  name,
}: Pick<ApplicationSummary, 'instance' | 'namespace' | 'name'>) =>
  [instance, namespace, name].join('/');

/** One page of applications. */
export function ApplicationsTable(props: {
  items: ApplicationSummary[];
  query: ListQuery;
  selected: ReadonlySet<string>;
  onSort(sort: ApplicationSortField, order: 'asc' | 'desc'): void;
  onSelect(keys: string[], isSelected: boolean): void;
}) {
  const { items, query, selected, onSort, onSelect } = props;
  const keys = items.map(keyOf);
  const chosen = keys.filter(key => selected.has(key)).length;
  return (
    <table className={styles.table} aria-label="Applications">
      <thead>
        <tr>
          <th className={styles.check}>
            <Checkbox
              aria-label="Select all on this page"
              isSelected={chosen > 0 && chosen === keys.length}
              isIndeterminate={chosen > 0 && chosen < keys.length}
              onChange={isSelected => onSelect(keys, isSelected)}
            />
          </th>
          {COLUMNS.map(({ field, title }) => {
            const isSorted = query.sort === field;
            const next = isSorted && query.order === 'asc' ? 'desc' : 'asc';
            const direction =
              query.order === 'asc' ? 'ascending' : 'descending';
            const Arrow =
              query.order === 'asc' ? RiArrowUpSLine : RiArrowDownSLine;
            return (
              <th
                key={field}
                scope="col"
                aria-sort={isSorted ? direction : 'none'}
              >
                <button
                  type="button"
                  className={styles.sort}
                  onClick={() => onSort(field, next)}
                >
                  {title}
                  {isSorted && <Arrow size={16} aria-hidden />}
                </button>
              </th>
            );
          })}
        </tr>
      </thead>
      <tbody>
        {items.map(item => (
          <Row
            key={keyOf(item)}
            item={item}
            isSelected={selected.has(keyOf(item))}
            onSelect={isSelected => onSelect([keyOf(item)], isSelected)}
          />
        ))}
      </tbody>
    </table>
  );
}

function Row(props: {
  item: ApplicationSummary;
  isSelected: boolean;
  onSelect(isSelected: boolean): void;
}) {
  const { item } = props;
  const { instance, namespace, name } = item;
  const route = useRouteRef(applicationRouteRef);
  return (
    <tr>
      <td className={styles.check}>
        <Checkbox
          aria-label={`Select ${name}`}
          isSelected={props.isSelected}
          onChange={props.onSelect}
        />
      </td>
      <th scope="row">
        <span className={styles.what}>
          <Link href={route?.({ instance, namespace, name }) ?? ''} standalone>
            {name}
          </Link>
          {item.version && <code className={styles.code}>{item.version}</code>}
          {item.healthMessage && (
            <span className={styles.reason}>{item.healthMessage}</span>
          )}
        </span>
      </th>
      <td data-label="Team">{item.team}</td>
      <td data-label="Environment">
        {item.environment && environmentTitle(item.environment)}
      </td>
      <td data-label="Cluster">{item.cluster}</td>
      <td data-label="Health">
        <HealthLabel
          state={{ state: 'deployed', health: item.health, sync: 'Synced' }}
        />
      </td>
      <td data-label="Git" data-sync={item.sync}>
        {SYNC_WORDS[item.sync]}
        {!item.autoSync && (
          <span className={styles.quiet}>, auto-sync off</span>
        )}
      </td>
      <td data-label="Deployed">
        {item.deployedAt && <RelativeTime time={item.deployedAt} />}
      </td>
    </tr>
  );
}
