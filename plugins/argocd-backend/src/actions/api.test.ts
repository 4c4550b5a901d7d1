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
import {
  actionPreviewSchema,
  actionSchema,
  allowedActionsSchema,
  applicationDetailSchema,
  applicationDiffSchema,
  bulkRefreshResultSchema,
  DeliveryClient,
  resourceTreeSchema,
} from '@runway/plugin-argocd-common';
import { Sandbox } from '@runway/sandbox';
import { randomUUID } from 'node:crypto';
import { useSandbox } from '../__testUtils__/useSandbox';
import { createOrders } from '../__testUtils__/ordersApplications';
import { runwayConfig } from '../__testUtils__/runwayConfig';
import {
  amelia,
  entities,
  noor,
  permissionsOfTeams,
} from '../__testUtils__/startActing';
import { until } from '../__testUtils__/until';
import { argocdPlugin } from '../plugin';

jest.setTimeout(90_000);

const ref = { instance: 'main', namespace: 'argocd', name: 'orders-dev' };
const sync = { kind: 'sync', prune: false, dryRun: false } as const;

const saying = (text: string) => ({
  body: { error: { message: expect.stringContaining(text) } },
});

describe('API of applications and actions', () => {
  const fixture = useSandbox();
  let sandbox: Sandbox;
  let baseUrl: string;

  beforeAll(async () => {
    ({ sandbox } = fixture);
    const orders = await createOrders(sandbox);
    orders.create({ name: ref.name, service: 'orders', environment: 'dev' });
    await orders.settled();
    const { server } = await startTestBackend({
      features: [
        argocdPlugin,
        catalogServiceMock.factory({ entities }),
        createServiceFactory({
          service: coreServices.permissions,
          deps: {},
          factory: () => permissionsOfTeams({ mayList: false }),
        }),
        mockServices.rootConfig.factory({
          data: runwayConfig(sandbox, { main: `${sandbox.url}/argocd` }),
        }),
      ],
    });
    baseUrl = `http://localhost:${server.port()}/api/argocd`;
    await until(async () => {
      const { status } = await as(noor.principal.userEntityRef).raw('');
      return status === 200;
    });
  });

  function withHeader(authorization: string) {
    const send: typeof fetch = (input, init) =>
      fetch(input, {
        ...init,
        headers: { ...init?.headers, authorization },
      });
    const client = new DeliveryClient({
      discoveryApi: { getBaseUrl: async () => baseUrl },
      fetchApi: { fetch: send },
    });
    return {
      client,
      raw: (path: string, init?: RequestInit) =>
        send(`${baseUrl}/applications/main/argocd/orders-dev${path}`, init),
    };
  }
  const as = (person: string) =>
    withHeader(mockCredentials.user.header(person));

  it('answers in the shapes of the contract, from the look to the end', async () => {
    const { client } = as(noor.principal.userEntityRef);
    applicationDetailSchema.parse(await client.application(ref));
    resourceTreeSchema.parse(await client.tree(ref, { q: 'orders', limit: 5 }));
    const { resources } = applicationDiffSchema.parse(await client.diff(ref));
    expect(resources.map(({ kind }) => kind).sort()).toEqual([
      'ConfigMap',
      'Secret',
    ]);
    const { actions } = allowedActionsSchema.parse(
      await client.allowedActions(ref),
    );
    expect(actions.every(({ allowed }) => allowed)).toBe(true);

    const preview = actionPreviewSchema.parse(
      await client.previewAction(ref, sync),
    );
    const action = actionSchema.parse(
      await client.startAction(ref, {
        request: sync,
        token: preview.token,
        requestId: randomUUID(),
      }),
    );
    await until(
      async () => (await client.action(action.id)).state === 'succeeded',
    );
    const { items } = await client.actions(ref);
    expect(items.map(({ id }) => id)).toEqual([action.id]);
    bulkRefreshResultSchema.parse(await client.refreshAll([ref]));
  });

  it('refuses bad requests, wrong people and services', async () => {
    const { client, raw } = as(noor.principal.userEntityRef);
    const post = (body: string) => ({
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
    const bad = await raw('/actions/preview', post('{"kind": "explode"}'));
    expect(bad.status).toBe(400);
    await expect(
      client.startAction(ref, { request: sync, requestId: 'no-uuid' }),
    ).rejects.toMatchObject(saying('"requestId"'));
    await expect(client.action(randomUUID())).rejects.toMatchObject(
      saying('no such action'),
    );
    await expect(
      as(amelia.principal.userEntityRef).client.previewAction(ref, sync),
    ).rejects.toMatchObject(saying('Ask somebody of that team'));
    const service = withHeader(mockCredentials.service.header());
    expect((await service.raw('')).status).toBe(200);
    const acting = await service.raw(
      '/actions/preview',
      post(JSON.stringify(sync)),
    );
    expect(acting.status).toBe(403);
  });
});
