import * as k8s from '@kubernetes/client-node';
import { apiCaller } from '../__testUtils__/apiCaller';
import {
  createTestCluster,
  eventually,
  type TestCluster,
} from '../__testUtils__/createTestCluster';
import { container, deployment } from '../__testUtils__/manifests';

const namespace = 'crew-dev';
let cluster: TestCluster;
let core: k8s.CoreV1Api;
const call = apiCaller(() => cluster);

beforeAll(async () => {
  cluster = await createTestCluster();
  core = cluster.adminConfig.makeApiClient(k8s.CoreV1Api);
  await cluster.createNamespace(namespace);
});
afterAll(() => cluster.close());

describe('subresources', () => {
  it('scale', async () => {
    const deployments = `/apis/apps/v1/namespaces/${namespace}/deployments`;
    await call('POST', deployments, {
      body: deployment('sized', { replicas: 0 }),
    });
    const apps = cluster.adminConfig.makeApiClient(k8s.AppsV1Api);
    const scale = await apps.readNamespacedDeploymentScale({
      name: 'sized',
      namespace,
    });
    expect(scale.status).toMatchObject({ replicas: 0, selector: 'app=sized' });
    await apps.replaceNamespacedDeploymentScale({
      name: 'sized',
      namespace,
      body: { ...scale, spec: { replicas: 2 } },
    });
    await eventually(
      async () =>
        (
          await apps.readNamespacedDeployment({ name: 'sized', namespace })
        ).status?.readyReplicas === 2,
    );
    await call('DELETE', `${deployments}/sized`);
  });

  it('evict only what budgets allow', async () => {
    const pod = {
      metadata: { name: 'only', labels: { app: 'only' } },
      spec: { containers: [container()] },
    };
    await core.createNamespacedPod({ namespace, body: pod });
    const policy = cluster.adminConfig.makeApiClient(k8s.PolicyV1Api);
    await policy.createNamespacedPodDisruptionBudget({
      namespace,
      body: {
        metadata: { name: 'only' },
        spec: { minAvailable: 1, selector: { matchLabels: { app: 'only' } } },
      },
    });
    await eventually(
      async () =>
        (
          await policy.readNamespacedPodDisruptionBudget({
            name: 'only',
            namespace,
          })
        ).status?.currentHealthy === 1,
    );
    await expect(
      core.createNamespacedPodEviction({ name: 'only', namespace, body: {} }),
    ).rejects.toMatchObject({
      code: 429,
      body: expect.stringContaining(
        'The disruption budget only needs 1 healthy pods and has 1 currently',
      ),
    });
    await policy.deleteNamespacedPodDisruptionBudget({
      name: 'only',
      namespace,
    });
    await core.createNamespacedPodEviction({
      name: 'only',
      namespace,
      body: {},
    });
    await eventually(
      async () =>
        (
          await core.listNamespacedPod({ namespace, labelSelector: 'app=only' })
        ).items.length === 0,
    );
  });
});
