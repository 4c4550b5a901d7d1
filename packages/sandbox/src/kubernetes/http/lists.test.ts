import * as k8s from '@kubernetes/client-node';
import { apiCaller } from '../__testUtils__/apiCaller';
import {
  createTestCluster,
  type TestCluster,
} from '../__testUtils__/createTestCluster';

const namespace = 'crew-dev';
const path = `/api/v1/namespaces/${namespace}/configmaps`;
let cluster: TestCluster;
let core: k8s.CoreV1Api;
const call = apiCaller(() => cluster);

beforeAll(async () => {
  cluster = await createTestCluster();
  core = cluster.adminConfig.makeApiClient(k8s.CoreV1Api);
  await cluster.createNamespace(namespace);
});
afterAll(() => cluster.close());
afterEach(async () => {
  await core.deleteCollectionNamespacedConfigMap({ namespace });
});

const configMap = (name: string, fields: object = {}) => ({
  metadata: { name, ...fields },
  data: { key: 'value' },
});

describe('lists', () => {
  beforeEach(async () => {
    for (let index = 0; index < 5; index += 1) {
      await core.createNamespacedConfigMap({
        namespace,
        body: configMap(`item-${index}`, {
          labels: { parity: index % 2 ? 'odd' : 'even', index: String(index) },
        }),
      });
    }
  });

  it.each([
    ['parity=odd', ['item-1', 'item-3']],
    ['parity!=odd,index in (0, 2)', ['item-0', 'item-2']],
    ['index notin (0,1),parity', ['item-2', 'item-3', 'item-4']],
    ['parity==even,index!=4', ['item-0', 'item-2']],
    ['!parity', ['kube-root-ca.crt']],
  ])('are narrowed down by labels: %s', async (labelSelector, names) => {
    const { items } = await core.listNamespacedConfigMap({
      namespace,
      labelSelector,
    });
    expect(items.map(item => item.metadata?.name)).toEqual(names);
  });

  it('are narrowed down by the fields of their kind', async () => {
    const { items } = await core.listConfigMapForAllNamespaces({
      fieldSelector: `metadata.name=item-3,metadata.namespace=${namespace}`,
    });
    expect(items).toHaveLength(1);
    const answer = await call('GET', `${path}?fieldSelector=data.key=value`);
    expect(answer.status).toBe(400);
    expect(answer.json().message).toContain(
      'field label not supported: data.key',
    );
  });

  it('come in pages that all show the same state', async () => {
    const first = await core.listNamespacedConfigMap({
      namespace,
      limit: 2,
      labelSelector: 'parity',
    });
    expect(first.metadata?.remainingItemCount).toBe(3);
    await core.deleteNamespacedConfigMap({ name: 'item-2', namespace });
    await core.createNamespacedConfigMap({
      namespace,
      body: configMap('item-9', { labels: { parity: 'odd' } }),
    });
    const names = first.items.map(item => item.metadata?.name);
    let token = first.metadata?._continue;
    while (token) {
      const page = await core.listNamespacedConfigMap({
        namespace,
        limit: 2,
        labelSelector: 'parity',
        _continue: token,
      });
      expect(page.metadata?.resourceVersion).toBe(
        first.metadata?.resourceVersion,
      );
      names.push(...page.items.map(item => item.metadata?.name));
      token = page.metadata?._continue;
    }
    expect(names).toEqual(['item-0', 'item-1', 'item-2', 'item-3', 'item-4']);
  });

  it('begin anew when their state is forgotten', async () => {
    const page = await core.listNamespacedConfigMap({ namespace, limit: 2 });
    await core.createNamespacedConfigMap({ namespace, body: configMap('new') });
    cluster.forgetHistory();
    const answer = await call(
      'GET',
      `${path}?limit=2&continue=${page.metadata?._continue}`,
    );
    expect(answer.status).toBe(410);
    expect(answer.json()).toMatchObject({
      reason: 'Expired',
      metadata: { continue: expect.any(String) },
    });
  });
});
