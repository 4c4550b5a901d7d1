import * as k8s from '@kubernetes/client-node';
import {
  createTestCluster,
  eventually,
  type TestCluster,
} from './testing/createTestCluster';

let cluster: TestCluster;
beforeEach(async () => {
  cluster = await createTestCluster();
});
afterEach(() => cluster.close());

describe('Kubernetes', () => {
  it('brings a Deployment to life', async () => {
    const apps = cluster.adminConfig.makeApiClient(k8s.AppsV1Api);
    const core = cluster.adminConfig.makeApiClient(k8s.CoreV1Api);
    await core.createNamespace({ body: { metadata: { name: 'crew-dev' } } });
    await eventually(() =>
      core.readNamespacedServiceAccount({
        name: 'default',
        namespace: 'crew-dev',
      }),
    );
    await apps.createNamespacedDeployment({
      namespace: 'crew-dev',
      body: {
        metadata: { name: 'api' },
        spec: {
          replicas: 2,
          selector: { matchLabels: { app: 'api' } },
          template: {
            metadata: { labels: { app: 'api' } },
            spec: { containers: [{ name: 'api', image: 'nginx:1' }] },
          },
        },
      },
    });
    const ready = await eventually(async () => {
      const deployment = await apps.readNamespacedDeployment({
        name: 'api',
        namespace: 'crew-dev',
      });
      return deployment.status?.availableReplicas === 2 && deployment;
    });
    expect(
      ready.status?.conditions?.map(c => [c.type, c.status, c.reason]),
    ).toEqual([
      ['Available', 'True', 'MinimumReplicasAvailable'],
      ['Progressing', 'True', 'NewReplicaSetAvailable'],
    ]);
  });
});
