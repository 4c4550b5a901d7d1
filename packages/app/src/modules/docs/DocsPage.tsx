import { CATALOG_FILTER_EXISTS } from '@backstage/catalog-client';
import { DEFAULT_NAMESPACE, Entity } from '@backstage/catalog-model';
import {
  DefaultEntityFilters,
  EntityFilter,
  EntityOwnerPicker,
  EntityTagPicker,
  useEntityList,
  UserListPicker,
} from '@backstage/plugin-catalog-react';
import { useEffect } from 'react';
import { CatalogPage } from '../catalog/CatalogPage';

const ANNOTATION = 'backstage.io/techdocs-ref';

class DocumentedFilter implements EntityFilter {
  getCatalogFilters() {
    return { [`metadata.annotations.${ANNOTATION}`]: CATALOG_FILTER_EXISTS };
  }

  filterEntity(entity: Entity) {
    return Boolean(entity.metadata.annotations?.[ANNOTATION]);
  }
}

type DocsFilters = DefaultEntityFilters & { documented?: DocumentedFilter };

/** Leaves only what has documentation. */
function DocumentedOnly() {
  const { updateFilters } = useEntityList<DocsFilters>();
  useEffect(() => {
    updateFilters({ documented: new DocumentedFilter() });
  }, [updateFilters]);
  return null;
}

const docsOf = ({ kind, metadata }: Entity) =>
  ['/docs', metadata.namespace ?? DEFAULT_NAMESPACE, kind, metadata.name]
    .join('/')
    .toLocaleLowerCase('en');

/** Everything that is documented: whose it is, and how to narrow the list down. */
export function DocsPage() {
  return (
    <CatalogPage
      title="Docs"
      linkOf={docsOf}
      filters={
        <>
          <DocumentedOnly />
          <UserListPicker initialFilter="all" />
          <EntityOwnerPicker mode="owners-only" />
          <EntityTagPicker />
        </>
      }
    />
  );
}
