import * as k8s from '@kubernetes/client-node';
import {
  createTestCluster,
  eventually,
  type TestCluster,
} from './__testUtils__/createTestCluster';
import { container, deployment } from './__testUtils__/manifests';

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

const available = (name: string, replicas: number) =>
  eventually(async () => {
    const found = await apps.readNamespacedDeployment({ name, namespace });
    const { status, metadata } = found;
    return (
      status?.observedGeneration === metadata?.generation &&
      status?.availableReplicas === replicas &&
      status.updatedReplicas === replicas &&
      status.replicas === replicas &&
      found
    );
  });

const podStates = async () =>
  (await core.listNamespacedPod({ namespace })).items.map(
    ({ status }) =>
      status?.containerStatuses?.[0].state?.waiting?.reason ?? status?.phase,
  );

describe('Deployments', () => {
  it('come to life', async () => {
    await apps.createNamespacedDeployment({
      namespace,
      body: deployment('api', { replicas: 2 }),
    });
    const ready = await available('api', 2);
    expect(
      ready.status?.conditions?.map(({ type, status, reason }) => [
        type,
        status,
        reason,
      ]),
    ).toEqual([
      ['Available', 'True', 'MinimumReplicasAvailable'],
      ['Progressing', 'True', 'NewReplicaSetAvailable'],
    ]);
    expect(ready.metadata?.generation).toBe(1);
    expect(
      ready.metadata?.annotations?.['deployment.kubernetes.io/revision'],
    ).toBe('1');
    const { items } = await core.listNamespacedPod({ namespace });
    expect(items.map(pod => pod.status?.phase)).toEqual(['Running', 'Running']);
    expect(new Set(items.map(pod => pod.status?.podIP)).size).toBe(2);
    expect(items[0].metadata?.ownerReferences).toMatchObject([
      { kind: 'ReplicaSet', controller: true },
    ]);
  });

  it('roll a new template out and keep the old ReplicaSet', async () => {
    await apps.createNamespacedDeployment({
      namespace,
      body: deployment('api', { replicas: 3 }),
    });
    await available('api', 3);
    await apps.patchNamespacedDeployment(
      {
        name: 'api',
        namespace,
        body: {
          spec: {
            template: {
              spec: { containers: [container({ image: 'nginx:2' })] },
            },
          },
        },
      },
      k8s.setHeaderOptions(
        'Content-Type',
        k8s.PatchStrategy.StrategicMergePatch,
      ),
    );
    await eventually(async () => {
      const { items } = await core.listNamespacedPod({ namespace });
      return (
        items.length === 3 &&
        items.every(pod => pod.spec?.containers[0].image === 'nginx:2')
      );
    });
    await available('api', 3);
    const { items } = await apps.listNamespacedReplicaSet({ namespace });
    expect(
      items
        .map(set => [
          set.metadata?.annotations?.['deployment.kubernetes.io/revision'],
          set.spec?.replicas,
        ])
        .sort(),
    ).toEqual([
      ['1', 0],
      ['2', 3],
    ]);
  });

  it('never have fewer Pods available than their strategy allows', async () => {
    await apps.createNamespacedDeployment({
      namespace,
      body: deployment('api', { replicas: 4, maxUnavailable: 1, maxSurge: 0 }),
    });
    await available('api', 4);
    const counts: number[] = [];
    const sizes = new Map<string, number>();
    const totals: number[] = [];
    cluster.context.events.on('kubernetes:change', ({ object }) => {
      if (object.kind === 'Deployment') {
        counts.push(object.status.availableReplicas ?? 0);
      } else if (object.kind === 'ReplicaSet') {
        sizes.set(object.metadata.name, object.spec.replicas);
        totals.push([...sizes.values()].reduce((sum, size) => sum + size));
      }
    });
    cluster.access.apply(
      {
        ...deployment('api', {
          replicas: 4,
          maxUnavailable: 1,
          maxSurge: 0,
          image: 'nginx:2',
        }),
        metadata: { name: 'api', namespace },
      } as never,
      { fieldManager: 'test' },
    );
    await eventually(() => sizes.size === 2);
    await available('api', 4);
    expect(Math.min(...counts)).toBe(3);
    expect(Math.max(...totals)).toBe(4);
  });

  it('say when they make no progress in time', async () => {
    await apps.createNamespacedDeployment({
      namespace,
      body: deployment('api', {
        image: 'registry.runway.internal/crew/api:1',
        progressDeadlineSeconds: 1,
      }),
    });
    const condition = await eventually(async () => {
      const { status } = await apps.readNamespacedDeployment({
        name: 'api',
        namespace,
      });
      return status?.conditions?.find(
        ({ type, status: state }) =>
          type === 'Progressing' && state === 'False',
      );
    });
    expect(condition.reason).toBe('ProgressDeadlineExceeded');
  });
});

