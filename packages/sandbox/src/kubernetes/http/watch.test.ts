import * as k8s from '@kubernetes/client-node';
import {
  createTestCluster,
  eventually,
  type TestCluster,
} from '../__testUtils__/createTestCluster';

const namespace = 'crew-dev';
const path = `/api/v1/namespaces/${namespace}/configmaps`;
let cluster: TestCluster;
let core: k8s.CoreV1Api;

beforeEach(async () => {
  cluster = await createTestCluster();
  core = cluster.adminConfig.makeApiClient(k8s.CoreV1Api);
  await cluster.createNamespace(namespace);
});
afterEach(() => cluster.close());

function put(name: string, labels?: Record<string, string>, data = {}) {
  cluster.access.apply(
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name, namespace, labels },
      data,
    },
    { fieldManager: 'test' },
  );
}

function remove(name: string) {
  cluster.access.delete({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    namespace,
    name,
  });
}

interface Seen {
  type: string;
  name?: string;
  object: any;
}

/** Collects events until the server or the test ends the watch. */
async function watch(query: Record<string, string | number | boolean>) {
  const seen: Seen[] = [];
  let ended: unknown;
  const controller = await new k8s.Watch(cluster.adminConfig).watch(
    path,
    query,
    (type, object) => seen.push({ type, name: object.metadata?.name, object }),
    error => {
      ended = error ?? 'end';
    },
  );
  return {
    seen,
    names: () => seen.map(({ type, name }) => `${type} ${name}`),
    ended: () => ended,
    stop: () => controller.abort(),
  };
}

const revision = async () =>
  (await core.listNamespacedConfigMap({ namespace })).metadata!
    .resourceVersion!;

describe('watches', () => {
  it('begin with what there is', async () => {
    put('one');
    const watching = await watch({});
    await eventually(() => watching.seen.length === 2);
    put('two');
    await eventually(() => watching.seen.length === 3);
    expect(watching.names()).toEqual([
      'ADDED kube-root-ca.crt',
      'ADDED one',
      'ADDED two',
    ]);
    watching.stop();
  });

  it('resume after a version', async () => {
    const from = await revision();
    put('one');
    put('one', {}, { key: 'value' });
    remove('one');
    const watching = await watch({ resourceVersion: from });
    await eventually(() => watching.seen.length === 3);
    expect(watching.names()).toEqual([
      'ADDED one',
      'MODIFIED one',
      'DELETED one',
    ]);
    watching.stop();
  });

  it('show an object that begins or ceases to match as added or deleted', async () => {
    const watching = await watch({
      labelSelector: 'shown=yes',
      resourceVersion: await revision(),
    });
    put('one');
    put('one', { shown: 'yes' });
    put('one', { shown: 'yes' }, { key: 'value' });
    put('one', { shown: 'no' });
    await eventually(() => watching.seen.length === 3);
    expect(watching.names()).toEqual([
      'ADDED one',
      'MODIFIED one',
      'DELETED one',
    ]);
    watching.stop();
  });

  it('end with 410 when their version is forgotten', async () => {
    const from = await revision();
    put('one');
    cluster.forgetHistory();
    const watching = await watch({ resourceVersion: from });
    await eventually(() => watching.seen.length === 1);
    expect(watching.seen[0]).toMatchObject({
      type: 'ERROR',
      object: { kind: 'Status', code: 410, reason: 'Expired' },
    });
    await eventually(() => watching.ended());
  });

  it('end with an error when their version is of another cluster', async () => {
    const watching = await watch({ resourceVersion: '999999' });
    await eventually(() => watching.seen.length === 1);
    expect(watching.seen[0].object).toMatchObject({
      code: 504,
      message: expect.stringContaining('Too large resource version: 999999'),
    });
  });

  it('end after their time, with a bookmark when wanted', async () => {
    const watching = await watch({
      timeoutSeconds: 1,
      allowWatchBookmarks: true,
      resourceVersion: await revision(),
    });
    await eventually(() => watching.ended());
    expect(watching.seen.map(({ type }) => type)).toEqual(['BOOKMARK']);
    expect(watching.seen[0].object.metadata.resourceVersion).toBe(
      await revision(),
    );
  });

  it('mark the end of the initial objects when asked to stream them', async () => {
    const watching = await watch({
      sendInitialEvents: true,
      resourceVersionMatch: 'NotOlderThan',
      allowWatchBookmarks: true,
    });
    await eventually(() => watching.seen.length === 2);
    expect(watching.seen[1]).toMatchObject({
      type: 'BOOKMARK',
      object: {
        metadata: { annotations: { 'k8s.io/initial-events-end': 'true' } },
      },
    });
    watching.stop();
  });

  it('keep an informer up to date, through a compaction as well', async () => {
    const informer = k8s.makeInformer(cluster.adminConfig, path, () =>
      core.listNamespacedConfigMap({ namespace }),
    );
    informer.on('error', () => {
      void informer.start();
    });
    await informer.start();
    const names = () =>
      informer
        .list()
        .map(({ metadata }) => metadata?.name)
        .sort();
    put('one');
    await eventually(() => names().includes('one'));
    cluster.forgetHistory();
    put('two');
    remove('one');
    await eventually(() => names().includes('two') && !names().includes('one'));
    expect(names()).toEqual(['kube-root-ca.crt', 'two']);
    await informer.stop();
  });
});
