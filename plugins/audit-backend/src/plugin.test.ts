import {
  TestDatabases,
  mockCredentials,
  mockServices,
  startTestBackend,
} from '@backstage/backend-test-utils';
import { permissionsRegistryServiceFactory } from '@backstage/backend-defaults/permissionsRegistry';
import {
  type BackendFeature,
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import {
  AuthorizeResult,
  type PolicyDecision,
} from '@backstage/plugin-permission-common';
import {
  AuditClient,
  type AuditEvent,
  type AuditFilter,
} from '@runway/plugin-audit-common';
import express from 'express';
import request from 'supertest';
import features from './features';

jest.setTimeout(60_000);

const CANARY = 'glpat-CanaryCanaryCanary01';

/** A plugin like others: audits without knowing of the trail, mostly without passing its request on. */
const hangarPlugin = createBackendPlugin({
  pluginId: 'hangar',
  register(env) {
    env.registerInit({
      deps: {
        auditor: coreServices.auditor,
        httpRouter: coreServices.httpRouter,
      },
      async init({ auditor, httpRouter }) {
        const router = express.Router();
        router.use(express.json());
        router.post('/doors/:name/:outcome', async (req, res, next) => {
          const event = await auditor.createEvent({
            eventId: 'door-open',
            severityLevel: 'medium',
            meta: {
              entityRef: `component:default/${req.params.name}`,
              values: { token: CANARY, note: `uses ${CANARY}` },
            },
          });
          if (req.params.outcome === 'open') {
            await event.success();
            res.json({});
          } else {
            const error = new Error(`The door jams; tried with ${CANARY}`);
            await event.fail({ error });
            next(error);
          }
        });
        router.get('/doors', async (req, res) => {
          const event = await auditor.createEvent({
            eventId: 'door-fetch',
            request: req,
          });
          await event.success();
          res.json([]);
        });
        httpRouter.use(router);
        // At the start there is no request.
        const event = await auditor.createEvent({
          eventId: 'lights-on',
          severityLevel: 'medium',
        });
        await event.success();
      },
    });
  },
});

const own = {
  result: AuthorizeResult.CONDITIONAL,
  pluginId: 'audit',
  resourceType: 'audit-event',
  conditions: {
    rule: 'IS_ACTOR',
    resourceType: 'audit-event',
    params: { actors: ['user:default/jonas'] },
  },
};

async function start(
  decision: object = { result: AuthorizeResult.ALLOW },
  more: BackendFeature[] = [],
) {
  const backend = await startTestBackend({
    features: [
      features,
      hangarPlugin,
      permissionsRegistryServiceFactory,
      mockServices.permissions.mock({
        authorizeConditional: async queries =>
          queries.map(() => decision) as PolicyDecision[],
      }).factory,
      ...more,
    ],
  });
  const { server } = backend;
  const as = (person: string) => {
    const authorization = mockCredentials.user.header(`user:default/${person}`);
    return {
      get: (path: string) =>
        request(server).get(path).set('authorization', authorization),
      post: (path: string) =>
        request(server)
          .post(path)
          .set('authorization', authorization)
          .set('user-agent', 'Test browser')
          .set('traceparent', `00-${'ab'.repeat(16)}-${'cd'.repeat(8)}-01`)
          .send({ some: 'body' }),
    };
  };
  /** Read once: an answer has everything that was done before the question. */
  const eventsOf = async (query: string): Promise<AuditEvent[]> => {
    const { body } = await as('maren')
      .get(`/api/audit/events?${query}`)
      .expect(200);
    return body.items;
  };
  return { server, stop: () => backend.stop(), as, eventsOf };
}

describe('audit', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3'] });

  it('records events of any plugin, with who asked even where the plugin does not say', async () => {
    const { as, eventsOf } = await start();
    await as('amelia').post('/api/hangar/doors/north/open').expect(200);
    const [event] = await eventsOf('event=door-open');
    expect(event).toMatchObject({
      actor: 'user:default/amelia',
      plugin: 'hangar',
      event: 'door-open',
      severity: 'medium',
      status: 'succeeded',
      object: 'component:default/north',
      method: 'POST',
      url: '/api/hangar/doors/north/open',
      userAgent: 'Test browser',
      traceId: 'ab'.repeat(16),
    });
    expect(event.durationMs).toBeGreaterThanOrEqual(0);

    const [atStart] = await eventsOf('event=lights-on');
    expect(atStart.actor).toBe('plugin:hangar');
    expect(atStart).not.toHaveProperty('url');
  });

  it('says why an action failed, and never a secret', async () => {
    const { as, eventsOf } = await start();
    await as('amelia').post('/api/hangar/doors/south/jam').expect(500);
    const events = await eventsOf('status=failed');
    expect(events).toMatchObject([
      {
        status: 'failed',
        error: 'The door jams; tried with [redacted]',
        meta: { values: { token: '[redacted]', note: 'uses [redacted]' } },
      },
    ]);
    for (const format of ['csv', 'ndjson']) {
      const { text } = await as('amelia').get(
        `/api/audit/events/export?format=${format}`,
      );
      expect(text).toContain('The door jams');
      expect(text).not.toContain(CANARY);
    }
  });

  it('filters and pages on the server, and tells the typed client the same', async () => {
    const { as, server } = await start();
    for (const name of ['a', 'b', 'c']) {
      await as('amelia').post(`/api/hangar/doors/${name}/open`);
    }
    await as('jonas').get('/api/hangar/doors');

    const client = new AuditClient({
      discoveryApi: {
        getBaseUrl: async plugin =>
          `http://localhost:${server.port()}/api/${plugin}`,
      },
      fetchApi: {
        fetch: (url, init) =>
          fetch(url, {
            ...init,
            headers: { authorization: mockCredentials.user.header() },
          }),
      },
    });
    const filter: AuditFilter = { event: 'door-open', minSeverity: 'medium' };
    const first = await client.listEvents({ ...filter, limit: 2 });
    expect(first.scope).toBe('all');
    expect(first.items.map(({ object }) => object)).toEqual([
      'component:default/c',
      'component:default/b',
    ]);
    const second = await client.listEvents({
      ...filter,
      limit: 2,
      cursor: first.nextCursor,
    });
    expect(second.items).toMatchObject([{ object: 'component:default/a' }]);
    expect(second.nextCursor).toBeUndefined();
    const { items: kinds } = await client.listKinds();
    expect(kinds).toContainEqual({ plugin: 'hangar', event: 'door-fetch' });
    const file = await client.exportEvents('ndjson', filter);
    expect((await file.text()).trim().split('\n')).toHaveLength(3);
  });

  it('shows people what the policy lets them see, in lists and files', async () => {
    const { as, eventsOf } = await start(own);
    await as('amelia').post('/api/hangar/doors/hers/open');
    await as('jonas').post('/api/hangar/doors/his/open');
    expect(await eventsOf('event=door-open')).toMatchObject([
      { actor: 'user:default/jonas' },
    ]);
    const { body } = await as('jonas').get(
      '/api/audit/events?actor=user:default/amelia',
    );
    expect(body).toEqual({ items: [], scope: 'own' });
    const { text } = await as('jonas').get(
      '/api/audit/events/export?format=csv',
    );
    expect(text).toContain('component:default/his');
    expect(text).not.toContain('component:default/hers');
  });

  it('denies, says whom to ask, and records that somebody tried to take the trail away', async () => {
    const { as } = await start({ result: AuthorizeResult.DENY });
    for (const path of ['events', 'kinds', 'events/export?format=csv']) {
      const { status, body } = await as('amelia').get(`/api/audit/${path}`);
      expect([path, status]).toEqual([path, 403]);
      expect(body.error.message).toMatch(/Ask the platform team/);
    }
  });

  it('records exports', async () => {
    const { as, eventsOf } = await start();
    await as('amelia')
      .get('/api/audit/events/export?format=csv&plugin=hangar')
      .expect('content-type', /text\/csv/)
      .expect('content-disposition', /attachment; filename="runway-audit-/);
    expect(await eventsOf('event=events-export')).toMatchObject([
      {
        actor: 'user:default/amelia',
        meta: { format: 'csv', filter: { plugin: 'hangar' } },
      },
    ]);
  });

  it('answers nobody who is not signed in, no service, and nothing it does not know', async () => {
    const { server, as } = await start();
    const service = mockCredentials.service.header({
      onBehalfOf: mockCredentials.service('plugin:catalog'),
      targetPluginId: 'audit',
    });
    for (const path of ['events', 'kinds', 'events/export?format=csv']) {
      const status = async (authorization: string) =>
        (
          await request(server)
            .get(`/api/audit/${path}`)
            .set('authorization', authorization)
        ).status;
      expect([
        path,
        await status(mockCredentials.none.header()),
        await status(service),
      ]).toEqual([path, 401, 403]);
    }
    for (const path of [
      'events?colour=red',
      'events?limit=201',
      'events?status=done',
      'events?from=yesterday',
      'events?cursor=x',
      'events?minSeverity=huge',
      'events/export?format=xml',
    ]) {
      const { status } = await as('amelia').get(`/api/audit/${path}`);
      expect([path, status]).toEqual([path, 400]);
    }
  });

  it('loses nothing when the portal is stopped right after an action', async () => {
    const knex = await databases.init('SQLITE_3');
    const { as, stop } = await start(undefined, [
      mockServices.database.mock({
        getClient: async () => knex,
        migrations: { skip: false },
      }).factory,
    ]);
    await as('amelia').post('/api/hangar/doors/last/open').expect(200);
    await stop();
    expect(
      await knex('audit_events').where({ event: 'door-open' }),
    ).toMatchObject([
      { object: 'component:default/last', status: 'succeeded' },
    ]);
  });
});
