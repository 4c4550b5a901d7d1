import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
} from '@backstage/backend-test-utils';
import {
  AuthorizeResult,
  type BasicPermission,
} from '@backstage/plugin-permission-common';
import { reconciliationSchema } from '@runway/plugin-provisioning-common';
import { randomUUID } from 'node:crypto';
import request from 'supertest';
import { AuthorizedReconciliationService } from './AuthorizedReconciliationService';
import { createReconciliationRouter } from './createReconciliationRouter';
import type { ReconciliationService } from './ReconciliationService';

const answer = {
  differences: [],
  totalItems: 0,
  sources: [],
  everySeconds: 600,
  can: { act: true },
};

/** @param allowed - names of permissions */
async function start(allowed: string[]) {
  const service: jest.Mocked<ReconciliationService> = {
    get: jest.fn(async (_query, _who) => answer),
    checkNow: jest.fn(async _who => ({ started: true })),
    resolve: jest.fn(async (_id, _action, _who) => ({})),
  };
  const auditor = mockServices.auditor.mock();
  const event = { success: jest.fn(), fail: jest.fn() };
  auditor.createEvent.mockResolvedValue(event);
  const permissions = mockServices.permissions.mock({
    authorize: async asked =>
      asked.map(({ permission }) => ({
        result: allowed.includes((permission as BasicPermission).name)
          ? AuthorizeResult.ALLOW
          : AuthorizeResult.DENY,
      })),
  });
  const plugin = createBackendPlugin({
    pluginId: 'provisioning',
    register(env) {
      env.registerInit({
        deps: {
          httpAuth: coreServices.httpAuth,
          httpRouter: coreServices.httpRouter,
        },
        async init({ httpAuth, httpRouter }) {
          httpRouter.use(
            createReconciliationRouter({
              httpAuth,
              service: new AuthorizedReconciliationService({
                service,
                permissions,
                auditor,
              }),
            }),
          );
        },
      });
    },
  });
  const { server } = await startTestBackend({ features: [plugin] });
  const send = (
    method: 'get' | 'post',
    path: string,
    body?: object,
    as = mockCredentials.user.header(),
  ) =>
    request(server)
      [method](`/api/provisioning/reconciliation${path}`)
      .set('authorization', as)
      .send(body);
  return { send, service, auditor, event };
}

const READ = 'provisioning.reconciliation.read';
const RESOLVE = 'provisioning.reconciliation.resolve';
const resolvePath = `/differences/${randomUUID()}/resolve`;

describe('the API of reconciliation', () => {
  it('answers nobody who is not signed in, and no service', async () => {
    const { send } = await start([READ, RESOLVE]);
    const nobody = mockCredentials.none.header();
    expect((await send('get', '', undefined, nobody)).status).toBe(401);
    expect((await send('post', '/check', undefined, nobody)).status).toBe(401);
    const service = mockCredentials.service.header();
    expect((await send('get', '', undefined, service)).status).toBe(403);
  });

  it('denies with the reason, does nothing and audits it', async () => {
    const { send, service, auditor, event } = await start([]);
    const denied = await send('get', '');
    expect(denied.status).toBe(403);
    expect(denied.body.error.message).toMatch(/Ask the platform team/);
    expect((await send('post', '/check')).status).toBe(403);
    const body = { action: 'forget' };
    expect((await send('post', resolvePath, body)).status).toBe(403);
    expect(service.checkNow).not.toHaveBeenCalled();
    expect(service.resolve).not.toHaveBeenCalled();
    expect(auditor.createEvent).toHaveBeenCalledTimes(2);
    expect(event.fail).toHaveBeenCalledTimes(2);
    expect(event.success).not.toHaveBeenCalled();
  });

  it('shows it to those who may only look', async () => {
    const { send } = await start([READ]);
    const { status, body } = await send('get', '?kind=missing&limit=10');
    expect(status).toBe(200);
    expect(reconciliationSchema.parse(body).can).toEqual({
      act: false,
      reason: expect.stringMatching(/platform team/),
    });
  });

  it('lets those act who may, and audits who did what', async () => {
    const { send, service, auditor, event } = await start([READ, RESOLVE]);
    expect((await send('get', '')).body.can).toEqual({ act: true });
    expect((await send('post', '/check')).body).toEqual({ started: true });
    const answered = await send('post', resolvePath, { action: 'recreate' });
    expect([answered.status, answered.body]).toEqual([200, {}]);
    expect(service.resolve).toHaveBeenCalledWith(
      resolvePath.split('/')[2],
      'recreate',
      expect.anything(),
    );
    expect(auditor.createEvent).toHaveBeenLastCalledWith(
      expect.objectContaining({
        eventId: 'reconciliation-resolve',
        meta: { differenceId: resolvePath.split('/')[2], action: 'recreate' },
      }),
    );
    expect(event.success).toHaveBeenCalledTimes(2);
  });

  it.each([
    ['get', '?kind=strange', undefined],
    ['get', '?limit=1000', undefined],
    ['get', '?colour=red', undefined],
    ['post', resolvePath, { action: 'delete' }],
    ['post', resolvePath, {}],
    ['post', '/differences/1;drop/resolve', { action: 'forget' }],
  ] as const)('refuses %s %s %j', async (method, path, body) => {
    const { send, service } = await start([READ, RESOLVE]);
    expect((await send(method, path, body)).status).toBe(400);
    expect(service.resolve).not.toHaveBeenCalled();
  });
});
