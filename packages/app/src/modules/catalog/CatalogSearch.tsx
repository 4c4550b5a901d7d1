import {
  EntityOrderFilter,
  EntityTextFilter,
  useEntityList,
} from '@backstage/plugin-catalog-react';
import { SearchField } from '@backstage/ui';
import { useEffect, useState } from 'react';
import useDebounce from 'react-use/esm/useDebounce';

/** Narrows the list down by words, a moment after the last key. */
export function CatalogSearch() {
  const { updateFilters, queryParameters } = useEntityList();
  const [text, setText] = useState(
    () => [queryParameters.text].flat()[0] ?? '',
  );
  useDebounce(
    () =>
      updateFilters({
        text: text.trim() ? new EntityTextFilter(text.trim()) : undefined,
      }),
    250,
    [text],
  );
  useEffect(() => {
    updateFilters({ order: new EntityOrderFilter([['metadata.name', 'asc']]) });
  }, [updateFilters]);
  return (
    <SearchField
      aria-label="Search this list"
      placeholder="Name, description or tag"
      value={text}
      onChange={setText}
    />
  );
}
