import { resolvePackagePath } from '@backstage/backend-plugin-api';
import { TestDatabases } from '@backstage/backend-test-utils';
import {
  applicationDetailSchema,
  applicationDiffSchema,
  resourceTreeSchema,
} from '@runway/plugin-argocd-common';
import { Sandbox, until, useSandbox } from '@runway/sandbox';
import { configMap, createOrders } from '../__testUtils__/ordersApplications';
import { noor, startActing } from '../__testUtils__/startActing';
import {
  FaultyProxy,
  startFaultyProxy,
} from '../__testUtils__/startFaultyProxy';

jest.setTimeout(90_000);

const ref = (name: string) => ({ instance: 'main', namespace: 'argocd', name });
const query = { limit: 200 };

describe('details of applications', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3'] });
  const fixture = useSandbox();
  let sandbox: Sandbox;
  let orders: Awaited<ReturnType<typeof createOrders>>;
  let proxy: FaultyProxy;
  let portal: Awaited<ReturnType<typeof startActing>>;

  beforeAll(async () => {
    ({ sandbox } = fixture);
    orders = await createOrders(sandbox);
    orders.create({
      name: 'broken-dev',
      service: 'broken',
      environment: 'dev',
      automated: {},
    });
    orders.create({
      name: 'orders-dev',
      service: 'orders',
      environment: 'dev',
      automated: {},
    });
    orders.create({ name: 'nobodys' });
    await orders.settled();
  });
  beforeEach(async () => {
    proxy = await startFaultyProxy(`${sandbox.url}/argocd`);
    const knex = await databases.init('SQLITE_3');
    await knex.migrate.latest({
      directory: resolvePackagePath(
        '@runway/plugin-argocd-backend',
        'migrations',
      ),
    });
    portal = await startActing({ sandbox, argocd: proxy.url, knex });
  });
  afterEach(async () => {
    await portal.stop();
    await proxy.stop();
  });

  const readable = async (name: string) =>
    (await portal.access.get(ref(name), { credentials: noor })).record;

  it('says which resources fail, with their messages and events', async () => {
    await until(
      () => portal.index.get(ref('broken-dev'))?.summary.health === 'Degraded',
    );
    const detail = await portal.details.detail(await readable('broken-dev'));
    applicationDetailSchema.parse(detail);
    expect(detail.sources).toEqual([
      { name: 'Argo CD main', state: 'ok', ageSeconds: 0 },
    ]);
    const failing = new Map(detail.failing.map(each => [each.kind, each]));
    expect(failing.get('Deployment')?.message).toContain('progress deadline');
    const pod = failing.get('Pod')!;
    expect(pod.message).toMatch(/image/i);
    expect(pod.events.map(({ reason }) => reason)).toContain('Failed');
    expect(pod.events.length).toBeLessThanOrEqual(10);
  });

  it('asks Argo CD once for two hundred who look at the same time', async () => {
    const record = await readable('orders-dev');
    const before = proxy.requests;
    await Promise.all(
      Array.from({ length: 200 }, () => portal.details.detail(record)),
    );
    expect(proxy.requests - before).toBe(1);
  });

  it('shows the tree from the top, and finds in it', async () => {
    const record = await readable('broken-dev');
    const tree = await portal.details.tree(record, query);
    resourceTreeSchema.parse(tree);
    expect(tree.nodes.map(({ kind }) => kind)).toEqual([
      'Deployment',
      'ReplicaSet',
      'Pod',
    ]);
    const [deployment, replicaSet, pod] = tree.nodes;
    expect([replicaSet.parent, pod.parent]).toEqual([
      deployment.id,
      replicaSet.id,
    ]);
    expect(deployment.sync).toBe('Synced');
    const found = await portal.details.tree(record, { ...query, q: 'pod' });
    expect(found).toMatchObject({ matching: 1, total: 3 });
    expect(found.nodes).toHaveLength(3);
  });

  it('shows what differs from Git, and no Secret', async () => {
    const settled = await readable('orders-dev');
    expect(await portal.details.diff(settled)).toMatchObject({
      resources: [],
      omitted: 0,
    });
    orders.create({ name: 'orders-behind', service: 'orders' });
    await orders.settled();
    await portal.argocd.sync('orders-behind', { project: 'booking' });
    await until(
      () => portal.index.get(ref('orders-behind'))?.summary.sync === 'Synced',
    );
    await orders.commit({
      'orders/settings.yaml': configMap('orders', 'two'),
      'orders/key.yaml': orders.secret('second'),
    });
    await until(
      () =>
        portal.index.get(ref('orders-behind'))?.summary.sync === 'OutOfSync',
    );
    const diff = await portal.details.diff(await readable('orders-behind'));
    applicationDiffSchema.parse(diff);
    const texts = new Map(
      diff.resources.map(resource => [resource.kind, resource.diff]),
    );
    expect(texts.get('ConfigMap')).toContain('-  value: one\n+  value: two');
    expect(texts.get('Secret')).toContain(
      '-  key: "******** (live)"\n+  key: "******** (desired)"\n   same: "********"',
    );
    for (const value of ['first', 'second', 'unchanged']) {
      expect(JSON.stringify(diff)).not.toContain(
        Buffer.from(value).toString('base64'),
      );
    }
  });

  it('hides applications of no service from whom the list is not shown to', async () => {
    await expect(readable('nobodys')).rejects.toMatchObject({
      name: 'NotFoundError',
    });
    await expect(readable('absent')).rejects.toMatchObject({
      name: 'NotFoundError',
    });
  });

  it.each([
    ['is down', { down: true }, 'unavailable'],
    ['forbids', { status: 403 }, 'denied'],
  ] as const)(
    'answers in part with what the index knows when Argo CD %s',
    async (_, fault, reason) => {
      const record = await readable('broken-dev');
      proxy.fail(fault);
      const detail = await portal.details.detail(record);
      expect(detail.application.name).toBe('broken-dev');
      expect(detail.gitSources).toHaveLength(1);
      expect(detail.sources).toMatchObject([
        { state: 'failed', error: { reason } },
      ]);
      expect(await portal.details.diff(record)).toMatchObject({
        resources: [],
        sources: [{ state: 'failed' }],
      });
      expect(await portal.details.tree(record, query)).toMatchObject({
        nodes: [],
        sources: [{ state: 'failed' }],
      });
      // The next one who looks asks again.
      proxy.fail(undefined);
    },
  );
});
