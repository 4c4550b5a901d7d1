import {
  mockCredentials,
  mockServices,
  startTestBackend,
} from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import {
  applicationListSchema,
  ApplicationsResponse,
  applicationsResponseSchema,
  laneSchema,
} from '@runway/plugin-argocd-common';
import { Sandbox, until, useSandbox } from '@runway/sandbox';
import request from 'supertest';
import {
  FaultyProxy,
  startFaultyProxy,
} from './__testUtils__/startFaultyProxy';
import { clusters, runwayConfig } from './__testUtils__/runwayConfig';
import { argocdPlugin } from './plugin';

const component = (name: string) => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: { name, namespace: 'default' },
  spec: { type: 'service' },
});

/** Two Argo CD instances, as the portal sees them: `main` for dev and staging, `prod` for production. */
async function startPlugin(options: {
  sandbox: Sandbox;
  main: FaultyProxy;
  prod: FaultyProxy;
  permission?: AuthorizeResult.ALLOW | AuthorizeResult.DENY;
}) {
  const { server } = await startTestBackend({
    features: [
      argocdPlugin,
      catalogServiceMock.factory({
        entities: ['pricing-engine', 'not-deployed'].map(component),
      }),
      mockServices.permissions.factory({
        result: options.permission ?? AuthorizeResult.ALLOW,
      }),
      mockServices.rootConfig.factory({
        data: runwayConfig(options.sandbox, {
          main: options.main.url,
          prod: options.prod.url,
        }),
      }),
    ],
  });
  const ask = async (query: string) => {
    const response = await request(server).get(
      `/api/argocd/applications${query}`,
    );
    return {
      status: response.status,
      error: response.body.error as { name: string; message: string },
      answer: response.ok
        ? applicationsResponseSchema.parse(response.body)
        : (undefined as unknown as ApplicationsResponse),
    };
  };
  return Object.assign(ask, {
    get: (path: string) => request(server).get(`/api/argocd${path}`),
  });
}

const services = ['pricing-engine', 'seat-map'];

/** One service that runs everywhere, and one that the catalog of the tests does not know. */
async function createApplications({ argocd, gitlab, url }: Sandbox) {
  gitlab.admin.createUser({
    username: 'admin',
    name: 'Administrator',
    email: 'admin@aerq.example',
    admin: true,
  });
  gitlab.admin.createGroup({ path: 'booking' });
  await gitlab.admin.createProject({ path: 'booking/deploy' });
  await gitlab.admin.commit({
    project: 'booking/deploy',
    commits: [
      {
        message: 'Deploy',
        author: { name: 'Noor Haddad', email: 'noor.haddad@aerq.example' },
        // One object a service: two applications that share one take it from each other.
        files: Object.fromEntries(
          services.map(service => [
            `${service}/settings.yaml`,
            `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: ${service} }\n`,
          ]),
        ),
      },
    ],
  });
  argocd.createProject({
    metadata: { name: 'booking' },
    spec: {
      sourceRepos: ['*'],
      destinations: clusters.map(name => ({ name, namespace: '*' })),
    },
  });
  for (const service of services) {
    for (const environment of clusters) {
      argocd.createApplication({
        metadata: {
          name: `${service}-${environment}`,
          labels: {
            'runway.aerq.io/service': service,
            'runway.aerq.io/environment': environment,
          },
        },
        spec: {
          project: 'booking',
          destination: { name: environment, namespace: 'default' },
          source: {
            repoURL: `${url}/gitlab/booking/deploy.git`,
            path: service,
            targetRevision: 'main',
          },
          syncPolicy: { automated: {} },
        },
      });
    }
  }
  // The controller compares and syncs in the background.
  const deadline = Date.now() + 50_000;
  while (argocd.pendingWork > 0) {
    if (Date.now() > deadline) {
      throw new Error('The applications were not synced in time');
    }
    await new Promise(resolve => setTimeout(resolve, 50));
  }
}

