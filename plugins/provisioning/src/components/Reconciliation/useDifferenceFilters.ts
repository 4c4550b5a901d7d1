import { useMemo } from 'react';
import { useSearchParams } from 'react-router-dom';
import {
  differenceKindSchema,
  upstreamSystemSchema,
  type DifferenceKind,
  type UpstreamSystem,
} from '@runway/plugin-provisioning-common';

/** What the list of differences shows; lives in the address. */
export interface DifferenceFilters {
  kind?: DifferenceKind;
  system?: UpstreamSystem;
  /** Name of the service. */
  name?: string;
}

/** Reads and writes the filters in the address. */
export function useDifferenceFilters() {
  const [search, setSearch] = useSearchParams();
  const filters = useMemo<DifferenceFilters>(
    () => ({
      kind: differenceKindSchema.safeParse(search.get('kind')).data,
      system: upstreamSystemSchema.safeParse(search.get('system')).data,
      name: search.get('name') || undefined,
    }),
    [search],
  );
  const change = (changes: Partial<DifferenceFilters>) => {
    const next = Object.entries({ ...filters, ...changes }).filter(
      (entry): entry is [string, string] => Boolean(entry[1]),
    );
    setSearch(new URLSearchParams(next), { replace: true });
  };
  return { filters, change };
}
