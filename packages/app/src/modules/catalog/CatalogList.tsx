import type { Entity } from '@backstage/catalog-model';
import { useEntityList } from '@backstage/plugin-catalog-react';
import { Alert, Button, Skeleton } from '@backstage/ui';
import { useApplications } from '@runway/plugin-argocd';
import { SERVICE_ANNOTATION } from '@runway/plugin-argocd-common';
import styles from './CatalogList.module.css';
import { CatalogPager } from './CatalogPager';
import { CatalogRow } from './CatalogRow';

const isService = (entity: Entity) =>
  entity.kind === 'Component' &&
  Boolean(entity.metadata.annotations?.[SERVICE_ANNOTATION]);

/** One page of the entries that the filters leave. */
export function CatalogList(props: { linkOf?: (entity: Entity) => string }) {
  const { linkOf } = props;
  const { entities, error, loading, refresh, totalItems } = useEntityList();
  // Elsewhere than in the catalog, health is beside the point.
  const services = linkOf
    ? []
    : entities.filter(isService).map(e => e.metadata.name);
  const applications = useApplications(services);

  if (error) {
    return (
      <Alert
        role="alert"
        status="danger"
        icon
        title="The catalog could not be loaded"
        description={error.message}
        customActions={
          refresh && (
            <Button variant="secondary" onPress={refresh}>
              Try again
            </Button>
          )
        }
      />
    );
  }
  if (loading && !entities.length) {
    return (
      <div className={styles.frame} role="status" aria-label="Loading entries">
        {Array.from({ length: 8 }, (_, row) => (
          <div key={row} className={styles.waiting}>
            <Skeleton width="30%" height={16} />
            <Skeleton width="60%" height={14} />
          </div>
        ))}
      </div>
    );
  }
  if (!entities.length) {
    return <NothingFound />;
  }
  const showsHealth = services.length > 0;
  return (
    <div className={styles.frame}>
      <table className={styles.table} aria-busy={loading}>
        <caption className={styles.caption}>
          Catalog entries{totalItems === undefined ? '' : `: ${totalItems}`}
        </caption>
        <thead>
          <tr>
            <th scope="col">Name</th>
            {showsHealth && <th scope="col">Health</th>}
            <th scope="col">Owner</th>
            <th scope="col">Type</th>
            <th scope="col">Lifecycle</th>
            <th scope="col">
              <span className={styles.caption}>Favourite</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {entities.map(entity => (
            <CatalogRow
              key={`${entity.kind}:${entity.metadata.namespace}/${entity.metadata.name}`}
              entity={entity}
              applications={showsHealth ? applications : undefined}
              isService={isService(entity)}
              href={linkOf?.(entity)}
            />
          ))}
        </tbody>
      </table>
      <CatalogPager />
    </div>
  );
}

function NothingFound() {
  return (
    <div className={styles.empty}>
      <p className={styles.emptyTitle}>Nothing fits these filters</p>
      <p>Try fewer words or other filters.</p>
      {/* A full load: the filters take their values from the address once. */}
      <a className={styles.reset} href="?">
        Take all filters away
      </a>
    </div>
  );
}
