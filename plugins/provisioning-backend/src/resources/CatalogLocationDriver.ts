import type { AuthService } from '@backstage/backend-plugin-api';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import type { StoredResource } from '../database/RunStore';
import { RUN_LABEL } from '../operations/marks';
import type {
  Inspection,
  InspectionContext,
  Removal,
  RemovalContext,
  ResourceDriver,
} from './ResourceDriver';

/** Unregisters the service's location, and the entities that came from it. */
export class CatalogLocationDriver implements ResourceDriver {
  readonly kind = 'catalog-location';

  constructor(
    private readonly options: { catalog: CatalogService; auth: AuthService },
  ) {}

  async remove(
    { key, details }: StoredResource,
    { run, upstreams }: RemovalContext,
  ): Promise<Removal> {
    const { catalog, auth } = this.options;
    const credentials = await auth.getOwnServiceCredentials();
    const target = targetOf(details, run, upstreams);
    const entity = await catalog.getEntityByRef(key, { credentials });
    const mark = entity?.metadata.annotations?.[RUN_LABEL];
    if (mark !== undefined && mark !== run.id) {
      return {
        state: 'kept',
        reason: 'The entity belongs to another run.',
      };
    }
    const { items: locations } = await catalog.queryLocations(
      { query: { target } },
      { credentials },
    );
    for (const location of locations) {
      await catalog.removeLocationById(location.id, { credentials });
    }
    const { items: entities } = await catalog.getEntities(
      {
        filter: {
          'metadata.annotations.backstage.io/managed-by-origin-location': `url:${target}`,
        },
        fields: ['metadata.uid'],
      },
      { credentials },
    );
    for (const { metadata } of entities) {
      await catalog.removeEntityByUid(metadata.uid!, { credentials });
    }
    return { state: 'undone' };
  }

  async inspect(
    { key, details }: Pick<StoredResource, 'key' | 'details'>,
    { run, survey }: InspectionContext,
  ): Promise<Inspection> {
    const entity = await survey.entity(key);
    if (entity) {
      return entity.metadata.annotations?.[RUN_LABEL] === run.id
        ? { state: 'present' }
        : {
            state: 'foreign',
            message: `${key} in the catalog does not carry the mark of this run.`,
          };
    }
    const { catalog, auth } = this.options;
    const { items } = await catalog.queryLocations(
      { query: { target: String(details.target) }, limit: 1 },
      { credentials: await auth.getOwnServiceCredentials() },
    );
    return {
      state: 'missing',
      message: items.length
        ? `The catalog can’t read ${details.target}, so ${key} has no page.`
        : `${key} is not registered in the catalog any more.`,
    };
  }
}

/**
 * Where the file lies: as the ledger says, or in the run's own repository when the step was stopped before it could say.
 */
function targetOf(
  details: StoredResource['details'],
  run: RemovalContext['run'],
  upstreams: RemovalContext['upstreams'],
): string {
  if (typeof details.target === 'string') {
    return details.target;
  }
  const team = run.ownerRef.split('/').at(-1);
  return `${upstreams.gitlab().webUrl}/${team}/${
    run.name
  }/-/blob/main/catalog-info.yaml`;
}
