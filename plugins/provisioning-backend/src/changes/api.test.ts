import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
  TestDatabases,
} from '@backstage/backend-test-utils';
import {
  AuthorizeResult,
  type BasicPermission,
} from '@backstage/plugin-permission-common';
import {
  type Change,
  changeListSchema,
  changePlanSchema,
  changeSchema,
} from '@runway/plugin-provisioning-common';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import request from 'supertest';
import { createReconciliation } from '../__testUtils__/createReconciliation';
import { useUpstreams } from '../__testUtils__/useUpstreams';
import type { People } from '../service/People';
import { DatabaseChangeStore } from './database/DatabaseChangeStore';
import { type StartedChanges, startChanges } from './startChanges';

jest.setTimeout(180_000);

const PLATFORM = 'group:default/platform';
const GROUPS: Record<string, string[]> = {
  'amelia.reyes': ['group:default/flight-ops'],
  'noor.haddad': ['group:default/booking'],
  'priya.nair': [PLATFORM],
  'maren.olsen': ['group:default/management'],
};
/** May look, and nothing else. */
const LOOKER = 'maren.olsen';

const nobody = mockCredentials.none.header();
const service = mockCredentials.service.header();
const as = (name: string) =>
  mockCredentials.user.header(`user:default/${name}`);

const open = (name: string, change: object = {}) => ({
  kind: 'decommission',
  requestId: randomUUID(),
  entityRef: `component:default/${name}`,
  confirmName: name,
  reason: 'Replaced by the new check-in.',
  deleteData: [],
  ...change,
});
const subject = (name: string) => ({
  kind: 'decommission',
  entityRef: `component:default/${name}`,
});

interface Who {
  principal: { userEntityRef: string };
}
const nameOf = ({ userEntityRef }: Who['principal']) =>
  userEntityRef.split('/')[1];