describe('the kubelet', () => {
  it('waits for an image that nobody has pushed yet', async () => {
    const image = 'registry.runway.internal/crew/api:1a2b3c4d';
    await apps.createNamespacedDeployment({
      namespace,
      body: deployment('api', { image }),
    });
    await eventually(async () =>
      (await podStates()).includes('ImagePullBackOff'),
    );
    const { items } = await core.listNamespacedEvent({ namespace });
    expect(items.map(event => event.reason)).toEqual(
      expect.arrayContaining(['Pulling', 'Failed', 'BackOff']),
    );
    cluster.images.add(image);
    cluster.context.events.emit('registry:push', { image });
    await available('api', 1);
  });

  it('waits for a Secret, and for the key in it', async () => {
    await core.createNamespacedPod({
      namespace,
      body: {
        metadata: { name: 'api' },
        spec: {
          containers: [
            container({
              env: [
                {
                  name: 'PASSWORD',
                  valueFrom: {
                    secretKeyRef: { name: 'database', key: 'password' },
                  },
                },
              ],
            }),
          ],
        },
      },
    });
    const message = async () =>
      (await core.readNamespacedPod({ name: 'api', namespace })).status
        ?.containerStatuses?.[0].state?.waiting;
    expect(
      await eventually(async () => {
        const waiting = await message();
        return waiting?.reason === 'CreateContainerConfigError' && waiting;
      }),
    ).toMatchObject({ message: 'secret "database" not found' });
    await core.createNamespacedSecret({
      namespace,
      body: { metadata: { name: 'database' }, stringData: { user: 'api' } },
    });
    await eventually(
      async () =>
        (await message())?.message ===
        `couldn't find key password in Secret ${namespace}/database`,
    );
    await core.patchNamespacedSecret(
      {
        name: 'database',
        namespace,
        body: { stringData: { password: 'not-a-real-one' } },
      },
      k8s.setHeaderOptions('Content-Type', k8s.PatchStrategy.MergePatch),
    );
    await eventually(async () => (await podStates())[0] === 'Running');
  });

  it('can not mount a ConfigMap that is missing', async () => {
    await core.createNamespacedPod({
      namespace,
      body: {
        metadata: { name: 'api' },
        spec: {
          containers: [container()],
          volumes: [{ name: 'settings', configMap: { name: 'settings' } }],
        },
      },
    });
    const event = await eventually(async () =>
      (
        await core.listNamespacedEvent({ namespace })
      ).items.find(({ reason }) => reason === 'FailedMount'),
    );
    expect(event.message).toBe(
      'MountVolume.SetUp failed for volume "settings" : configmap "settings" not found',
    );
    expect(await podStates()).toEqual(['ContainerCreating']);
    await core.createNamespacedConfigMap({
      namespace,
      body: { metadata: { name: 'settings' } },
    });
    await eventually(async () => (await podStates())[0] === 'Running');
  });

  it.each([
    ['an image that crashes', container({ image: 'shop:1.0-crash' })],
    [
      'an environment that says so',
      container({ env: [{ name: 'RUNWAY_SANDBOX_CRASH', value: '1' }] }),
    ],
  ])('restarts %s, later and later', async (_what, crashing) => {
    await core.createNamespacedPod({
      namespace,
      body: { metadata: { name: 'api' }, spec: { containers: [crashing] } },
    });
    await eventually(async () => (await podStates())[0] === 'CrashLoopBackOff');
    const { status } = await core.readNamespacedPod({ name: 'api', namespace });
    expect(status?.phase).toBe('Running');
    expect(status?.containerStatuses?.[0]).toMatchObject({
      ready: false,
      lastState: { terminated: { exitCode: 1, reason: 'Error' } },
    });
    expect(status?.containerStatuses?.[0].restartCount).toBeGreaterThanOrEqual(
      2,
    );
    expect(
      await core.readNamespacedPodLog({
        name: 'api',
        namespace,
        previous: true,
      }),
    ).toContain('fatal error while starting');
  });

  it('runs init containers first', async () => {
    await core.createNamespacedPod({
      namespace,
      body: {
        metadata: { name: 'api' },
        spec: {
          initContainers: [container({ name: 'migrate' })],
          containers: [container()],
        },
      },
    });
    await eventually(async () => (await podStates())[0] === 'Running');
    const { status } = await core.readNamespacedPod({ name: 'api', namespace });
    expect(status?.initContainerStatuses?.[0].state?.terminated).toMatchObject({
      exitCode: 0,
      reason: 'Completed',
    });
  });

  it('finds no node for a Pod that is too big', async () => {
    await core.createNamespacedPod({
      namespace,
      body: {
        metadata: { name: 'api' },
        spec: {
          containers: [container({ resources: { requests: { cpu: '64' } } })],
        },
      },
    });
    const event = await eventually(async () =>
      (
        await core.listNamespacedEvent({ namespace })
      ).items.find(({ reason }) => reason === 'FailedScheduling'),
    );
    expect(event.message).toMatch(
      /^0\/3 nodes are available: 3 Insufficient cpu/,
    );
  });

  it('shows the log of a container, once there is one', async () => {
    const image = 'registry.runway.internal/crew/api:1';
    await core.createNamespacedPod({
      namespace,
      body: {
        metadata: { name: 'api' },
        spec: {
          containers: [container({ image, ports: [{ containerPort: 8080 }] })],
        },
      },
    });
    await eventually(async () => (await podStates())[0] === 'ImagePullBackOff');
    await expect(
      core.readNamespacedPodLog({ name: 'api', namespace }),
    ).rejects.toMatchObject({
      code: 400,
      body: expect.stringContaining(
        'container \\"main\\" in pod \\"api\\" is waiting to start: trying and failing to pull image',
      ),
    });
    cluster.images.add(image);
    cluster.context.events.emit('registry:push', { image });
    await eventually(async () => (await podStates())[0] === 'Running');
    const log = await core.readNamespacedPodLog({ name: 'api', namespace });
    expect(JSON.parse(log.split('\n')[1])).toMatchObject({
      msg: 'listening',
      port: 8080,
    });
    const lines = await core.readNamespacedPodLog({
      name: 'api',
      namespace,
      tailLines: 1,
      timestamps: true,
    });
    expect(lines).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z \{.*\}\n$/);
  });
});
