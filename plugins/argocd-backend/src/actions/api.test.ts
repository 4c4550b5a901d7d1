import {
  actionPreviewSchema,
  actionSchema,
  allowedActionsSchema,
  applicationDetailSchema,
  applicationDiffSchema,
  bulkRefreshResultSchema,
  resourceTreeSchema,
} from '@runway/plugin-argocd-common';
import { Sandbox, until, useSandbox } from '@runway/sandbox';
import { randomUUID } from 'node:crypto';
import { createOrders } from '../__testUtils__/ordersApplications';
import { runwayConfig } from '../__testUtils__/runwayConfig';
import { amelia, noor } from '../__testUtils__/startActing';
import { startApi } from '../__testUtils__/startApi';

jest.setTimeout(90_000);

const path = '/applications/main/argocd/orders-dev';
const ref = { instance: 'main', namespace: 'argocd', name: 'orders-dev' };
const sync = { kind: 'sync', prune: false, dryRun: false } as const;

const saying = (text: string) => ({
  body: { error: { message: expect.stringContaining(text) } },
});

describe('API of applications and actions', () => {
  const fixture = useSandbox();
  let sandbox: Sandbox;
  let api: Awaited<ReturnType<typeof startApi>>;

  beforeAll(async () => {
    ({ sandbox } = fixture);
    const orders = await createOrders(sandbox);
    orders.create({ name: ref.name, service: 'orders', environment: 'dev' });
    await orders.settled();
    api = await startApi(
      runwayConfig(sandbox, { main: `${sandbox.url}/argocd` }),
    );
    await until(async () => {
      const { status } = await api.as(noor.principal.userEntityRef).raw(path);
      return status === 200;
    });
  });

  it('answers in the shapes of the contract, from the look to the end', async () => {
    const { client } = api.as(noor.principal.userEntityRef);
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
    const { client, raw } = api.as(noor.principal.userEntityRef);
    const post = (body: string) => ({
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
    const bad = await raw(
      `${path}/actions/preview`,
      post('{"kind": "explode"}'),
    );
    expect(bad.status).toBe(400);
    await expect(
      client.startAction(ref, { request: sync, requestId: 'no-uuid' }),
    ).rejects.toMatchObject(saying('"requestId"'));
    await expect(client.action(randomUUID())).rejects.toMatchObject(
      saying('no such action'),
    );
    await expect(
      api.as(amelia.principal.userEntityRef).client.previewAction(ref, sync),
    ).rejects.toMatchObject(saying('Ask somebody of that team'));
    const service = api.asService();
    expect((await service.raw(path)).status).toBe(200);
    const acting = await service.raw(
      `${path}/actions/preview`,
      post(JSON.stringify(sync)),
    );
    expect(acting.status).toBe(403);
  });
});
