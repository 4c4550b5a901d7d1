import * as k8s from '@kubernetes/client-node';
import {
  createTestCluster,
  eventually,
  type TestCluster,
} from '../__testUtils__/createTestCluster';
import { container, deployment } from '../__testUtils__/manifests';

const namespace = 'crew-dev';
let cluster: TestCluster;
let core: k8s.CoreV1Api;
let apps: k8s.AppsV1Api;

beforeEach(async () => {
  cluster = await createTestCluster();
  core = cluster.adminConfig.makeApiClient(k8s.CoreV1Api);
  apps = cluster.adminConfig.makeApiClient(k8s.AppsV1Api);
  await cluster.createNamespace(namespace);
});
afterEach(() => cluster.close());

const kinds = () =>
  cluster.access
    .list({ namespace })
    .map(object => object.kind)
    .filter(kind => ['Deployment', 'ReplicaSet', 'Pod'].includes(kind))
    .sort();

async function running() {
  await apps.createNamespacedDeployment({ namespace, body: deployment('api') });
  await eventually(
    async () =>
      (
        await apps.readNamespacedDeployment({ name: 'api', namespace })
      ).status?.readyReplicas === 1,
  );
}

describe('deletion', () => {
  it('takes the dependents along, in the background', async () => {
    await running();
    await apps.deleteNamespacedDeployment({ name: 'api', namespace });
    await expect(
      apps.readNamespacedDeployment({ name: 'api', namespace }),
    ).rejects.toMatchObject({ code: 404 });
    await eventually(() => kinds().length === 0);
  });

  it('waits for the dependents, in the foreground', async () => {
    await running();
    const gone: string[] = [];
    cluster.context.events.on('kubernetes:change', ({ type, object }) => {
      if (type === 'DELETED') {
        gone.push(object.kind);
      }
    });
    await apps.deleteNamespacedDeployment({
      name: 'api',
      namespace,
      propagationPolicy: 'Foreground',
    });
    await eventually(() => kinds().length === 0);
    expect(gone).toEqual(['Pod', 'ReplicaSet', 'Deployment']);
  });

  it('leaves the dependents when they are to be orphans, and a new owner adopts them', async () => {
    await running();
    const [before] = (await core.listNamespacedPod({ namespace })).items;
    await apps.deleteNamespacedDeployment({
      name: 'api',
      namespace,
      propagationPolicy: 'Orphan',
    });
    await eventually(() => !kinds().includes('Deployment'));
    expect(kinds()).toEqual(['Pod', 'ReplicaSet']);
    const [set] = (await apps.listNamespacedReplicaSet({ namespace })).items;
    expect(set.metadata?.ownerReferences).toBeUndefined();
    await apps.deleteNamespacedReplicaSet({
      name: set.metadata!.name!,
      namespace,
      propagationPolicy: 'Orphan',
    });
    await eventually(() => kinds().join() === 'Pod');
    await apps.createNamespacedReplicaSet({
      namespace,
      body: {
        metadata: { name: 'heir' },
        spec: {
          replicas: 1,
          selector: { matchLabels: { app: 'api' } },
          template: {
            metadata: { labels: { app: 'api' } },
            spec: { containers: [container()] },
          },
        },
      },
    });
    await eventually(async () => {
      const { items } = await core.listNamespacedPod({ namespace });
      return (
        items.length === 1 &&
        items[0].metadata?.uid === before.metadata?.uid &&
        items[0].metadata?.ownerReferences?.[0].name === 'heir'
      );
    });
  });

  it('waits for finalizers', async () => {
    await core.createNamespacedConfigMap({
      namespace,
      body: { metadata: { name: 'held', finalizers: ['example.com/hold'] } },
    });
    await core.deleteNamespacedConfigMap({ name: 'held', namespace });
    const held = await core.readNamespacedConfigMap({
      name: 'held',
      namespace,
    });
    expect(held.metadata?.deletionTimestamp).toBeDefined();
    await expect(
      core.replaceNamespacedConfigMap({
        name: 'held',
        namespace,
        body: {
          metadata: {
            name: 'held',
            finalizers: ['example.com/hold', 'example.com/more'],
          },
        },
      }),
    ).rejects.toMatchObject({
      code: 422,
      body: expect.stringContaining('no new finalizers can be added'),
    });
    await core.replaceNamespacedConfigMap({
      name: 'held',
      namespace,
      body: { metadata: { name: 'held' } },
    });
    await expect(
      core.readNamespacedConfigMap({ name: 'held', namespace }),
    ).rejects.toMatchObject({ code: 404 });
  });

  it('goes by preconditions', async () => {
    await core.createNamespacedConfigMap({
      namespace,
      body: { metadata: { name: 'one' } },
    });
    await expect(
      core.deleteNamespacedConfigMap({
        name: 'one',
        namespace,
        body: { preconditions: { uid: 'another' } },
      }),
    ).rejects.toMatchObject({ code: 409 });
  });

  it('collects what is created for an owner that is gone', async () => {
    await core.createNamespacedConfigMap({
      namespace,
      body: {
        metadata: {
          name: 'late',
          ownerReferences: [
            { apiVersion: 'v1', kind: 'Secret', name: 'gone', uid: 'gone' },
          ],
        },
      },
    });
    const names = () =>
      cluster.access
        .list({ kind: 'ConfigMap', namespace })
        .map(({ metadata }) => metadata.name);
    await eventually(() => !names().includes('late'));
    expect(names()).toEqual(['kube-root-ca.crt']);
  });
});

describe('namespaces', () => {
  it('are Terminating until they are empty, and take nothing new meanwhile', async () => {
    await running();
    await core.createNamespacedConfigMap({
      namespace,
      body: { metadata: { name: 'held', finalizers: ['example.com/hold'] } },
    });
    await core.deleteNamespace({ name: namespace });
    const left = await eventually(async () => {
      const { status } = await core.readNamespace({ name: namespace });
      return status?.conditions?.find(
        ({ type, status: state }) =>
          type === 'NamespaceFinalizersRemaining' && state === 'True',
      );
    });
    expect(left.message).toContain('example.com/hold in 1 resource instances');
    await expect(
      core.createNamespacedConfigMap({
        namespace,
        body: { metadata: { name: 'new' } },
      }),
    ).rejects.toMatchObject({
      code: 403,
      body: expect.stringContaining(
        'configmaps \\"new\\" is forbidden: unable to create new content in namespace crew-dev because it is being terminated',
      ),
    });
    await core.replaceNamespacedConfigMap({
      name: 'held',
      namespace,
      body: { metadata: { name: 'held' } },
    });
    await eventually(
      () =>
        !cluster.access.get({
          apiVersion: 'v1',
          kind: 'Namespace',
          name: namespace,
        }),
    );
    expect(cluster.access.list({ namespace })).toEqual([]);
  });

  it('keep their default ServiceAccount', async () => {
    const uid = () =>
      cluster.access.get({
        apiVersion: 'v1',
        kind: 'ServiceAccount',
        namespace,
        name: 'default',
      })?.metadata.uid;
    const before = uid();
    await core.deleteNamespacedServiceAccount({ name: 'default', namespace });
    expect(await eventually(uid)).not.toBe(before);
  });

  it('of the system stay', async () => {
    await expect(
      core.deleteNamespace({ name: 'kube-system' }),
    ).rejects.toMatchObject({
      code: 403,
      body: expect.stringContaining('this namespace may not be deleted'),
    });
  });
});