describe('the API of changes', () => {
  const fixture = useUpstreams();
  const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_14'] });

  describe.each(databases.eachSupportedId())('on %s', databaseId => {
    let parts: Awaited<ReturnType<typeof createReconciliation>>;
    let started: StartedChanges;
    let url: Parameters<typeof request>[0];
    let stop: () => Promise<unknown>;
    let count = 0;

    beforeAll(async () => {
      const knex = await databases.init(databaseId);
      parts = await createReconciliation(knex, fixture);
      const stopped = new AbortController();
      const people = {
        ownershipRefs: async ({ principal }: Who) => [
          principal.userEntityRef,
          ...GROUPS[nameOf(principal)],
        ],
        get: async ({ principal }: Who) => ({
          ref: principal.userEntityRef,
          name: nameOf(principal),
          email: `${nameOf(principal)}@aerq.example`,
          ownershipRefs: [
            principal.userEntityRef,
            ...GROUPS[nameOf(principal)],
          ],
        }),
      } as unknown as People;
      const plugin = createBackendPlugin({
        pluginId: 'provisioning',
        register(env) {
          env.registerInit({
            deps: {
              auditor: coreServices.auditor,
              auth: coreServices.auth,
              httpAuth: coreServices.httpAuth,
              httpRouter: coreServices.httpRouter,
              logger: coreServices.logger,
            },
            async init(services) {
              started = startChanges({
                ...parts,
                ...services,
                changes: new DatabaseChangeStore(knex),
                upstreams: fixture.upstreams,
                people,
                config: mockServices.rootConfig({
                  data: { app: { baseUrl: 'http://portal.example' } },
                }),
                permissions: mockServices.permissions.mock({
                  authorize: async (wanted, options) => {
                    const { credentials } = options as {
                      credentials: { principal: { userEntityRef: string } };
                    };
                    const isLooker =
                      credentials.principal.userEntityRef.endsWith(LOOKER);
                    return wanted.map(({ permission }) => ({
                      result:
                        isLooker &&
                        !(permission as BasicPermission).name.endsWith('.read')
                          ? AuthorizeResult.DENY
                          : AuthorizeResult.ALLOW,
                    }));
                  },
                }),
                platformEngineers: [PLATFORM],
                signal: stopped.signal,
              });
              services.httpRouter.use(started.router);
            },
          });
        },
      });
      const backend = await startTestBackend({ features: [plugin] });
      url = backend.server;
      stop = async () => {
        stopped.abort();
        await started.settled();
        await backend.stop();
      };
    });
    afterAll(() => stop());

    const send = (
      who: string,
      method: 'get' | 'post',
      path: string,
      body?: object,
    ) =>
      request(url)
        [method](`/api/provisioning${path}`)
        .set('authorization', who)
        .send(body);
    const amelia = (path: string, body?: object) =>
      send(as('amelia.reyes'), 'post', path, body);

    async function newService() {
      count += 1;
      const name = `lounge-${databaseId === 'SQLITE_3' ? 'a' : 'b'}${count}`;
      await parts.create(name, 'flight-ops');
      return name;
    }
    async function until(id: string, status: Change['status']) {
      const deadline = Date.now() + 60_000;
      for (;;) {
        await started.begin();
        await started.settled();
        const { body } = await send(as(LOOKER), 'get', `/changes/${id}`);
        if (body.status === status) {
          return changeSchema.parse(body);
        }
        if (Date.now() > deadline) {
          throw new Error(`${id} is ${body.status}, not ${status}`);
        }
        await sleep(50);
      }
    }
    /** A change that waits for approvals. */
    async function waiting() {
      const name = await newService();
      const { body } = await amelia('/changes', open(name));
      await until(body.id, 'awaiting-approval');
      return { name, id: body.id as string };
    }
    /** Every route, with a body that is good for a change or a service that there isn't. */
    const ROUTES = (id: string): Array<['get' | 'post', string, object?]> => [
      ['post', '/changes/plan', subject('nothing')],
      ['post', '/changes', open('nothing')],
      ['get', '/changes'],
      ['get', `/changes/${id}`],
      ['post', `/changes/${id}/approve`, { role: 'owner' }],
      ['post', `/changes/${id}/reject`, { reason: 'Still in use' }],
      ['post', `/changes/${id}/cancel`],
      ['post', `/changes/${id}/retry`],
    ];
    const statuses = async (who: string, id: string) => {
      const answers = [];
      for (const [method, path, body] of ROUTES(id)) {
        const { status } = await send(who, method, path, body);
        answers.push([method, path.replace(id, ':id'), status]);
      }
      return answers.map(([, , status]) => status);
    };

    it('answers nobody who is not signed in, and no service', async () => {
      expect(await statuses(nobody, randomUUID())).toEqual(Array(8).fill(401));
      expect(await statuses(service, randomUUID())).toEqual(Array(8).fill(403));
    });

    it('knows no service and no change that there isn’t', async () => {
      expect(await statuses(as('priya.nair'), randomUUID())).toEqual([
        404, 404, 200, 404, 404, 404, 404, 404,
      ]);
    });

    it('lets only those act whose role includes it', async () => {
      const { id } = await waiting();
      expect(await statuses(as(LOOKER), id)).toEqual([
        403, 403, 200, 200, 403, 403, 403, 403,
      ]);
    });

    it('lets nobody act for somebody else’s service', async () => {
      const { id, name } = await waiting();
      const noor = (path: string, body?: object) =>
        send(as('noor.haddad'), 'post', path, body);
      const answers = [
        await noor('/changes/plan', subject(name)),
        await noor('/changes', open(name)),
        await noor(`/changes/${id}/approve`, { role: 'owner' }),
        await noor(`/changes/${id}/approve`, { role: 'platform' }),
        await noor(`/changes/${id}/approve`, { role: 'new-owner' }),
        await noor(`/changes/${id}/reject`, { reason: 'Not mine' }),
        await noor(`/changes/${id}/cancel`),
        await noor(`/changes/${id}/retry`),
      ];
      expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(403));
      for (const { body } of answers) {
        expect(body.error.message.length).toBeGreaterThan(20);
      }
      const { body } = await send(as('noor.haddad'), 'get', `/changes/${id}`);
      expect(body.status).toBe('awaiting-approval');
      expect(body.can).toMatchObject({
        approve: [],
        reject: false,
        cancel: false,
        retry: false,
      });
    });

    it.each([
      ['post', '/changes/plan', {}],
      ['post', '/changes/plan', { ...subject('x'), deleteData: [] }],
      ['post', '/changes/plan', { kind: 'explode', entityRef: 'component:x' }],
      ['post', '/changes/plan', { kind: 'decommission', entityRef: 'no ref' }],
      [
        'post',
        '/changes/plan',
        { kind: 'decommission', entityRef: 'component:' },
      ],
      ['post', '/changes/plan', { kind: 'transfer', entityRef: 'component:x' }],
      ['post', '/changes', open('x', { requestId: 'mine' })],
      ['post', '/changes', open('x', { reason: 'because' })],
      ['post', '/changes', open('x', { reason: 'a'.repeat(501) })],
      ['post', '/changes', open('x', { status: 'completed' })],
      ['post', '/changes', open('x', { deleteData: 'all' })],
      ['get', '/changes?limit=1000', undefined],
      ['get', '/changes?colour=red', undefined],
      ['get', '/changes?status=gone', undefined],
      ['get', '/changes/1;drop', undefined],
      ['post', '/changes/1;drop/cancel', undefined],
      ['post', '/changes/1;drop/retry', undefined],
      ['post', `/changes/${randomUUID()}/approve`, {}],
      ['post', `/changes/${randomUUID()}/approve`, { role: 'king' }],
      [
        'post',
        `/changes/${randomUUID()}/approve`,
        { role: 'owner', by: 'user:default/priya.nair' },
      ],
      ['post', `/changes/${randomUUID()}/reject`, {}],
      ['post', `/changes/${randomUUID()}/reject`, { reason: ' ' }],
    ] as const)('refuses %s %s %j', async (method, path, body) => {
      const { status, body: answer } = await send(
        as('priya.nair'),
        method,
        path,
        body,
      );
      expect([status, answer.error?.message]).toEqual([400, expect.anything()]);
    });

    it('says what would happen, opens it once, and lists it', async () => {
      const name = await newService();
      const plan = await amelia('/changes/plan', subject(name));
      expect(plan.status).toBe(200);
      expect(changePlanSchema.parse(plan.body).ok).toBe(true);

      const body = open(name);
      const twice = await Promise.all([
        amelia('/changes', body),
        amelia('/changes', body),
      ]);
      expect(twice.map(({ status }) => status)).toEqual([201, 201]);
      const [{ id }, other] = twice.map(each => each.body);
      expect(other.id).toBe(id);
      expect((await amelia('/changes', body)).body.id).toBe(id);

      const another = await amelia('/changes', open(name));
      expect(another.status).toBe(409);
      expect(another.body.error.message).toMatch(/is open already/);

      const { body: list } = await send(
        as(LOOKER),
        'get',
        `/changes?open=true&entityRef=component:default/${name}`,
      );
      expect(changeListSchema.parse(list)).toMatchObject({
        totalItems: 1,
        items: [{ id, kind: 'decommission' }],
      });
    });

    it('refuses a wrong name, and gives a service to no other than a team', async () => {
      const name = await newService();
      const wrong = await amelia('/changes', open(name, { confirmName: 'x' }));
      expect([wrong.status, wrong.body.error.message]).toEqual([
        400,
        expect.stringContaining(name),
      ]);
      const toNobody = await amelia('/changes/plan', {
        kind: 'transfer',
        entityRef: `component:default/${name}`,
        newOwnerRef: 'group:default/nobody',
      });
      expect(toNobody.status).toBe(400);
      const { body } = await send(as(LOOKER), 'get', '/changes?open=true');
      expect(body.items.filter((each: Change) => each.name === name)).toEqual(
        [],
      );
    });

    it('takes a double click for one: approval, cancellation, rejection', async () => {
      const { id } = await waiting();
      const approve = () => amelia(`/changes/${id}/approve`, { role: 'owner' });
      const approved = [
        ...(await Promise.all([approve(), approve()])),
        await approve(),
      ];
      expect(approved.map(({ status }) => status)).toEqual([200, 200, 200]);
      const events = (type: string, change: Change) =>
        change.events.filter(event => event.type === type);
      expect(events('approved', approved[2].body)).toHaveLength(1);

      const retried = await amelia(`/changes/${id}/retry`);
      expect(retried.status).toBe(409);

      const cancel = () => amelia(`/changes/${id}/cancel`);
      const cancelled = [
        ...(await Promise.all([cancel(), cancel()])),
        await cancel(),
      ];
      expect(cancelled.map(({ status }) => status)).toEqual([200, 200, 200]);
      expect(events('cancelled', cancelled[2].body)).toHaveLength(1);
      const late = await send(
        as('priya.nair'),
        'post',
        `/changes/${id}/approve`,
        {
          role: 'platform',
        },
      );
      expect(late.status).toBe(409);
      expect(
        (await send(as('priya.nair'), 'post', `/changes/${id}/cancel`)).status,
      ).toBe(409);

      const second = await waiting();
      const reject = () =>
        send(as('priya.nair'), 'post', `/changes/${second.id}/reject`, {
          reason: 'Still in use',
        });
      expect((await reject()).body.status).toBe('rejected');
      expect((await reject()).status).toBe(200);
      expect((await amelia(`/changes/${second.id}/cancel`)).status).toBe(409);
    });

    it('goes on after Retry, pressed twice', async () => {
      const name = await newService();
      const { id: rule } = fixture.sandbox.faults.add({
        system: 'gitlab',
        method: 'POST',
        path: '/api/v4/projects/*/merge_requests',
        fault: { kind: 'status', status: 403 },
      });
      const { body } = await amelia('/changes', open(name));
      const stopped = await until(body.id, 'failed');
      fixture.sandbox.faults.remove(rule);
      expect(stopped.error).toMatchObject({
        message: expect.stringMatching(/GitLab/),
        advice: expect.stringMatching(/Retry/),
      });
      const retry = () => amelia(`/changes/${body.id}/retry`);
      const answers = await Promise.all([retry(), retry()]);
      expect(answers.map(({ status }) => status)).toEqual([200, 200]);
      const { events } = await until(body.id, 'awaiting-approval');
      expect(events.filter(({ type }) => type === 'retried')).toHaveLength(1);
    });
  });
});
