import { useMemo } from 'react';
import { useSearchParams } from 'react-router-dom';
import {
  auditStatusSchema,
  type AuditFilter,
} from '@runway/plugin-audit-common';

/** How far back to look. */
export const PERIODS = {
  hour: { label: 'Last hour', ms: 3_600_000 },
  day: { label: 'Last 24 hours', ms: 86_400_000 },
  week: { label: 'Last 7 days', ms: 604_800_000 },
  month: { label: 'Last 30 days', ms: 2_592_000_000 },
};

const NAMES = ['actor', 'plugin', 'event', 'action', 'object', 'text'] as const;

/** What the page shows; lives in the address so that it can be shared and survives a reload. */
export interface AuditFilters
  extends Pick<AuditFilter, (typeof NAMES)[number] | 'status'> {
  /** `changes` leaves out mere reading. */
  view: 'changes' | 'all';
  period?: keyof typeof PERIODS;
}

/** Nothing narrowed down. */
export const NO_FILTERS: Partial<AuditFilters> = {
  actor: undefined,
  plugin: undefined,
  event: undefined,
  action: undefined,
  object: undefined,
  text: undefined,
  status: undefined,
  period: undefined,
};

/** Reads and writes the filters in the address. */
export function useAuditFilters() {
  const [search, setSearch] = useSearchParams();
  const filters = useMemo<AuditFilters>(() => {
    const status = auditStatusSchema.safeParse(search.get('status'));
    const period = search.get('period') ?? '';
    return {
      view: search.get('view') === 'all' ? 'all' : 'changes',
      status: status.success ? status.data : undefined,
      period: period in PERIODS ? (period as keyof typeof PERIODS) : undefined,
      ...Object.fromEntries(
        NAMES.map(name => [name, search.get(name)?.trim() || undefined]),
      ),
    };
  }, [search]);

  const change = (changes: Partial<AuditFilters>) => {
    const next = { ...filters, ...changes };
    const params = new URLSearchParams();
    for (const [name, value] of Object.entries(next)) {
      if (value && !(name === 'view' && value === 'changes')) {
        params.set(name, value);
      }
    }
    setSearch(params, { replace: true });
  };
  return { filters, change };
}

/** @param now - epoch milliseconds; what "last" counts from */
export function toAuditFilter(filters: AuditFilters, now: number): AuditFilter {
  const { view, period, ...rest } = filters;
  return {
    ...rest,
    minSeverity: view === 'changes' ? 'medium' : undefined,
    from: period && new Date(now - PERIODS[period].ms).toISOString(),
  };
}