describe('argocd plugin', () => {
  jest.setTimeout(60_000);
  const fixture = useSandbox();
  let sandbox: Sandbox;
  let main: FaultyProxy;
  let prod: FaultyProxy;

  beforeAll(async () => {
    ({ sandbox } = fixture);
    await createApplications(sandbox);
  });
  beforeEach(async () => {
    main = await startFaultyProxy(`${sandbox.url}/argocd`);
    prod = await startFaultyProxy(`${sandbox.url}/argocd`);
  });
  afterEach(() => Promise.all([main.stop(), prod.stop()]));

  it('tells what runs where, in promotion order, of several instances', async () => {
    const ask = await startPlugin({ sandbox, main, prod });
    const { answer } = await ask('?service=pricing-engine,not-deployed');
    const [pricing, absent] = answer.items;
    expect(pricing.environments.map(env => env.environment)).toEqual(clusters);
    expect(pricing.environments[1]).toMatchObject({
      state: 'deployed',
      source: 'main',
      application: 'pricing-engine-staging',
      sync: 'Synced',
      health: 'Healthy',
      revision: expect.stringMatching(/^[0-9a-f]{40}$/),
      deployedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      url: expect.stringContaining(
        '/applications/argocd/pricing-engine-staging',
      ),
    });
    expect(absent.environments.map(env => env.state)).toEqual([
      'absent',
      'absent',
      'absent',
    ]);
    expect(answer.sources).toEqual([
      { name: 'main', state: 'ok', ageSeconds: 0 },
      { name: 'prod', state: 'ok', ageSeconds: 0 },
    ]);
  });

  it('asks Argo CD no more for 200 viewers than for one', async () => {
    const ask = await startPlugin({ sandbox, main, prod });
    await ask('?service=pricing-engine,not-deployed');
    const requests = [main.requests, prod.requests];
    await Promise.all(
      Array.from({ length: 200 }, () =>
        ask('?service=pricing-engine,not-deployed'),
      ),
    );
    expect([main.requests, prod.requests]).toEqual(requests);
  });

  it('still tells what it knows, and how old that is, when an instance goes down', async () => {
    const ask = await startPlugin({ sandbox, main, prod });
    await ask('?service=pricing-engine');
    await until(() => prod.streams === 1);
    prod.fail({ down: true });
    prod.endStreams('abruptly');
    const { items, sources } = await until(async () => {
      const { answer } = await ask('?service=pricing-engine');
      return answer.sources[1].state === 'ok' ? undefined : answer;
    });
    expect(items[0].environments.map(env => env.state)).toEqual([
      'deployed',
      'deployed',
      'deployed',
    ]);
    expect(sources[1]).toMatchObject({
      name: 'prod',
      state: 'partial',
      ageSeconds: expect.any(Number),
      error: { reason: 'unavailable' },
    });
  });

  it('says nothing of services that the catalog does not show', async () => {
    const ask = await startPlugin({ sandbox, main, prod });
    const { answer } = await ask('?service=seat-map,pricing-engine');
    expect(answer.notFound).toEqual(['seat-map']);
    expect(answer.items.map(item => item.service)).toEqual(['pricing-engine']);
  });

  it.each([
    ['refuses the credential', { status: 401 }, 'denied'],
    ['forbids', { status: 403 }, 'denied'],
    ['fails', { status: 500 }, 'unavailable'],
    ['talks nonsense', { body: '{"items": "none"}' }, 'unavailable'],
    ['hangs', { hang: true }, 'timeout'],
    ['is down', { down: true }, 'unavailable'],
  ] as const)(
    'answers in time and in part when one instance %s',
    async (_, fault, reason) => {
      prod.fail(fault);
      const ask = await startPlugin({ sandbox, main, prod });
      const { answer } = await ask('?service=pricing-engine');
      expect(answer.items[0].environments.map(env => env.state)).toEqual([
        'deployed',
        'deployed',
        'unknown',
      ]);
      expect(answer.sources).toEqual([
        { name: 'main', state: 'ok', ageSeconds: 0 },
        {
          name: 'prod',
          state: 'failed',
          ageSeconds: null,
          error: { reason, message: expect.stringContaining('"prod"') },
        },
      ]);
      expect(JSON.stringify(answer)).not.toContain(
        sandbox.credentials.argocdToken,
      );
    },
  );

  it('lists all applications, and says so when nothing has changed', async () => {
    const { get } = await startPlugin({ sandbox, main, prod });
    const { body, headers } = await get('/list?q=SEAT&instance=main&limit=2');
    const { items, total, facets, channel } = applicationListSchema.parse(body);
    expect(items.map(({ name }) => name)).toEqual([
      'seat-map-dev',
      'seat-map-production',
    ]);
    expect(total).toBe(3);
    expect(facets.instance).toEqual([
      { value: 'main', count: 3 },
      { value: 'prod', count: 3 },
    ]);
    expect(channel).toBe('argocd:applications');
    const again = await get('/list?q=SEAT&instance=main&limit=2').set(
      'If-None-Match',
      headers.etag,
    );
    expect(again.status).toBe(304);
    expect((await get('/list?limit=101')).status).toBe(400);
    expect((await get('/list?sort=secret')).status).toBe(400);
  });

  it('shows the lane of a service', async () => {
    const { get } = await startPlugin({ sandbox, main, prod });
    const { body } = await get('/services/pricing-engine/lane');
    const { stages } = laneSchema.parse(body);
    expect(
      stages.map(({ environment, state }) => [environment, state]),
    ).toEqual(clusters.map(name => [name, 'deployed']));
    expect(stages[0].applications[0]).toMatchObject({
      name: 'pricing-engine-dev',
      sync: 'Synced',
      url: expect.stringContaining('/applications/argocd/pricing-engine-dev'),
    });
    // It runs, but the catalog doesn't show it.
    expect((await get('/services/seat-map/lane')).status).toBe(404);
    expect((await get('/services/No%20name/lane')).status).toBe(400);
  });

  it('refuses a person without the permission', async () => {
    const ask = await startPlugin({
      sandbox,
      main,
      prod,
      permission: AuthorizeResult.DENY,
    });
    const { status, error } = await ask('?service=pricing-engine');
    expect([status, error.name]).toEqual([403, 'NotAllowedError']);
    expect((await ask.get('/list')).status).toBe(403);
    expect((await ask.get('/services/pricing-engine/lane')).status).toBe(403);
  });

  it.each([
    ['', 'is missing'],
    ['?service=', 'is not a service name'],
    ['?service=a%29%20or%20true', 'is not a service name'],
    [
      `?service=${Array.from({ length: 51 }, (_, i) => `svc-${i}`).join(',')}`,
      'more than 50',
    ],
  ])('refuses the query "%.30s"', async (query, message) => {
    const ask = await startPlugin({ sandbox, main, prod });
    const { status, error } = await ask(query);
    expect(status).toBe(400);
    expect(error.message).toContain(message);
  });

  it('lets nobody in without a token', async () => {
    const { server } = await startTestBackend({
      features: [
        argocdPlugin,
        catalogServiceMock.factory(),
        mockServices.httpAuth.factory({
          defaultCredentials: mockCredentials.none(),
        }),
        mockServices.rootConfig.factory({
          data: runwayConfig(sandbox, { main: main.url }),
        }),
      ],
    });
    const response = await request(server).get(
      '/api/argocd/applications?service=pricing-engine',
    );
    expect(response.status).toBe(401);
  });
});
