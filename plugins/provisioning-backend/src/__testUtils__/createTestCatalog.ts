import type { Entity } from '@backstage/catalog-model';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import { RUN_LABEL } from '../operations/marks';

const TEAM: Entity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Group',
  metadata: { name: 'booking' },
  spec: { type: 'team' },
};

const PEOPLE = [
  ['amelia.reyes', 'flight-ops'],
  ['priya.nair', 'platform'],
].map(
  ([name, team]): Entity => ({
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'User',
    metadata: { name },
    relations: [{ type: 'memberOf', targetRef: `group:default/${team}` }],
  }),
);

/** A catalog that reads what is registered at once: one component a location, named after its repository. */
export function createTestCatalog(runOf: (name: string) => string) {
  const targets = new Set<string>();
  const owners = new Map<string, string>();
  const entities = () =>
    [...targets].map((target): Entity => {
      const name = target.split('/-/')[0].split('/').at(-1)!;
      return {
        apiVersion: 'backstage.io/v1alpha1',
        kind: 'Component',
        metadata: {
          name,
          namespace: 'default',
          uid: name,
          annotations: {
            [RUN_LABEL]: runOf(name),
            'backstage.io/managed-by-origin-location': `url:${target}`,
          },
        },
        spec: { owner: owners.get(name) },
      };
    });
  const entity = (ref: unknown) =>
    (ref === 'group:default/booking' ? TEAM : undefined) ??
    PEOPLE.find(each => `user:default/${each.metadata.name}` === ref) ??
    entities().find(each => `component:default/${each.metadata.name}` === ref);
  const catalog = catalogServiceMock.mock({
    getEntityByRef: async ref => entity(ref),
    getEntitiesByRefs: async ({ entityRefs }) => ({
      items: entityRefs.map(entity),
    }),
    queryEntities: async () => ({
      items: entities(),
      totalItems: targets.size,
      pageInfo: {},
    }),
    queryLocations: async request => {
      const wanted = (request as { query?: { target?: string } })?.query;
      const items = [...targets]
        .filter(target => target === wanted?.target)
        .map(target => ({ id: target, type: 'url', target, entityRef: '' }));
      return { items, totalItems: items.length, pageInfo: {} };
    },
    getEntities: async () => ({ items: [] }),
    refreshEntity: async () => {},
    removeLocationById: async id => {
      targets.delete(id);
    },
    addLocation: async ({ target }) => {
      targets.add(target);
      return {
        location: { id: target, type: 'url', target, entityRef: '' },
        entities: [],
      };
    },
  });
  return {
    catalog: catalog as unknown as CatalogService,
    /** What reading the catalog file again would find. */
    setOwner: (name: string, owner: string) => owners.set(name, owner),
    /** Unregisters everything. */
    clear: () => targets.clear(),
  };
}
