import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import catalogPlugin from '@backstage/plugin-catalog-backend';
import {
  catalogProcessingExtensionPoint,
  type EntityProviderConnection,
} from '@backstage/plugin-catalog-node';
import {
  AuthorizeResult,
  type PolicyDecision,
} from '@backstage/plugin-permission-common';
import request from 'supertest';
import { setTimeout as sleep } from 'node:timers/promises';
import catalogModuleRunway from './index';

jest.setTimeout(60_000);

const LOCATION = {
  'backstage.io/managed-by-location': 'url:https://example.com/a.yaml',
  'backstage.io/managed-by-origin-location': 'url:https://example.com/a.yaml',
};

function component(name: string): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: { name, annotations: LOCATION },
    spec: { type: 'service', lifecycle: 'production', owner: 'group:a' },
  };
}

async function startCatalog(permissions = mockServices.permissions.mock()) {
  let connection: EntityProviderConnection | undefined;
  const statements: string[] = [];
  const backend = await startTestBackend({
    features: [
      catalogPlugin,
      catalogModuleRunway,
      mockServices.rootConfig.factory({
        data: { catalog: { processingInterval: { hours: 1 } } },
      }),
      permissions.factory,
      createBackendModule({
        pluginId: 'catalog',
        moduleId: 'test',
        register(env) {
          env.registerInit({
            deps: {
              processing: catalogProcessingExtensionPoint,
              database: coreServices.database,
            },
            async init({ processing, database }) {
              const knex = await database.getClient();
              knex.on('query', ({ sql }) => statements.push(sql));
              processing.addEntityProvider({
                getProviderName: () => 'test',
                connect: async made => {
                  connection = made;
                },
              });
            },
          });
        },
      }),
    ],
  });
  const get = (path: string) =>
    request(backend.server).get(`/api/catalog${path}`);
  const until = async (condition: () => Promise<boolean>) => {
    const deadline = Date.now() + 30_000;
    while (!(await condition())) {
      if (Date.now() > deadline) {
        throw new Error('it did not come to that');
      }
      await sleep(200);
    }
  };
  return {
    get,
    until,
    setComponents: (...names: string[]) =>
      connection!.applyMutation({
        type: 'full',
        entities: names.map(name => ({
          entity: component(name),
          locationKey: 'test',
        })),
      }),
    /** How often the search table was read for an answer so far. */
    reads: () =>
      statements.filter(
        sql => sql.includes('`search`') && sql.startsWith('select'),
      ).length,
    stop: () => backend.stop(),
  };
}

const FACETS = '/entity-facets?facet=kind';

describe('catalogModuleRunway', () => {
  it('reads an answer once, until the catalog changes', async () => {
    const permissions = mockServices.permissions.mock({
      authorizeConditional: async queries =>
        queries.map((): PolicyDecision => ({ result: AuthorizeResult.ALLOW })),
    });
    const catalog = await startCatalog(permissions);
    const counted = async () =>
      (await catalog.get(FACETS)).body.facets?.kind?.[0]?.count;
    await catalog.setComponents('one');
    await catalog.until(async () => (await counted()) === 1);

    // Kept once the catalog has been at rest for a while.
    await catalog.until(async () => {
      const before = catalog.reads();
      const [first, second] = [
        await catalog.get(FACETS),
        await catalog.get(FACETS),
      ];
      expect(second.body).toEqual(first.body);
      expect(second.headers['content-type']).toBe(
        first.headers['content-type'],
      );
      return catalog.reads() === before;
    });

    await catalog.setComponents('one', 'two');
    await catalog.until(async () => (await counted()) === 2);
    await catalog.setComponents('two');
    await catalog.until(async () => (await counted()) === 1);
    await catalog.stop();
  });
});
