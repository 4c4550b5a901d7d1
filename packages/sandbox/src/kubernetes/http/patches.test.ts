import * as k8s from '@kubernetes/client-node';
import { apiCaller } from '../__testUtils__/apiCaller';
import {
  createTestCluster,
  type TestCluster,
} from '../__testUtils__/createTestCluster';
import { deployment } from '../__testUtils__/manifests';

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
