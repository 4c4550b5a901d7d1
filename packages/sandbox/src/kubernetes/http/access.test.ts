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

describe('authentication', () => {
  it('refuses requests without a token, and with an unknown one', async () => {
    const none = await fetch(`${cluster.url}/api/v1/pods`);
    expect(none.status).toBe(401);
    expect(await none.json()).toEqual({
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message: 'Unauthorized',
      reason: 'Unauthorized',
      code: 401,
    });
    expect((await call('GET', '/api', { token: 'forged' })).status).toBe(401);
  });

  it('lets everybody see that the server is well', async () => {
    for (const open of ['/healthz', '/livez', '/readyz', '/version']) {
      expect((await fetch(cluster.url + open)).status).toBe(200);
    }
  });

  it('issues tokens of ServiceAccounts and knows them until the account goes', async () => {
    await core.createNamespacedServiceAccount({
      namespace,
      body: { metadata: { name: 'robot' } },
    });
    const { status } = await core.createNamespacedServiceAccountToken({
      name: 'robot',
      namespace,
      body: { spec: { audiences: [], expirationSeconds: 600 } } as never,
    });
    const review = async () =>
      (
        await cluster.adminConfig
          .makeApiClient(k8s.AuthenticationV1Api)
          .createTokenReview({ body: { spec: { token: status?.token ?? '' } } })
      ).status;
    expect(await review()).toMatchObject({
      authenticated: true,
      user: { username: `system:serviceaccount:${namespace}:robot` },
    });
    await core.deleteNamespacedServiceAccount({ name: 'robot', namespace });
    expect((await review())?.authenticated).toBeFalsy();
  });
});

describe('authorization', () => {
  const portal = () =>
    cluster
      .configFor(cluster.context.credentials.kubernetesToken)
      .makeApiClient(k8s.CoreV1Api);

  it('lets the portal read everything but Secrets', async () => {
    await expect(portal().listNamespace()).resolves.toBeDefined();
    await expect(
      portal().listNamespacedPod({ namespace }),
    ).resolves.toBeDefined();
    await expect(
      portal().listNamespacedSecret({ namespace }),
    ).rejects.toMatchObject({
      code: 403,
      body: expect.stringContaining(
        'secrets is forbidden: User \\"system:serviceaccount:runway:portal\\" cannot list resource \\"secrets\\" in API group \\"\\" in the namespace \\"crew-dev\\"',
      ),
    });
  });

  it('does not let the portal make namespaces', async () => {
    await expect(
      portal().createNamespace({ body: { metadata: { name: 'mine' } } }),
    ).rejects.toMatchObject({
      code: 403,
      body: expect.stringContaining(
        'namespaces is forbidden: User \\"system:serviceaccount:runway:portal\\" cannot create resource \\"namespaces\\" in API group \\"\\" at the cluster scope',
      ),
    });
  });

  it('goes by Roles and their bindings', async () => {
    const token = cluster.kubernetes.admin.addUser('dev', {
      username: 'nadia',
      groups: ['crew'],
    });
    expect((await call('GET', path, { token })).status).toBe(403);
    cluster.kubernetes.admin.bind('dev', {
      subject: { kind: 'Group', name: 'crew' },
      clusterRole: 'view',
      namespace,
    });
    expect((await call('GET', path, { token })).status).toBe(200);
    expect((await call('GET', '/api/v1/configmaps', { token })).status).toBe(
      403,
    );
    expect(
      (await call('POST', path, { token, body: configMap('a') })).status,
    ).toBe(403);
    const review = await call(
      'POST',
      '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
      {
        token,
        body: {
          spec: {
            resourceAttributes: { namespace, verb: 'list', resource: 'pods' },
          },
        },
      },
    );
    expect(review.json().status.allowed).toBe(true);
  });

  it('does not let anybody grant more than they have', async () => {
    const token = cluster.kubernetes.admin.addUser('dev', {
      username: 'omar',
    });
    cluster.kubernetes.admin.bind('dev', {
      subject: { kind: 'User', name: 'omar' },
      clusterRole: 'admin',
      namespace,
    });
    const answer = await call(
      'POST',
      `/apis/rbac.authorization.k8s.io/v1/namespaces/${namespace}/rolebindings`,
      {
        token,
        body: {
          metadata: { name: 'more' },
          roleRef: {
            apiGroup: 'rbac.authorization.k8s.io',
            kind: 'ClusterRole',
            name: 'cluster-admin',
          },
          subjects: [{ kind: 'User', name: 'omar' }],
        },
      },
    );
    expect(answer.status).toBe(403);
    expect(answer.json().message).toContain(
      'is attempting to grant RBAC permissions not currently held',
    );
  });

  it('impersonates for those who may', async () => {
    const headers = { 'impersonate-user': 'nobody' };
    expect((await call('GET', path, { headers })).json().message).toContain(
      'User "nobody" cannot list',
    );
    expect(
      (
        await call('GET', path, {
          headers,
          token: cluster.context.credentials.kubernetesToken,
        })
      ).json().message,
    ).toContain('cannot impersonate resource "users"');
  });
});
