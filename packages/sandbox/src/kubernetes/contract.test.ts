import { errorAnswer } from '../faults/errorAnswer';
import { apiCaller } from './__testUtils__/apiCaller';
import {
  createTestCluster,
  eventually,
  type TestCluster,
} from './__testUtils__/createTestCluster';
import { deployment } from './__testUtils__/manifests';
import { modelProblems } from './__testUtils__/modelProblems';

jest.setTimeout(60_000);

/** Answers are held to the models of the official client, which are made from the published description of the API. */
describe('answers are what the client knows', () => {
  let cluster: TestCluster;
  const call = apiCaller(() => cluster);
  const pods = '/api/v1/namespaces/shop/pods';
  const deployments = '/apis/apps/v1/namespaces/shop/deployments';

  beforeAll(async () => {
    cluster = await createTestCluster();
    await cluster.createNamespace('shop');
    const manager = { fieldManager: 'test' };
    const manifests = [
      deployment('cart', {
        replicas: 2,
        container: {
          ports: [{ name: 'http', containerPort: 8080 }],
          env: [{ name: 'A', value: 'b' }],
          resources: { requests: { cpu: '100m', memory: '64Mi' } },
          readinessProbe: { httpGet: { path: '/', port: 'http' } },
        },
      }),
      deployment('broken', { image: 'registry.runway.internal/none:1' }),
      {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name: 'cart' },
        spec: {
          selector: { app: 'cart' },
          ports: [{ port: 80, targetPort: 'http' }],
        },
      },
      {
        apiVersion: 'networking.k8s.io/v1',
        kind: 'Ingress',
        metadata: { name: 'cart' },
        spec: {
          rules: [
            {
              host: 'cart.example',
              http: {
                paths: [
                  {
                    path: '/',
                    pathType: 'Prefix',
                    backend: {
                      service: { name: 'cart', port: { number: 80 } },
                    },
                  },
                ],
              },
            },
          ],
        },
      },
      {
        apiVersion: 'v1',
        kind: 'ResourceQuota',
        metadata: { name: 'limits' },
        spec: { hard: { pods: '20' } },
      },
      {
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { name: 'cart' },
        stringData: { a: 'b' },
      },
      {
        apiVersion: 'batch/v1',
        kind: 'Job',
        metadata: { name: 'migrate' },
        spec: {
          template: {
            spec: {
              restartPolicy: 'Never',
              containers: [{ name: 'a', image: 'a:1' }],
            },
          },
        },
      },
      {
        apiVersion: 'autoscaling/v2',
        kind: 'HorizontalPodAutoscaler',
        metadata: { name: 'cart' },
        spec: {
          scaleTargetRef: {
            apiVersion: 'apps/v1',
            kind: 'Deployment',
            name: 'cart',
          },
          minReplicas: 2,
          maxReplicas: 3,
        },
      },
      {
        apiVersion: 'policy/v1',
        kind: 'PodDisruptionBudget',
        metadata: { name: 'cart' },
        spec: {
          minAvailable: 1,
          selector: { matchLabels: { app: 'cart' } },
        },
      },
      {
        apiVersion: 'networking.k8s.io/v1',
        kind: 'NetworkPolicy',
        metadata: { name: 'cart' },
        spec: { podSelector: {}, policyTypes: ['Ingress'] },
      },
    ];
    for (const manifest of manifests) {
      cluster.access.apply(
        {
          ...(manifest as { apiVersion: string; kind: string }),
          metadata: { namespace: 'shop', ...manifest.metadata } as any,
        },
        manager,
      );
    }
    cluster.kubernetes.admin.bind('dev', {
      subject: { kind: 'User', name: 'ada' },
      clusterRole: 'view',
      namespace: 'shop',
    });
    await eventually(
      () =>
        cluster.access.get({
          apiVersion: 'apps/v1',
          kind: 'Deployment',
          namespace: 'shop',
          name: 'cart',
        })?.status?.readyReplicas === 2,
    );
    await eventually(
      () =>
        cluster.access.list({ kind: 'Event', namespace: 'shop' }).length > 3,
    );
  });
  afterAll(() => cluster.close());

  it.each([
    ['V1NamespaceList', '/api/v1/namespaces'],
    ['V1NodeList', '/api/v1/nodes'],
    ['V1PodList', pods],
    ['CoreV1EventList', '/api/v1/namespaces/shop/events'],
    ['V1ServiceList', '/api/v1/namespaces/shop/services'],
    ['V1ServiceAccountList', '/api/v1/namespaces/shop/serviceaccounts'],
    ['V1ConfigMapList', '/api/v1/namespaces/shop/configmaps'],
    ['V1SecretList', '/api/v1/namespaces/shop/secrets'],
    ['V1ResourceQuotaList', '/api/v1/namespaces/shop/resourcequotas'],
    ['V1DeploymentList', deployments],
    ['V1ReplicaSetList', '/apis/apps/v1/namespaces/shop/replicasets'],
    ['V1JobList', '/apis/batch/v1/namespaces/shop/jobs'],
    ['V1IngressList', '/apis/networking.k8s.io/v1/namespaces/shop/ingresses'],
    [
      'V1NetworkPolicyList',
      '/apis/networking.k8s.io/v1/namespaces/shop/networkpolicies',
    ],
    [
      'V2HorizontalPodAutoscalerList',
      '/apis/autoscaling/v2/namespaces/shop/horizontalpodautoscalers',
    ],
    [
      'V1PodDisruptionBudgetList',
      '/apis/policy/v1/namespaces/shop/poddisruptionbudgets',
    ],
    ['V1EndpointSliceList', '/apis/discovery.k8s.io/v1/endpointslices'],
    [
      'V1RoleBindingList',
      '/apis/rbac.authorization.k8s.io/v1/namespaces/shop/rolebindings',
    ],
    ['V1ClusterRoleList', '/apis/rbac.authorization.k8s.io/v1/clusterroles'],
    [
      'V1CustomResourceDefinitionList',
      '/apis/apiextensions.k8s.io/v1/customresourcedefinitions',
    ],
    ['V1APIGroupList', '/apis'],
    ['V1APIResourceList', '/apis/apps/v1'],
    ['VersionInfo', '/version'],
    ['V1Scale', `${deployments}/cart/scale`],
    ['V1Deployment', `${deployments}/cart`],
  ])('%s of %s', async (type, path) => {
    const { status, json } = await call('GET', path);
    expect(status).toBe(200);
    const answer = json();
    expect(modelProblems(type, answer)).toEqual([]);
    expect(answer.items?.length).not.toBe(0);
  });

  it('reviews', async () => {
    const { status, json } = await call(
      'POST',
      '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
      {
        body: {
          apiVersion: 'authorization.k8s.io/v1',
          kind: 'SelfSubjectAccessReview',
          spec: { resourceAttributes: { verb: 'get', resource: 'pods' } },
        },
      },
    );
    expect(status).toBe(201);
    expect(modelProblems('V1SelfSubjectAccessReview', json())).toEqual([]);
  });

  it('a watch', async () => {
    const { json, text } = await call(
      'GET',
      `${pods}?watch=true&timeoutSeconds=1&allowWatchBookmarks=true`,
    );
    expect(json).toThrow();
    const events = text
      .trim()
      .split('\n')
      .map(line => JSON.parse(line));
    expect(events.map(({ type }) => type)).toContain('ADDED');
    for (const { type, object, ...rest } of events) {
      expect(rest).toEqual({});
      expect([type, modelProblems('V1Pod', object)]).toEqual([type, []]);
    }
  });

  it.each([
    { status: 400, method: 'POST', path: pods, body: '{' },
    { status: 401, method: 'GET', path: pods, token: 'wrong' },
    { status: 403, method: 'GET', path: '/api/v1/secrets', token: 'ada' },
    { status: 404, method: 'GET', path: `${pods}/none` },
    { status: 404, method: 'DELETE', path: `${deployments}/none` },
    { status: 405, method: 'POST', path: `${pods}/none` },
    {
      status: 409,
      method: 'POST',
      path: deployments,
      body: deployment('cart'),
    },
    {
      status: 422,
      method: 'POST',
      path: deployments,
      body: { ...deployment('x'), metadata: { name: 'Not_a_name' } },
    },
    {
      status: 415,
      method: 'PATCH',
      path: `${deployments}/cart`,
      body: {},
    },
  ])('$status of $method $path', async ({ status, method, path, ...more }) => {
    const token =
      more.token === 'ada'
        ? cluster.kubernetes.admin.addUser('dev', { username: 'ada' })
        : more.token;
    const answer = await call(method, path, { body: more.body, token });
    expect(answer.status).toBe(status);
    expect(modelProblems('V1Status', answer.json())).toEqual([]);
    expect(answer.json()).toMatchObject({
      apiVersion: 'v1',
      kind: 'Status',
      status: 'Failure',
      code: status,
    });
  });

  it.each([400, 401, 403, 404, 409, 410, 422, 429, 500, 503, 504])(
    '%i on demand',
    status => {
      const { body } = errorAnswer(status, {
        system: 'kubernetes',
        method: 'GET',
        git: false,
      });
      expect(modelProblems('V1Status', body)).toEqual([]);
      expect(body).toMatchObject({ kind: 'Status', code: status });
    },
  );

  it('finds what is wrong', () => {
    expect(
      modelProblems('V1Pod', {
        metadata: { name: 3, labels: { a: 1 } },
        spec: { containers: [{ name: 'a', imag: 'b' }], nodeName: [] },
        status: { startTime: 'soon' },
      }),
    ).toEqual([
      'V1Pod.metadata.name is not a string',
      'V1Pod.metadata.labels.a is not a string',
      'V1Pod.spec.containers[0].imag is unknown',
      'V1Pod.spec.nodeName is not a string',
      'V1Pod.status.startTime is not a time',
    ]);
  });
});
