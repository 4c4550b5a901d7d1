import { useMemo } from 'react';
import { useSearchParams } from 'react-router-dom';
import {
  SERVICE_NAME_PATTERN,
  runStatusSchema,
  type RunListQuery,
  type RunStatus,
} from '@runway/plugin-provisioning-common';

/** Rows a page. */
export const PAGE_SIZE = 20;

/** What the history shows; lives in the address so that it can be shared and survives a reload. */
export interface RunFilters {
  view: 'mine' | 'all';
  status?: RunStatus;
  /** Entity ref of the owning group. */
  owner?: string;
  /** Exact name of the service. */
  service?: string;
  /** Counts from 1. */
  page: number;
}

/** Reads and writes the filters in the address. Changing a filter goes back to the first page. */
export function useRunFilters() {
  const [search, setSearch] = useSearchParams();
  const filters = useMemo<RunFilters>(() => {
    const status = runStatusSchema.safeParse(search.get('status'));
    return {
      view: search.get('view') === 'all' ? 'all' : 'mine',
      status: status.success ? status.data : undefined,
      owner: search.get('owner') || undefined,
      service: search.get('service') || undefined,
      page: Math.max(1, Number.parseInt(search.get('page') ?? '1', 10) || 1),
    };
  }, [search]);

  const change = (changes: Partial<RunFilters>) => {
    const next = { ...filters, page: 1, ...changes };
    const params = new URLSearchParams();
    if (next.view === 'all') {
      params.set('view', 'all');
    }
    for (const name of ['status', 'owner', 'service'] as const) {
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

/**
 * Turns the filters into a request.
 *
 * @returns undefined when nothing can match, because the service name can't exist
 */
export function toRunListQuery(
  filters: RunFilters,
  userRef: string,
): RunListQuery | undefined {
  const service = filters.service?.trim().toLocaleLowerCase('en-US');
  if (service && !SERVICE_NAME_PATTERN.test(service)) {
    return undefined;
  }
  return {
    requestedBy: filters.view === 'mine' ? userRef : undefined,
    status: filters.status,
    ownerRef: filters.owner,
    entityRef: service ? `component:default/${service}` : undefined,
    limit: PAGE_SIZE,
    offset: (filters.page - 1) * PAGE_SIZE,
  };
}
