import type { Entity } from '@backstage/catalog-model';
import { EntityListProvider } from '@backstage/plugin-catalog-react';
import { RiFilter3Line } from '@remixicon/react';
import { ReactNode, useState } from 'react';
import { CreateButton } from '../home/CreateButton';
import { usePageTitle } from '../layout/usePageTitle';
import { CatalogList } from './CatalogList';
import { CatalogSearch } from './CatalogSearch';
import styles from './CatalogPage.module.css';

const PAGE_SIZE = 20;

/** Everything that the organisation has: whose it is, whether it is well, how to narrow it down. */
export function CatalogPage(props: {
  title?: string;
  filters: ReactNode;
  /** Where a name leads; by default to the entity's page. */
  linkOf?: (entity: Entity) => string;
}) {
  const { title = 'Catalog' } = props;
  usePageTitle(title);
  const [showsFilters, setShowsFilters] = useState(false);
  return (
    <EntityListProvider pagination={{ mode: 'offset', limit: PAGE_SIZE }}>
      <main className={styles.page}>
        <header className={styles.header}>
          <h1 className={styles.title}>{title}</h1>
          <CreateButton />
        </header>
        <div className={styles.layout}>
          <button
            type="button"
            className={styles.filtersButton}
            aria-expanded={showsFilters}
            aria-controls="catalog-filters"
            onClick={() => setShowsFilters(!showsFilters)}
          >
            <RiFilter3Line size={16} aria-hidden />
            {showsFilters ? 'Hide filters' : 'Filters'}
          </button>
          <aside
            id="catalog-filters"
            className={styles.filters}
            data-shown={showsFilters}
            aria-label="Filters"
          >
            {props.filters}
          </aside>
          <section className={styles.results} aria-label="Entries">
            <CatalogSearch />
            <CatalogList linkOf={props.linkOf} />
          </section>
        </div>
      </main>
    </EntityListProvider>
  );
}
