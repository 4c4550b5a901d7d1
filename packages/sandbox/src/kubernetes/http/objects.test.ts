import * as k8s from '@kubernetes/client-node';
import { apiCaller } from '../__testUtils__/apiCaller';
import {
  createTestCluster,
  type TestCluster,
} from '../__testUtils__/createTestCluster';
import { container, deployment } from '../__testUtils__/manifests';

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
      () => call('POST', path, { body: '{"metadata":' }),
      400,
      'BadRequest',
      /^couldn't get version\/kind; json parse error/,
    ],
  ])('refuses %s', async (_what, request, code, reason, message) => {
    const answer = await request();
    const { message: said, ...status } = answer.json();
    expect(status).toMatchObject({
      kind: 'Status',
      status: 'Failure',
      code,
      reason,
    });
    expect(said).toMatch(message);
    expect(answer.status).toBe(code);
  });

  it('are not taken in a format that is not understood', async () => {
    const headers = { 'content-type': 'application/vnd.kubernetes.protobuf' };
    const answer = await call('POST', path, { body: 'k8s', headers });
    expect(answer.status).toBe(415);
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
