import {
  createServiceFactory,
  coreServices,
} from '@backstage/backend-plugin-api';
import {
  createMockDirectory,
  mockCredentials,
  mockServices,
  startTestBackend,
} from '@backstage/backend-test-utils';
import { stringifyEntityRef } from '@backstage/catalog-model';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import searchPlugin from '@backstage/plugin-search-backend';
import searchModuleTechDocs from '@backstage/plugin-search-backend-module-techdocs';
import techdocsPlugin from '@backstage/plugin-techdocs-backend';
import techdocsModuleMarkdown from '@runway/plugin-techdocs-backend-module-markdown';
import { searchIndexRegistryExtensionPoint } from '@backstage/plugin-search-backend-node/alpha';
import type { SearchResult } from '@backstage/plugin-search-common';
import { randomUUID } from 'node:crypto';
import request from 'supertest';
import { searchModuleDocs } from './module';

const directory = createMockDirectory();
const PERSON = 'user:default/amelia.reyes';

const entity = (name: string) => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: {
    name,
    // TechDocs looks at an entity once a minute at most.
    uid: randomUUID(),
    annotations: {
      'backstage.io/techdocs-ref': 'dir:.',
      'backstage.io/managed-by-location': `file:${directory.resolve(
        'sources',
        name,
        'catalog-info.yaml',
      )}`,
    },
  },
});

/** A portal with search, TechDocs and three documented entities; nobody has opened anything. */
async function start(options: { hidden?: string } = {}) {
  const config = {
    permission: { enabled: true },
    techdocs: {
      builder: 'local',
      generator: { runIn: 'local' },
      publisher: {
        type: 'local',
        local: { publishDirectory: directory.resolve('published') },
      },
    },
    runway: { docs: {} },
  };
  const scheduler = mockServices.scheduler();
  const { server } = await startTestBackend({
    features: [
      searchPlugin,
      searchModuleTechDocs,
      techdocsPlugin,
      techdocsModuleMarkdown,
      searchModuleDocs,
      mockServices.rootConfig.factory({ data: config }),
      createServiceFactory({
        service: coreServices.scheduler,
        deps: {},
        factory: () => scheduler,
      }),
      catalogServiceMock.factory({
        entities: ['check-in', 'crew-roster', 'broken'].map(entity),
      }),
      createServiceFactory({
        service: coreServices.permissions,
        deps: {},
        factory: () => {
          const authorize = async (asked: Array<{ resourceRef?: string }>) =>
            asked.map(({ resourceRef }) => ({
              result:
                resourceRef === options.hidden
                  ? AuthorizeResult.DENY
                  : AuthorizeResult.ALLOW,
            }));
          return mockServices.permissions.mock({
            authorize,
            // Which entities somebody sees is known entity by entity only.
            authorizeConditional: async asked =>
              asked.map(() => ({
                result: AuthorizeResult.CONDITIONAL,
                pluginId: 'catalog',
                resourceType: 'catalog-entity',
                conditions: { rule: 'R', resourceType: 'catalog-entity' },
              })),
          });
        },
      }),
    ],
  });
  await scheduler.triggerTask('search_index_techdocs');
  /** Locations of what is found. */
  const search = async (term: string): Promise<string[]> => {
    const { body } = await request(server)
      .get('/api/search/query')
      .query({ term })
      .set('authorization', mockCredentials.user.header(PERSON))
      .expect(200);
    return body.results
      .map(({ document }: SearchResult) => document.location)
      .sort();
  };
  return { search };
}

jest.setTimeout(60_000);

describe('search for documentation that nobody has opened', () => {
  beforeEach(() =>
    directory.setContent({
      sources: {
        'check-in': {
          docs: { 'index.md': '# Check-in\n\nAsk the lighthouse.\n' },
        },
        'crew-roster': {
          docs: { 'index.md': '# Crew roster\n\nA lighthouse, too.\n' },
        },
        broken: { 'README.md': 'no documentation' },
      },
    }),
  );

  it('finds it, and what is broken is in no one’s way', async () => {
    const { search } = await start();
    expect(await search('lighthouse')).toEqual([
      '/docs/default/component/check-in/',
      '/docs/default/component/crew-roster/',
    ]);
  });

  it('shows nothing of an entity that one may not see', async () => {
    const hidden = stringifyEntityRef(entity('crew-roster'));
    const { search } = await start({ hidden });
    expect(await search('lighthouse')).toEqual([
      '/docs/default/component/check-in/',
    ]);
  });

  it.each([
    ['is part of the indexing', { runway: { docs: {} } }, 1],
    ['can be switched off', {}, 0],
  ])('%s', async (_, data, times) => {
    const registry = { addCollator: jest.fn(), addDecorator: jest.fn() };
    await startTestBackend({
      extensionPoints: [[searchIndexRegistryExtensionPoint, registry]],
      features: [
        searchModuleDocs,
        catalogServiceMock.factory(),
        mockServices.rootConfig.factory({ data }),
      ],
    });
    expect(registry.addDecorator).toHaveBeenCalledTimes(times);
  });
});
