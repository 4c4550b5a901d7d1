import { useRouteRef } from '@backstage/frontend-plugin-api';
import { Link } from '@backstage/ui';
import { RiArrowDownSLine, RiArrowUpSLine } from '@remixicon/react';
import type {
  NamespaceSortField,
  NamespaceSummary,
} from '@runway/plugin-clusters-common';
import { namespaceRouteRef } from '../../routes';
import { environmentTitle } from '../environmentTitle';
import { MissingList } from '../AspectLabel/AspectLabel';
import { QuotaBar } from '../QuotaBar/QuotaBar';
import { RelativeTime } from '../RelativeTime/RelativeTime';
import styles from './NamespacesPage.module.css';
import type { NamespaceQuery } from './useNamespaceQuery';

const COLUMNS: Array<{ field?: NamespaceSortField; title: string }> = [
  { field: 'name', title: 'Namespace' },
  { field: 'team', title: 'Team' },
  { field: 'environment', title: 'Environment' },
  { field: 'missing', title: 'Missing' },
  { title: 'Pod Security' },
  { field: 'quota', title: 'Fullest quota' },
  { field: 'createdAt', title: 'Made' },
];

/** What people want first of a column. */
const FIRST: Partial<Record<NamespaceSortField, 'desc'>> = {
  missing: 'desc',
  quota: 'desc',
  createdAt: 'desc',
};

/** One page of namespaces. */
export function NamespacesTable(props: {
  items: NamespaceSummary[];
  query: NamespaceQuery;
  onSort(sort: NamespaceSortField, order: 'asc' | 'desc'): void;
}) {
  const { items, query, onSort } = props;
  return (
    <table className={styles.table} aria-label="Namespaces">
      <thead>
        <tr>
          {COLUMNS.map(({ field, title }) => (
            <Heading
              key={title}
              field={field}
              title={title}
              query={query}
              onSort={onSort}
            />
          ))}
        </tr>
      </thead>
      <tbody>
        {items.map(item => (
          <Row key={`${item.cluster}/${item.name}`} item={item} />
        ))}
      </tbody>
    </table>
  );
}

function Heading(props: {
  field?: NamespaceSortField;
  title: string;
  query: NamespaceQuery;
  onSort(sort: NamespaceSortField, order: 'asc' | 'desc'): void;
}) {
  const { field, title, query, onSort } = props;
  if (!field) {
    return (
      <th scope="col">
        <span className={styles.heading}>{title}</span>
      </th>
    );
  }
  const isSorted = query.sort === field;
  const isUp = query.order === 'asc';
  const Arrow = isUp ? RiArrowUpSLine : RiArrowDownSLine;
  const opposite = isUp ? 'desc' : 'asc';
  const direction = isUp ? 'ascending' : 'descending';
  return (
    <th scope="col" aria-sort={isSorted ? direction : 'none'}>
      <button
        type="button"
        className={styles.sort}
        onClick={() =>
          onSort(field, isSorted ? opposite : FIRST[field] ?? 'asc')
        }
      >
        {title}
        {isSorted && <Arrow size={16} aria-hidden />}
      </button>
    </th>
  );
}

function Row({ item }: { item: NamespaceSummary }) {
  const { cluster, name, team, environment } = item;
  const route = useRouteRef(namespaceRouteRef);
  return (
    <tr>
      <th scope="row">
        <Link href={route?.({ cluster, name }) ?? ''} standalone>
          {name}
        </Link>
      </th>
      <td data-label="Team" className={styles.team}>
        {team}
      </td>
      <td data-label="Environment">
        {environment && environmentTitle(environment)}
        {environment !== cluster && (
          <span className={styles.note}> on {cluster}</span>
        )}
      </td>
      <td data-label="Missing">
        <MissingList namespace={item} />
      </td>
      <td data-label="Pod Security">{item.podSecurity ?? 'not set'}</td>
      <td data-label="Fullest quota" className={styles.quota}>
        {item.fullest && <QuotaBar use={item.fullest} />}
      </td>
      <td data-label="Made" className={styles.made}>
        {item.createdAt && <RelativeTime time={item.createdAt} />}
      </td>
    </tr>
  );
}
