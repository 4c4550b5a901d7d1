import {
  coreServices,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
} from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { upstreamsServiceRef, type Upstreams } from '@runway/integrations';
import request from 'supertest';
import { onboardingPlugin } from './plugin';

const DAY = 24 * 3600 * 1000;

const person = (
  name: string,
  team: string,
  annotations: Record<string, string>,
) => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'User',
  metadata: { name, annotations },
  spec: {
    profile: { displayName: name, email: `${name}@aerq.example` },
    memberOf: [team],
  },
});

const invited = (daysAgo: number) => ({
  'runway.aerq.io/invited-at': new Date(
    Date.now() - daysAgo * DAY,
  ).toISOString(),
});

const ENTITIES = [
  person('mika', 'crew', {
    ...invited(1),
    'runway.aerq.io/buddy': 'user:default/ingrid',
  }),
  person('zoe', 'data', invited(30)),
  person('ingrid', 'crew', {}),
  {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Group',
    metadata: {
      name: 'crew',
      annotations: { 'runway.aerq.io/leads': 'user:default/ingrid' },
    },
    spec: { type: 'team', children: [] },
  },
];

/** @param groups - of whoever asks */
async function start(
  options: { user?: string; groups?: string[]; denied?: boolean } = {},
) {
  const { user = 'mika', groups = ['crew'], denied } = options;
  const { server } = await startTestBackend({
    features: [
      onboardingPlugin,
      mockServices.scheduler.factory({
        includeInitialDelayedTasksOnStartup: true,
      }),
      mockServices.rootConfig.factory({
        data: {
          runway: {
            onboarding: { checklist: '- [ ] Meet your buddy {#buddy}\n' },
            roles: {
              platformEngineers: ['group:default/platform'],
              managers: ['group:default/management'],
            },
          },
        },
      }),
      catalogServiceMock.factory({ entities: ENTITIES }),
      mockServices.permissions.factory({
        result: denied ? AuthorizeResult.DENY : AuthorizeResult.ALLOW,
      }),
      createServiceFactory({
        service: coreServices.userInfo,
        deps: {},
        factory: () =>
          mockServices.userInfo({
            userEntityRef: `user:default/${user}`,
            ownershipEntityRefs: [
              `user:default/${user}`,
              ...groups.map(group => `group:default/${group}`),
            ],
          }),
      }),
      createServiceFactory({
        service: upstreamsServiceRef,
        deps: {},
        factory: () => ({ environments: [] } as unknown as Upstreams),
      }),
    ],
  });
  const header = mockCredentials.user.header(`user:default/${user}`);
  const path = (suffix: string) => `/api/onboarding${suffix}`;
  return {
    server,
    get: (suffix: string) =>
      request(server).get(path(suffix)).set('authorization', header),
    tick: (item: string, body: object) =>
      request(server)
        .put(path(`/mine/checklist/${item}`))
        .set('authorization', header)
        .send(body),
  };
}

describe('onboarding', () => {
  it('answers nobody who is not signed in, and no service', async () => {
    const { server } = await start();
    for (const [header, status] of [
      [mockCredentials.none.header(), 401],
      [mockCredentials.service.header(), 403],
    ] as const) {
      for (const suffix of ['/mine', '/overview']) {
        const answer = await request(server)
          .get(`/api/onboarding${suffix}`)
          .set('authorization', header);
        expect([suffix, answer.status]).toEqual([suffix, status]);
      }
    }
  });

  it('refuses what the policy does not allow', async () => {
    const { get, tick } = await start({ denied: true });
    expect((await get('/mine')).status).toBe(403);
    expect((await get('/overview')).status).toBe(403);
    expect((await tick('buddy', { done: true })).status).toBe(403);
  });

  it('notes the first sign-in of an invited person once, and their ticks', async () => {
    const { get, tick } = await start();
    const { body: first } = await get('/mine');
    expect(first.onboarding).toMatchObject({
      userRef: 'user:default/mika',
      teamRef: 'group:default/crew',
      buddyRef: 'user:default/ingrid',
      facts: [
        { name: 'invited' },
        { name: 'signed-in', source: 'First request to the portal' },
      ],
      ticks: { done: 0, total: 1 },
      stuck: false,
    });
    const { body: second } = await get('/mine');
    expect(second.onboarding.facts).toEqual(first.onboarding.facts);

    const { body: ticked } = await tick('buddy', { done: true });
    expect(ticked.onboarding.checklist).toEqual([
      { id: 'buddy', text: 'Meet your buddy', doneAt: expect.any(String) },
    ]);
    await tick('buddy', { done: false });
    const { body: last } = await get('/mine');
    expect(last.onboarding.ticks.done).toBe(0);
    expect((await tick('dance', { done: true })).status).toBe(404);
    expect((await tick('buddy', { done: 'yes' })).status).toBe(400);
  });

  it('has nothing for who was not invited', async () => {
    const { get, tick } = await start({ user: 'ingrid', groups: [] });
    expect((await get('/mine')).body).toEqual({});
    expect((await tick('buddy', { done: true })).status).toBe(409);
  });

  it.each([
    ['a newcomer', { user: 'mika' }, 'none', [], undefined],
    ['the lead of a team', { user: 'ingrid' }, 'team', ['mika'], 1],
    ['a manager', { user: 'maren', groups: ['management'] }, 'figures', [], 2],
    [
      'a platform engineer',
      { user: 'priya', groups: ['platform'] },
      'all',
      ['zoe', 'mika'],
      2,
    ],
  ] as const)(
    'shows %s whom they may see',
    async (_, who, scope, names, underWay) => {
      // The scheduled task has read the catalog when the start is over.
      const { get } = await start(who as { user: string; groups?: string[] });
      const { body } = await get('/overview');
      expect(body.scope).toBe(scope);
      expect(body.people.map((each: { name: string }) => each.name)).toEqual(
        names,
      );
      expect(body.figures?.underWay).toBe(underWay);
    },
  );
});
