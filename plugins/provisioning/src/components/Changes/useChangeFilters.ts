import { useMemo } from 'react';
import { useSearchParams } from 'react-router-dom';
import {
  changeStatusSchema,
  type ChangeListQuery,
  type ChangeStatus,
} from '@runway/plugin-provisioning-common';

/** Rows a page. */
export const PAGE_SIZE = 20;

/** What the list of changes shows; lives in the address. */
export interface ChangeFilters {
  view: 'open' | 'all';
  status?: ChangeStatus;
  /** Entity ref of the owning group. */
  owner?: string;
  /** Counts from 1. */
  page: number;
}

/** Reads and writes the filters in the address. Changing a filter goes back to the first page. */
export function useChangeFilters() {
  const [search, setSearch] = useSearchParams();
  const filters = useMemo<ChangeFilters>(() => {
    const status = changeStatusSchema.safeParse(search.get('status'));
    return {
      view: search.get('view') === 'all' ? 'all' : 'open',
      status: status.success ? status.data : undefined,
      owner: search.get('owner') || undefined,
      page: Math.max(1, Number.parseInt(search.get('page') ?? '1', 10) || 1),
    };
  }, [search]);
  const change = (changes: Partial<ChangeFilters>) => {
    const next = { ...filters, page: 1, ...changes };
    const params = new URLSearchParams();
    if (next.view === 'all') {
      params.set('view', 'all');
    }
    for (const name of ['status', 'owner'] as const) {
      const value = next[name];
      if (value) {
        params.set(name, value);
      }
    }
    if (next.page > 1) {
      params.set('page', String(next.page));
    }
    setSearch(params, { replace: changes.page === undefined });
  };
  return { filters, change };
}

export function toChangeListQuery(filters: ChangeFilters): ChangeListQuery {
  return {
    open: filters.view === 'open' ? 'true' : undefined,
    status: filters.status,
    ownerRef: filters.owner,
    limit: PAGE_SIZE,
    offset: (filters.page - 1) * PAGE_SIZE,
  };
}
