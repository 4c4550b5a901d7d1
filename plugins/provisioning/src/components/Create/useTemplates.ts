import { useEffect, useState } from 'react';
import { useApi } from '@backstage/frontend-plugin-api';
import { catalogApiRef } from '@backstage/plugin-catalog-react';
import type { TemplateEntityV1beta3 } from '@backstage/plugin-scaffolder-common';
import useAsyncRetry from 'react-use/esm/useAsyncRetry';

/** Cards at once; more are found by searching. */
const LIMIT = 60;
const TYPING_PAUSE_MS = 250;

/** Templates of the catalog whose text holds `search`, by name; the search waits for a pause in typing. */
export function useTemplates(search: string) {
  const catalogApi = useApi(catalogApiRef);
  const [term, setTerm] = useState(search);
  useEffect(() => {
    const timer = setTimeout(() => setTerm(search), TYPING_PAUSE_MS);
    return () => clearTimeout(timer);
  }, [search]);
  const { value, loading, error, retry } = useAsyncRetry(async () => {
    const { items, totalItems } = await catalogApi.queryEntities({
      filter: { kind: 'Template' },
      orderFields: [{ field: 'metadata.title', order: 'asc' }],
      limit: LIMIT,
      ...(term.trim() ? { fullTextFilter: { term: term.trim() } } : {}),
    });
    return { templates: items as TemplateEntityV1beta3[], totalItems, term };
  }, [catalogApi, term]);
  return { ...value, loading, error, retry };
}
