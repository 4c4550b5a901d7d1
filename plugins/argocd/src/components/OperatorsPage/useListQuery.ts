import {
  applicationDimensions,
  type ApplicationDimension,
  type ApplicationSortField,
} from '@runway/plugin-argocd-common';
import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'react-router-dom';

export const PAGE_SIZE = 50;

/** What the list shows; it lies in the address, so a view can be kept and sent. */
export interface ListQuery {
  q: string;
  /** Values by dimension, none when it isn't narrowed. */
  filters: Partial<Record<ApplicationDimension, string[]>>;
  sort: ApplicationSortField;
  order: 'asc' | 'desc';
  offset: number;
}

/** Reads the view from the address, and changes it there. */
export function useListQuery(): {
  query: ListQuery;
  /** Whatever is changed, paging starts again. */
  change(next: Partial<ListQuery>): void;
} {
  const [search, setSearch] = useSearchParams();
  const query = useMemo(() => fromSearch(search), [search]);
  const change = useCallback(
    (next: Partial<ListQuery>) =>
      setSearch(
        previous => toSearch({ ...fromSearch(previous), offset: 0, ...next }),
        { replace: next.offset === undefined },
      ),
    [setSearch],
  );
  return { query, change };
}

function fromSearch(search: URLSearchParams): ListQuery {
  const filters: ListQuery['filters'] = {};
  for (const dimension of applicationDimensions) {
    const values = search.get(dimension)?.split(',').filter(Boolean);
    if (values?.length) {
      filters[dimension] = values;
    }
  }
  return {
    q: search.get('q') ?? '',
    filters,
    sort: (search.get('sort') as ApplicationSortField | null) ?? 'name',
    order: search.get('order') === 'desc' ? 'desc' : 'asc',
    offset: Math.max(0, Number(search.get('offset')) || 0),
  };
}

function toSearch(query: ListQuery): URLSearchParams {
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
  set('sort', query.sort, 'name');
  set('order', query.order, 'asc');
  set('offset', String(query.offset), '0');
  return search;
}
