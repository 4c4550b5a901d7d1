import { useApi } from '@backstage/frontend-plugin-api';
import type { SearchResult } from '@backstage/plugin-search-common';
import { searchApiRef } from '@backstage/plugin-search-react';
import { useCallback, useEffect, useState } from 'react';

/** What is searched, by the names that the search backend uses. */
export const SEARCH_TYPES = [
  { id: 'software-catalog', title: 'Catalog', single: 'Catalog' },
  { id: 'techdocs', title: 'Docs', single: 'Documentation' },
] as const;

export type SearchType = (typeof SEARCH_TYPES)[number]['id'];

interface Found {
  results?: SearchResult[];
  error?: Error;
  loading: boolean;
  nextPage?: string;
}

/** Results for some words, a page at a time. */
export function useSearchResults(query: {
  term: string;
  type: SearchType | undefined;
}) {
  const { term, type } = query;
  const searchApi = useApi(searchApiRef);
  const [found, setFound] = useState<Found>({ loading: true });
  const [attempt, setAttempt] = useState(0);

  const load = useCallback(
    async (pageCursor: string | undefined, signal: AbortSignal) => {
      setFound(before => ({
        ...(pageCursor ? before : {}),
        loading: true,
      }));
      try {
        const page = await searchApi.query(
          { term, types: type && [type], pageCursor },
          { signal },
        );
        if (!signal.aborted) {
          setFound(({ results = [] }) => ({
            results: [...results, ...page.results],
            nextPage: page.nextPageCursor,
            loading: false,
          }));
        }
      } catch (error) {
        if (!signal.aborted) {
          setFound({ error: error as Error, loading: false });
        }
      }
    },
    [searchApi, term, type],
  );

  useEffect(() => {
    const abort = new AbortController();
    if (term) {
      load(undefined, abort.signal);
    }
    return () => abort.abort();
  }, [load, term, attempt]);

  const { nextPage } = found;
  return {
    ...found,
    more: nextPage
      ? () => load(nextPage, new AbortController().signal)
      : undefined,
    retry: () => setAttempt(n => n + 1),
  };
}
