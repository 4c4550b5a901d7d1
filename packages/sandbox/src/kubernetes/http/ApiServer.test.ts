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
let admin: string;

beforeAll(async () => {
  cluster = await createTestCluster();
  core = cluster.adminConfig.makeApiClient(k8s.CoreV1Api);
  admin = cluster.adminConfig.getCurrentUser()!.token!;
  await cluster.createNamespace(namespace);
});
afterAll(() => cluster.close());
afterEach(async () => {
  await core.deleteCollectionNamespacedConfigMap({ namespace });
});

/** A raw request, for what clients hide. */
async function call(
  method: string,
  path: string,
  options: {
    body?: unknown;
    token?: string;
    headers?: Record<string, string>;
  } = {},
) {
  const response = await fetch(cluster.url + path, {
    method,
    headers: {
      authorization: `Bearer ${options.token ?? admin}`,
      'content-type': 'application/json',
      ...options.headers,
    },
    ...(options.body === undefined
      ? {}
      : { body: JSON.stringify(options.body) }),
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    text,
    json: () => JSON.parse(text),
  };
}

const configMap = (name: string, fields: object = {}) => ({
  metadata: { name, ...fields },
  data: { key: 'value' },
});
const path = `/api/v1/namespaces/${namespace}/configmaps`;

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
          .createTokenReview({ body: { spec: { token: status!.token } } })
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

describe('discovery', () => {
  it('lists groups, versions and resources', async () => {
    const groups = (await call('GET', '/apis')).json().groups;
    expect(groups.map((group: { name: string }) => group.name)).toEqual(
      expect.arrayContaining(['apps', 'batch', 'cert-manager.io']),
    );
    const { resources } = (await call('GET', '/apis/apps/v1')).json();
    expect(resources).toContainEqual(
      expect.objectContaining({ name: 'deployments/scale', kind: 'Scale' }),
    );
    const unknown = await call('GET', '/apis/nothing.example.com/v1');
    expect([unknown.status, unknown.text]).toEqual([
      404,
      '404 page not found\n',
    ]);
  });

  it('says of an unknown resource of a known version that there is none', async () => {
    const answer = await call('GET', '/api/v1/widgets');
    expect(answer.status).toBe(404);
    expect(answer.json()).toMatchObject({
      reason: 'NotFound',
      message: 'the server could not find the requested resource',
    });
  });
});

describe('objects', () => {
  it('are created, read, replaced and deleted', async () => {
    const created = await core.createNamespacedConfigMap({
      namespace,
      body: configMap('one'),
    });
    expect(created.metadata).toMatchObject({
      name: 'one',
      namespace,
      uid: expect.any(String),
      resourceVersion: expect.stringMatching(/^\d+$/),
    });
    const replaced = await core.replaceNamespacedConfigMap({
      name: 'one',
      namespace,
      body: { ...created, data: { key: 'other' } },
    });
    expect(Number(replaced.metadata?.resourceVersion)).toBeGreaterThan(
      Number(created.metadata?.resourceVersion),
    );
    expect(
      await core.deleteNamespacedConfigMap({ name: 'one', namespace }),
    ).toMatchObject({
      status: 'Success',
      details: { name: 'one', kind: 'configmaps' },
    });
    expect((await call('GET', `${path}/one`)).json()).toEqual({
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message: 'configmaps "one" not found',
      reason: 'NotFound',
      details: { name: 'one', kind: 'configmaps' },
      code: 404,
    });
  });

  it.each([
    [
      'a name that is taken',
      async () => {
        await call('POST', path, { body: configMap('one') });
        return call('POST', path, { body: configMap('one') });
      },
      409,
      'AlreadyExists',
      'configmaps "one" already exists',
    ],
    [
      'an old version',
      async () => {
        const { metadata } = (
          await call('POST', path, { body: configMap('one') })
        ).json();
        await call('PUT', `${path}/one`, {
          body: { ...configMap('one'), data: {} },
        });
        return call('PUT', `${path}/one`, {
          body: { metadata, data: { a: 'b' } },
        });
      },
      409,
      'Conflict',
      'Operation cannot be fulfilled on configmaps "one": the object has been modified; please apply your changes to the latest version and try again',
    ],
    [
      'a bad name',
      () => call('POST', path, { body: configMap('Not_DNS') }),
      422,
      'Invalid',
      /^ConfigMap "Not_DNS" is invalid: metadata.name: Invalid value: "Not_DNS": a lowercase RFC 1123 subdomain must consist of/,
    ],
    [
      'no name',
      () => call('POST', path, { body: { data: {} } }),
      422,
      'Invalid',
      'ConfigMap "" is invalid: metadata.name: Required value: name or generateName is required',
    ],
    [
      'a namespace that does not exist',
      () =>
        call('POST', '/api/v1/namespaces/nowhere/configmaps', {
          body: configMap('one'),
        }),
      404,
      'NotFound',
      'namespaces "nowhere" not found',
    ],
    [
      'another kind',
      () =>
        call('POST', path, {
          body: { ...configMap('one'), apiVersion: 'v1', kind: 'Secret' },
        }),
      400,
      'BadRequest',
      'the kind in the data (Secret) does not match the expected kind (ConfigMap)',
    ],
    [
      'a value of the wrong type',
      () =>
        call('POST', `/apis/apps/v1/namespaces/${namespace}/deployments`, {
          body: deployment('api', {
            container: { env: [{ name: 'PORT', value: 8080 as never }] },
          }),
        }),
      400,
      'BadRequest',
      'Deployment in version "v1" cannot be handled as a Deployment: json: cannot unmarshal number into Go struct field EnvVar.spec.template.spec.containers.env.value of type string',
    ],
    [
      'an unknown field, strictly',
      () =>
        call(
          'POST',
          `/apis/apps/v1/namespaces/${namespace}/deployments?fieldValidation=Strict`,
          {
            body: deployment('api', {
              container: { imagePolicy: 'Always' } as never,
            }),
          },
        ),
      400,
      'BadRequest',
      'Deployment in version "v1" cannot be handled as a Deployment: strict decoding error: unknown field "spec.template.spec.containers[0].imagePolicy"',
    ],
    [
      'a selector that misses the template',
      () => {
        const body = deployment('api');
        body.spec!.template.metadata!.labels = { app: 'other' };
        return call(
          'POST',
          `/apis/apps/v1/namespaces/${namespace}/deployments`,
          { body },
        );
      },
      422,
      'Invalid',
      'Deployment.apps "api" is invalid: spec.template.metadata.labels: Invalid value: {"app":"other"}: `selector` does not match template `labels`',
    ],
    [
      'a body that is no JSON',
      () =>
        call('POST', path, {
          body: undefined,
          headers: { 'content-type': 'application/vnd.kubernetes.protobuf' },
        }).then(async () => fetchText('POST', path, '{"metadata":')),
      400,
      'BadRequest',
      /^couldn't get version\/kind; json parse error/,
    ],
  ])('refuses %s', async (_what, request, code, reason, message) => {
    const answer = await request();
    expect(answer.json()).toMatchObject({
      kind: 'Status',
      status: 'Failure',
      code,
      reason,
      message:
        typeof message === 'string' ? message : expect.stringMatching(message),
    });
    expect(answer.status).toBe(code);
  });

  it('keep their selector', async () => {
    const deployments = `/apis/apps/v1/namespaces/${namespace}/deployments`;
    await call('POST', deployments, {
      body: deployment('fixed', { replicas: 0 }),
    });
    const body = deployment('fixed', { replicas: 0 });
    body.spec!.selector = { matchLabels: { app: 'new' } };
    body.spec!.template.metadata!.labels = { app: 'new' };
    const answer = await call('PUT', `${deployments}/fixed`, { body });
    expect(answer.json()).toMatchObject({
      code: 422,
      details: {
        name: 'fixed',
        group: 'apps',
        kind: 'Deployment',
        causes: [
          {
            reason: 'FieldValueInvalid',
            field: 'spec.selector',
            message:
              'Invalid value: {"matchLabels":{"app":"new"}}: field is immutable',
          },
        ],
      },
    });
    await call('DELETE', `${deployments}/fixed`);
  });

  it('get a name when they ask for one', async () => {
    const { metadata } = await core.createNamespacedConfigMap({
      namespace,
      body: { metadata: { generateName: 'run-' } },
    });
    expect(metadata?.name).toMatch(/^run-[a-z0-9]{5}$/);
  });

  it('are not stored by a dry run', async () => {
    const answer = await core.createNamespacedConfigMap({
      namespace,
      body: configMap('dry'),
      dryRun: 'All',
    });
    expect(answer.metadata?.uid).toBeDefined();
    await expect(
      core.readNamespacedConfigMap({ name: 'dry', namespace }),
    ).rejects.toMatchObject({ code: 404 });
  });

  it('warn about unknown fields unless told not to', async () => {
    const answer = await call('POST', path, {
      body: { ...configMap('odd'), spec: {} },
    });
    expect(answer.status).toBe(201);
    expect(answer.headers.get('warning')).toBe(
      '299 - "unknown field \\"spec\\""'.replace(/\\\\/g, '\\'),
    );
    expect(answer.json().spec).toBeUndefined();
  });

  it('keep specification and status apart', async () => {
    const pods = `/api/v1/namespaces/${namespace}/pods`;
    await call('POST', pods, {
      body: {
        metadata: { name: 'split' },
        spec: {
          schedulerName: 'nobody',
          containers: [container()],
          nodeSelector: { no: 'where' },
        },
        status: { phase: 'Running' },
      },
    });
    expect((await call('GET', `${pods}/split`)).json().status.phase).toBe(
      'Pending',
    );
    await call('PATCH', `${pods}/split/status`, {
      body: { status: { message: 'hello' }, metadata: { labels: { a: 'b' } } },
      headers: { 'content-type': 'application/merge-patch+json' },
    });
    const after = (await call('GET', `${pods}/split`)).json();
    expect(after.status.message).toBe('hello');
    expect(after.metadata.labels).toBeUndefined();
    await call('DELETE', `${pods}/split?gracePeriodSeconds=0`);
  });
});

async function fetchText(method: string, where: string, body: string) {
  const response = await fetch(cluster.url + where, {
    method,
    headers: {
      authorization: `Bearer ${admin}`,
      'content-type': 'application/json',
    },
    body,
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    text,
    json: () => JSON.parse(text),
  };
}

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

describe('patches', () => {
  const patch = (type: string, body: unknown, query = '') =>
    call('PATCH', `${path}/one${query}`, {
      body,
      headers: { 'content-type': type },
    });
  beforeEach(() => call('POST', path, { body: configMap('one') }));

  it('merge', async () => {
    const answer = await patch('application/merge-patch+json', {
      data: { key: null, other: 'value' },
    });
    expect(answer.json().data).toEqual({ other: 'value' });
  });

  it('are lists of operations', async () => {
    const answer = await patch('application/json-patch+json', [
      { op: 'test', path: '/data/key', value: 'value' },
      { op: 'replace', path: '/data/key', value: 'new' },
    ]);
    expect(answer.json().data).toEqual({ key: 'new' });
    const refused = await patch('application/json-patch+json', [
      { op: 'test', path: '/data/key', value: 'wrong' },
    ]);
    expect(refused.status).toBe(422);
  });

  it('merge lists by their key, strategically', async () => {
    const deployments = `/apis/apps/v1/namespaces/${namespace}/deployments`;
    const body = deployment('listed', {
      replicas: 0,
      container: {
        env: [
          { name: 'A', value: '1' },
          { name: 'B', value: '2' },
        ],
      },
    });
    await call('POST', deployments, { body });
    const answer = await call('PATCH', `${deployments}/listed`, {
      headers: { 'content-type': 'application/strategic-merge-patch+json' },
      body: {
        spec: {
          template: {
            spec: {
              containers: [
                {
                  name: 'main',
                  env: [
                    { name: 'B', $patch: 'delete' },
                    { name: 'C', value: '3' },
                  ],
                },
              ],
            },
          },
        },
      },
    });
    expect(answer.json().spec.template.spec.containers).toEqual([
      expect.objectContaining({
        image: 'nginx:1',
        env: [
          { name: 'A', value: '1' },
          { name: 'C', value: '3' },
        ],
      }),
    ]);
    await call('DELETE', `${deployments}/listed`);
  });

  it('have one of the known types', async () => {
    expect((await patch('application/json', {})).status).toBe(415);
  });

  it('apply on the server, with an owner for each field', async () => {
    const apply = (fieldManager: string, data: object, query = '') =>
      patch(
        'application/apply-patch+yaml',
        {
          apiVersion: 'v1',
          kind: 'ConfigMap',
          metadata: { name: 'one' },
          data,
        },
        `?fieldManager=${fieldManager}${query}`,
      );
    await call('DELETE', `${path}/one`);
    expect((await apply('first', { a: '1', b: '1' })).status).toBe(201);
    const conflict = await apply('second', { a: '2' });
    expect(conflict.status).toBe(409);
    expect(conflict.json()).toMatchObject({
      reason: 'Conflict',
      message: 'Apply failed with 1 conflict: conflict with "first": .data.a',
      details: {
        causes: [
          {
            reason: 'FieldManagerConflict',
            message: 'conflict with "first"',
            field: '.data.a',
          },
        ],
      },
    });
    expect(
      (await apply('second', { a: '2' }, '&force=true')).json().data,
    ).toEqual({ a: '2', b: '1' });
    // what the manager no longer applies goes, unless it is somebody else's by now
    const rest = (await apply('first', {})).json();
    expect(rest.data).toEqual({ a: '2' });
    expect(
      rest.metadata.managedFields.map(
        (entry: { manager: string; fieldsV1: object }) => [
          entry.manager,
          entry.fieldsV1,
        ],
      ),
    ).toEqual([['second', { 'f:data': { 'f:a': {} } }]]);
  });

  it('need a manager to be applied on the server', async () => {
    const answer = await patch('application/apply-patch+yaml', {
      apiVersion: 'v1',
      kind: 'ConfigMap',
    });
    expect(answer.status).toBe(422);
    expect(answer.json().message).toContain(
      'fieldManager: Required value: is required for apply patch',
    );
  });

  it('change nothing when there is nothing to change', async () => {
    const before = (await call('GET', `${path}/one`)).json();
    const after = (
      await patch('application/merge-patch+json', { data: { key: 'value' } })
    ).json();
    expect(after.metadata.resourceVersion).toBe(
      before.metadata.resourceVersion,
    );
  });
});

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
