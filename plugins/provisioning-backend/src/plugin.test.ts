import {
  mockCredentials,
  mockServices,
  startTestBackend,
} from '@backstage/backend-test-utils';
import {
  coreServices,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import {
  scaffolderServiceRef,
  type ScaffolderService,
} from '@backstage/plugin-scaffolder-node';
import { upstreamsServiceRef, type Upstreams } from '@runway/integrations';
import { randomUUID } from 'node:crypto';
import request from 'supertest';
import { provisioningPlugin } from './plugin';

const template = {
  apiVersion: 'scaffolder.backstage.io/v1beta3',
  kind: 'Template',
  metadata: {
    name: 'api-service',
    annotations: {
      'backstage.io/managed-by-location': 'file:/t/template.yaml',
    },
  },
  spec: {
    type: 'service',
    parameters: {
      required: ['name', 'owner', 'description'],
      properties: {
        name: { type: 'string' },
        owner: { type: 'string' },
        description: { type: 'string', minLength: 10 },
      },
    },
    steps: [
      'runway:repository:publish',
      'runway:vault:provision',
      'runway:gitops:commit',
    ].map(action => ({ id: action, name: action, action })),
  },
};

const user = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'User',
  metadata: { name: 'mock' },
  spec: {
    profile: {
      displayName: 'Amelia Reyes',
      email: 'amelia.reyes@aerq.example',
    },
    memberOf: ['flight-ops'],
  },
};

/** Upstreams that nobody answers for. */
const silent = new Proxy(
  {
    environments: [
      { name: 'dev', cluster: 'dev', argocd: 'main', vault: 'main' },
    ],
  },
  {
    get(target, property) {
      if (property in target) {
        return target[property as keyof typeof target];
      }
      // What has a `then` is taken for a promise.
      if (property === 'then') {
        return undefined;
      }
      return property === 'gitops'
        ? { instance: 'main', project: 'platform/gitops', branch: 'main' }
        : () =>
            new Proxy(
              {},
              {
                get: () => async () => {
                  throw new Error('connection refused');
                },
              },
            );
    },
  },
) as unknown as Upstreams;

async function start(options: { allowed?: boolean; groups?: string[] } = {}) {
  const scaffold = jest.fn();
  const { server } = await startTestBackend({
    features: [
      provisioningPlugin,
      mockServices.rootConfig.factory({
        data: { app: { baseUrl: 'http://localhost:3000' } },
      }),
      catalogServiceMock.factory({ entities: [template, user] }),
      mockServices.permissions.factory({
        result:
          options.allowed === false
            ? AuthorizeResult.DENY
            : AuthorizeResult.ALLOW,
      }),
      createServiceFactory({
        service: coreServices.userInfo,
        deps: {},
        factory: () =>
          mockServices.userInfo({
            ownershipEntityRefs: options.groups ?? [
              'user:default/mock',
              'group:default/flight-ops',
            ],
          }),
      }),
      createServiceFactory({
        service: upstreamsServiceRef,
        deps: {},
        factory: () => silent,
      }),
      createServiceFactory({
        service: scaffolderServiceRef,
        deps: {},
        factory: () => ({ scaffold } as unknown as ScaffolderService),
      }),
    ],
  });
  const send = (method: 'get' | 'post', path: string, body?: object) =>
    request(server)
      [method](`/api/provisioning${path}`)
      .set('authorization', mockCredentials.user.header())
      .send(body);
  return { server, send, scaffold };
}

const form = (change: Record<string, unknown> = {}) => ({
  templateRef: 'template:default/api-service',
  values: {
    name: 'check-in-api',
    owner: 'group:default/flight-ops',
    description: 'Checks passengers in.',
    ...change,
  },
});

const run = (change?: Record<string, unknown>) => ({
  ...form(change),
  requestId: randomUUID(),
});

