import {
  actionPreviewSchema,
  applicationDetailSchema,
  applicationDiffSchema,
  DeliveryClient,
  laneSchema,
  resourceTreeSchema,
} from '@runway/plugin-argocd-common';
import { Sandbox, until, useSandbox } from '@runway/sandbox';
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { configMap, createOrders } from '../__testUtils__/ordersApplications';
import { runwayConfig } from '../__testUtils__/runwayConfig';
import { noor } from '../__testUtils__/startActing';
import { startApi } from '../__testUtils__/startApi';
import { refOf, sync } from '../__testUtils__/useActing';

jest.setTimeout(240_000);

const MANY = 10_000;
/** Of six objects, which are as big as Kubernetes takes them: more than 5 MB. */
const LINES = 18_000;
const KB = 1024;

/** An object of about 900 KB whose every line is another one with another mark. */
const large = (n: number, mark: string) =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: large-${n} }\ndata:\n${Array.from(
    { length: LINES },
    (_, line) =>
      `  key-${String(line).padStart(5, '0')}: '${mark.repeat(32)}'\n`,
  ).join('')}`;

const largeFiles = (mark: string) =>
  Object.fromEntries(
    Array.from({ length: 6 }, (_, n) => [`large/${n}.yaml`, large(n, mark)]),
  );

describe('applications that are big', () => {
  const fixture = useSandbox();
  let sandbox: Sandbox;
  let orders: Awaited<ReturnType<typeof createOrders>>;
  let client: DeliveryClient;
  let raw: (path: string, init?: RequestInit) => Promise<Response>;

  beforeAll(async () => {
    ({ sandbox } = fixture);
    orders = await createOrders(sandbox);
    await orders.commit({
      'orders/many.yaml': Array.from({ length: MANY }, (_, n) =>
        configMap(`many-${n}`, 'one'),
      ).join('---\n'),
      ...largeFiles('a'),
    });
    const service = 'orders';
    orders.create({
      name: 'many',
      service,
      environment: 'dev',
      automated: {},
    });
    orders.create({ name: 'many-new', service, environment: 'staging' });
    orders.create({
      name: 'large',
      service,
      environment: 'production',
      path: 'large',
      syncOptions: ['ServerSideApply=true'],
    });
    await settled();
    const api = await startApi(
      runwayConfig(sandbox, { main: `${sandbox.url}/argocd` }),
    );
    ({ client, raw } = api.as(noor.principal.userEntityRef));
    await until(async () => (await lane()).sources[0].state === 'ok');
  });

  async function settled() {
    const deadline = Date.now() + 100_000;
    while (sandbox.argocd.pendingWork > 0 && Date.now() < deadline) {
      await new Promise(resolve => setTimeout(resolve, 50));
    }
  }

  /** Each answer is small, whatever it is about. */
  async function read<T>(
    path: string,
    schema: z.ZodType<T>,
    init?: RequestInit,
  ): Promise<T> {
    const response = await raw(path, init);
    const text = await response.text();
    expect([response.status, path]).toEqual([200, path]);
    expect(Buffer.byteLength(text)).toBeLessThan(256 * KB);
    return schema.parse(JSON.parse(text));
  }
  const lane = () => read('/services/orders/lane', laneSchema);
  const of = (name: string, part = '') =>
    `/applications/main/argocd/${name}${part}`;
  const preview = (name: string) =>
    read(of(name, '/actions/preview'), actionPreviewSchema, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(sync),
    });

  const answered = [{ name: 'Argo CD main', state: 'ok', ageSeconds: 0 }];

  it('shows the first of 10,000 resources, says how many there are, and finds each', async () => {
    const detail = await read(of('many'), applicationDetailSchema);
    expect(detail).toMatchObject({
      resourceCount: MANY + 2,
      outOfSync: [],
      sources: answered,
    });
    expect(detail.results.length).toBeLessThanOrEqual(200);
    const tree = await read(of('many', '/tree'), resourceTreeSchema);
    expect(tree).toMatchObject({
      total: MANY + 2,
      matching: MANY + 2,
      sources: answered,
    });
    expect(tree.nodes.length).toBeLessThanOrEqual(500);
    expect(tree.counts).toContainEqual({
      kind: 'ConfigMap',
      total: MANY + 1,
      unwell: 0,
    });
    const found = await read(
      of('many', '/tree?q=many-9999'),
      resourceTreeSchema,
    );
    expect(found.nodes.map(({ name }) => name)).toEqual(['many-9999']);
    expect((await lane()).stages[0].applications).toMatchObject([
      { name: 'many', health: 'Healthy' },
    ]);
  });

  it('shows the first of 10,000 differences, and says how many are left out', async () => {
    const detail = await read(of('many-new'), applicationDetailSchema);
    expect(detail.outOfSync).toHaveLength(200);
    const diff = await read(of('many-new', '/diff'), applicationDiffSchema);
    expect(diff.resources.length).toBeGreaterThan(10);
    expect(diff.resources.length + diff.omitted).toBe(MANY + 2);
    const { changes, warnings } = await preview('many-new');
    expect(changes.length).toBe(diff.resources.length);
    expect(warnings).toContain(
      `${diff.omitted} more resources differ than are shown here.`,
    );
  });

  it('cuts a difference of 5 MB, and says so', async () => {
    const created = await read(of('large', '/diff'), applicationDiffSchema);
    expect(created.sources).toEqual(answered);
    expect(created.resources).toHaveLength(6);
    created.resources.forEach(({ change, diff, truncated }) => {
      expect([change, truncated]).toEqual(['create', true]);
      expect(diff).toContain('key-00000');
    });

    const { token } = await preview('large');
    const action = await client.startAction(refOf('large'), {
      request: sync,
      token,
      requestId: randomUUID(),
    });
    const end = await until(async () => {
      const now = await client.action(action.id);
      return now.finishedAt ? now : undefined;
    }, 90_000);
    expect(end).toMatchObject({ state: 'succeeded' });
    await orders.commit(largeFiles('b'));
    await until(async () => {
      const { resources } = await read(
        of('large', '/diff'),
        applicationDiffSchema,
      );
      return resources[0]?.change === 'update';
    }, 90_000);
    // What Argo CD on a busy machine doesn't tell in time is named, never left out in silence.
    const changes = await until(async () => {
      const { changes: told, warnings } = await preview('large');
      expect(told.length === 6 || warnings.length > 0).toBe(true);
      return told.length === 6 && told;
    }, 90_000);
    expect(changes.map(({ truncated }) => truncated)).toEqual(
      Array(6).fill(true),
    );
    expect(changes[0].diff).toContain(`-  key-00000: ${'a'.repeat(32)}`);
    expect(changes[0].diff).toContain(`+  key-00000: ${'b'.repeat(32)}`);
  });
});
