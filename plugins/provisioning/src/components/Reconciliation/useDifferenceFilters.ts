import { useMemo } from 'react';
import { useSearchParams } from 'react-router-dom';
import {
  differenceKindSchema,
  upstreamSystemSchema,
  type DifferenceKind,
  type UpstreamSystem,
} from '@runway/plugin-provisioning-common';

/** Differences on one page. */
export const PAGE_SIZE = 50;

/** What the list of differences shows; lives in the address. */
export interface DifferenceFilters {
  kind?: DifferenceKind;
  system?: UpstreamSystem;
  /** Name of the service. */
  name?: string;
  /** From 1. */
  page: number;
}

/** Reads and writes the filters in the address. */
export function useDifferenceFilters() {
  const [search, setSearch] = useSearchParams();
  const filters = useMemo<DifferenceFilters>(
    () => ({
      kind: differenceKindSchema.safeParse(search.get('kind')).data,
      system: upstreamSystemSchema.safeParse(search.get('system')).data,
      name: search.get('name') || undefined,
      page: Math.max(1, Math.floor(Number(search.get('page'))) || 1),
    }),
    [search],
  );
  const change = (changes: Partial<DifferenceFilters>) => {
    // Whatever is changed, paging starts again.
    const { page, ...next } = { ...filters, page: 1, ...changes };
    const entries = Object.entries(next).filter(
      (entry): entry is [string, string] => Boolean(entry[1]),
    );
    if (page > 1) {
      entries.push(['page', String(page)]);
    }
    setSearch(new URLSearchParams(entries), { replace: true });
  };
  return { filters, change };
}