describe('provisioning', () => {
  it('answers nobody who is not signed in', async () => {
    const { server } = await start();
    for (const [method, path] of [
      ['get', '/runs'],
      ['post', '/runs'],
      ['post', '/preflight'],
      ['post', '/dry-run'],
      ['post', '/operations'],
    ] as const) {
      const { status } = await request(server)
        [method](`/api/provisioning${path}`)
        .set('authorization', mockCredentials.none.header());
      expect([path, status]).toEqual([path, 401]);
    }
  });

  it('keeps people out of what only scaffolder actions may do', async () => {
    const { server, send } = await start();
    expect((await send('post', '/operations', {})).status).toBe(403);
    const { status } = await request(server)
      .post('/api/provisioning/operations')
      .set(
        'authorization',
        mockCredentials.service.header({
          onBehalfOf: mockCredentials.service('plugin:catalog'),
          targetPluginId: 'provisioning',
        }),
      )
      .send({});
    expect(status).toBe(403);
  });

  it('says why a person may not, and whom to ask', async () => {
    const { send } = await start({ allowed: false });
    const { status, body } = await send('post', '/runs', run());
    expect(status).toBe(403);
    expect(body.error.message).toMatch(
      /ask your team lead or the platform team/,
    );
  });

  it('lets nobody create for somebody else’s team', async () => {
    const { send, scaffold } = await start({ groups: ['group:default/crew'] });
    const { status, body } = await send('post', '/runs', run());
    expect(status).toBe(403);
    expect(body.error.message).toMatch(/members of the team flight-ops/);
    expect(scaffold).not.toHaveBeenCalled();
  });

  it.each([
    ['no owner', { owner: '' }, /team that owns/],
    ['a user as owner', { owner: 'user:default/mock' }, /not a team/],
    ['an empty name', { name: '' }, /Enter a name/],
    ['a long name', { name: 'a'.repeat(41) }, /at most 40/],
    ['an upper-case name', { name: 'CheckIn' }, /lower-case/],
    ['a name in Unicode', { name: 'prüfung-api' }, /letters a to z/],
    ['a shell command', { name: '$(reboot)' }, /letters a to z/],
    ['a path', { name: '../../etc/passwd' }, /letters a to z/],
    ['a name that is no text', { name: { toString: 1 } }, /Enter a name/],
    [
      'a short description',
      { description: 'short' },
      /Check the form: description/,
    ],
  ])('refuses %s with advice and starts nothing', async (_, change, advice) => {
    const { send, scaffold } = await start();
    const { status, body } = await send('post', '/runs', run(change));
    expect(status).toBe(400);
    expect(body.error.message).toMatch(advice);
    expect(scaffold).not.toHaveBeenCalled();
    expect((await send('get', '/runs')).body.totalItems).toBe(0);
  });

  it('refuses template text from the browser', async () => {
    const { send } = await start();
    const { status, body } = await send('post', '/preview', {
      ...form(),
      template: { steps: [] },
    });
    expect(status).toBe(400);
    expect(body.error.message).toMatch(/template/);
  });

  it('knows no template that isn’t in the catalog', async () => {
    const { send } = await start();
    const answer = await send('post', '/preflight', {
      ...form(),
      templateRef: 'template:default/gone',
    });
    expect(answer.status).toBe(404);
    expect(answer.body.error.message).toMatch(/choose another one in Create/);
  });

  it('names each upstream that does not answer, and lets nothing begin', async () => {
    const { send, scaffold } = await start();
    const preflight = await send('post', '/preflight', form());
    expect(preflight.status).toBe(200);
    expect(preflight.body.ok).toBe(false);
    expect(
      preflight.body.checks.map((c: { id: string; status: string }) => [
        c.id,
        c.status,
      ]),
    ).toEqual([
      ['name', 'failed'],
      ['gitlab', 'failed'],
      ['gitops', 'failed'],
      ['charts', 'failed'],
      ['vault-main', 'failed'],
      ['argocd-main', 'failed'],
      ['cluster-dev', 'failed'],
    ]);

    const body = run();
    const answer = await send('post', '/runs', body);
    expect(answer.status).toBe(409);
    expect(answer.body.error.message).toMatch(/^Nothing was made\./);
    expect(scaffold).not.toHaveBeenCalled();
    // The name is free again, and the attempt stays in the history.
    const { body: runs } = await send('get', '/runs');
    expect(runs.items).toMatchObject([
      { name: 'check-in-api', status: 'undone' },
    ]);
  });

  it('answers 404 for a run that there isn’t, and 400 for a query it doesn’t know', async () => {
    const { send } = await start();
    expect((await send('get', `/runs/${randomUUID()}`)).status).toBe(404);
    expect((await send('post', `/runs/${randomUUID()}/undo`)).status).toBe(404);
    expect((await send('get', '/runs?limit=1000')).status).toBe(400);
    expect((await send('get', '/runs?colour=red')).status).toBe(400);
  });
});
