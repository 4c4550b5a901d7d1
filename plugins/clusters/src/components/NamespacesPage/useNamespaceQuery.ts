import {
  type NamespaceDimension,
  namespaceDimensions,
  type NamespaceSortField,
  namespaceSortFields,
} from '@runway/plugin-clusters-common';
import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'react-router-dom';

export const PAGE_SIZE = 50;

/** What the list shows; it lies in the address, so a view can be kept and sent. */
export interface NamespaceQuery {
  q: string;
  /** Values by dimension, none when it isn't narrowed. */
  filters: Partial<Record<NamespaceDimension, string[]>>;
  sort: NamespaceSortField;
  order: 'asc' | 'desc';
  offset: number;
}

/** Reads the view from the address, and changes it there. */
export function useNamespaceQuery(): {
  query: NamespaceQuery;
  /** Whatever is changed, paging starts again. */
  change(next: Partial<NamespaceQuery>): void;
} {
  const [search, setSearch] = useSearchParams();
  const query = useMemo(() => fromSearch(search), [search]);
  const change = useCallback(
    (next: Partial<NamespaceQuery>) =>
      setSearch(
        previous => toSearch({ ...fromSearch(previous), offset: 0, ...next }),
        { replace: next.offset === undefined },
      ),
    [setSearch],
  );
  return { query, change };
}

function fromSearch(search: URLSearchParams): NamespaceQuery {
  const filters: NamespaceQuery['filters'] = {};
  for (const dimension of namespaceDimensions) {
    const values = search.get(dimension)?.split(',').filter(Boolean);
    if (values?.length) {
      filters[dimension] = values;
    }
  }
  const sort = namespaceSortFields.find(field => field === search.get('sort'));
  return {
    q: search.get('q') ?? '',
    filters,
    sort: sort ?? 'missing',
    order: search.get('order') === 'asc' ? 'asc' : 'desc',
    offset: Math.max(0, Math.trunc(Number(search.get('offset'))) || 0),
  };
}

function toSearch(query: NamespaceQuery): URLSearchParams {
  const search = new URLSearchParams();
  const set = (key: string, value: string, otherwise = '') => {
    if (value !== otherwise) {
      search.set(key, value);
    }
  };
  set('q', query.q);
  for (const [dimension, values] of Object.entries(query.filters)) {
    set(dimension, values?.join(',') ?? '');
  }
  set('sort', query.sort, 'missing');
  set('order', query.order, 'desc');
  set('offset', String(query.offset), '0');
  return search;
}
