import { errorAnswer } from '../faults/errorAnswer';
import { scaleSpec, scaleStatus } from '../scale/scaleApplication';
import { scaleService } from '../scale/ScaleService';
import { chartApplication, chartFiles } from './__testUtils__/chartFiles';
import {
  ArgoCdContract,
  contractsDir,
  hasContracts,
} from './__testUtils__/contract';
import {
  createArgoCdHarness,
  isSynced,
  type ArgoCdHarness,
} from './__testUtils__/createArgoCdHarness';
import { skipReconcileAnnotation } from './controller/ApplicationController';
import { onPaperAnnotation } from './model/paperApplication';

jest.setTimeout(60_000);

// The published descriptions are data beside the project, not part of it.
const describeContract = hasContracts ? describe : describe.skip;

describeContract(`answers keep to the contract in ${contractsDir}`, () => {
  let harness: ArgoCdHarness;
  let contract: ArgoCdContract;

  beforeAll(async () => {
    contract = new ArgoCdContract();
    harness = await createArgoCdHarness();
    const { git, argocd } = harness;
    git.commit('platform/charts', chartFiles);
    git.commit('platform/gitops', {
      'services/shop/values.yaml': 'service: shop\nimage: { tag: "1" }\n',
      'plain/config.yaml':
        'apiVersion: v1\nkind: Secret\nmetadata: { name: plain }\ndata: { a: Yg== }\n',
      'plain/ingress.yaml': `
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: plain }
spec: { rules: [{ host: shop.example, http: { paths: [{ path: /, pathType: Prefix, backend: { service: { name: shop, port: { number: 80 } } } }] } }] }
`,
    });
    argocd.createProject({
      metadata: { name: 'shop' },
      spec: {
        description: 'Shop',
        sourceRepos: ['*'],
        destinations: [{ name: '*', namespace: '*' }],
        roles: [
          {
            name: 'ci',
            policies: ['p, proj:shop:ci, applications, sync, shop/*, allow'],
          },
        ],
        orphanedResources: { warn: true },
      },
    });
    argocd.createApplication(
      chartApplication({
        name: 'shop-dev',
        charts: git.url('platform/charts'),
        gitops: git.url('platform/gitops'),
        valueFiles: ['$values/services/shop/values.yaml'],
      }),
    );
    argocd.createApplication({
      metadata: { name: 'plain' },
      spec: {
        project: 'shop',
        destination: {
          server: `${harness.url}/kubernetes/dev`,
          namespace: 'default',
        },
        source: { repoURL: git.url('platform/gitops'), path: 'plain' },
        ignoreDifferences: [{ kind: 'Secret', jsonPointers: ['/data'] }],
      },
    });
    argocd.createApplicationSet({
      metadata: { name: 'generated' },
      spec: {
        generators: [
          {
            git: {
              repoURL: git.url('platform/gitops'),
              directories: [{ path: 'plain' }],
            },
          },
        ],
        template: {
          metadata: { name: 'generated-{{path.basename}}' },
          spec: {
            project: 'shop',
            destination: { name: 'dev', namespace: 'generated' },
            source: { repoURL: git.url('platform/gitops'), path: 'plain' },
          },
        },
      },
    });
    const paper = { ...scaleService(7), name: 'paper', team: 'shop' };
    const paperSpec = scaleSpec(paper, 'dev', harness.url);
    argocd.importApplication({
      metadata: {
        name: 'paper-dev',
        annotations: {
          [skipReconcileAnnotation]: 'true',
          [onPaperAnnotation]: 'true',
        },
      },
      spec: paperSpec,
      status: scaleStatus(7, paper, paperSpec),
    });
    argocd.createApplication({
      metadata: { name: 'broken' },
      spec: {
        project: 'none',
        destination: { name: 'dev', namespace: 'default' },
        source: { repoURL: git.url('platform/none'), path: 'plain' },
      },
    });
    await harness.until('shop-dev', isSynced);
    harness.clusters.cluster('dev').rollOut('shop-dev', 'shop');
    await harness.until('generated-plain', app => app.status?.sync.status);
    await harness.until('plain', app => app.status.sync.status === 'OutOfSync');
    await harness.request('POST', '/api/v1/applications/plain/sync', {
      retryStrategy: { limit: 2, backoff: { duration: '1s' } },
      infos: [{ name: 'reason', value: 'test' }],
    });
    await harness.until('plain', isSynced);
    await harness.until(
      'shop-dev',
      app => app.status.health.status === 'Healthy',
    );
  });

  afterAll(async () => {
    await harness.close();
    harness.git.remove();
  });

  it.each([
    ['v1alpha1ApplicationList', '/api/v1/applications'],
    [
      'v1alpha1ApplicationList',
      '/api/v1/applications?fields=items.metadata.name,items.status.sync.status,items.spec',
    ],
    ['v1alpha1Application', '/api/v1/applications/shop-dev?refresh=hard'],
    ['v1alpha1Application', '/api/v1/applications/plain'],
    ['v1alpha1ApplicationTree', '/api/v1/applications/shop-dev/resource-tree'],
    ['v1alpha1ApplicationTree', '/api/v1/applications/plain/resource-tree'],
    [
      'applicationManagedResourcesResponse',
      '/api/v1/applications/shop-dev/managed-resources',
    ],
    [
      'applicationManagedResourcesResponse',
      '/api/v1/applications/plain/managed-resources',
    ],
    ['repositoryManifestResponse', '/api/v1/applications/shop-dev/manifests'],
    [
      'applicationApplicationResourceResponse',
      '/api/v1/applications/plain/resource?kind=Secret&namespace=default&resourceName=plain&version=v1',
    ],
    ['eventsEventList', '/api/v1/applications/plain/events'],
    [
      'v1alpha1RevisionMetadata',
      '/api/v1/applications/plain/revisions/main/metadata',
    ],
    [
      'applicationApplicationSyncWindowsResponse',
      '/api/v1/applications/plain/syncwindows',
    ],
    ['applicationLinksResponse', '/api/v1/applications/plain/links'],
    ['v1alpha1ApplicationSetList', '/api/v1/applicationsets'],
    ['v1alpha1ApplicationSet', '/api/v1/applicationsets/generated'],
    ['v1alpha1Application', '/api/v1/applications/generated-plain'],
    ['v1alpha1Application', '/api/v1/applications/paper-dev'],
    ['v1alpha1ApplicationTree', '/api/v1/applications/paper-dev/resource-tree'],
    [
      'applicationManagedResourcesResponse',
      '/api/v1/applications/paper-dev/managed-resources',
    ],
    ['v1alpha1AppProjectList', '/api/v1/projects'],
    ['v1alpha1AppProject', '/api/v1/projects/shop'],
    ['projectDetailedProjectsResponse', '/api/v1/projects/shop/detailed'],
    ['v1alpha1ClusterList', '/api/v1/clusters'],
    ['v1alpha1Cluster', '/api/v1/clusters/dev?id.type=name'],
    ['v1alpha1RepositoryList', '/api/v1/repositories'],
    ['accountAccountsList', '/api/v1/account'],
    ['accountCanIResponse', '/api/v1/account/can-i/applications/sync/shop/*'],
    ['sessionGetUserInfoResponse', '/api/v1/session/userinfo'],
    ['versionVersionMessage', '/api/version'],
  ])('%s of %s', async (definition, path) => {
    const { status, body } = await harness.get(path);
    expect({ status, body }).toMatchObject({ status: 200 });
    expect(contract.violations(definition, body)).toEqual([]);
  });

  it.each([
    [403, '/api/v1/applications/none'],
    [404, '/api/v1/applications/none?project=shop'],
    [400, '/api/v1/applications/broken'],
    [404, '/api/v1/projects/none'],
    [404, '/api/v1/nothing'],
  ])('an error with status %i of %s', async (status, path) => {
    const answer = await harness.get(path);
    expect(answer.status).toBe(status);
    expect(contract.violations('runtimeError', answer.body)).toEqual([]);
  });

  it.each<{
    status: number;
    method: string;
    path: string;
    body?: object;
    token?: string;
  }>([
    {
      status: 401,
      method: 'POST',
      path: 'applications/plain/sync',
      body: {},
      token: 'wrong',
    },
    {
      status: 400,
      method: 'POST',
      path: 'applications/shop-dev/rollback',
      body: { id: 0 },
    },
    {
      status: 400,
      method: 'POST',
      path: 'applications/plain/rollback',
      body: { id: 99 },
    },
    {
      status: 403,
      method: 'POST',
      path: 'applications/none/sync',
      body: {},
    },
    { status: 404, method: 'DELETE', path: 'applications/none?project=shop' },
    { status: 400, method: 'DELETE', path: 'applications/plain/operation' },
    ...['resource-tree', 'managed-resources', 'manifests'].map(part => ({
      status: 404,
      method: 'GET',
      path: `applications/none/${part}?project=shop`,
    })),
    { status: 404, method: 'GET', path: 'stream/nothing' },
  ])('$status of $method $path', async ({ status, method, path, ...more }) => {
    const answer = await harness.request(
      method,
      `/api/v1/${path}`,
      more.body,
      more.token,
    );
    expect(answer).toMatchObject({ status });
    expect(contract.violations('runtimeError', answer.body)).toEqual([]);
    expect(answer.body.message).not.toBe('');
  });

  it.each([400, 401, 403, 404, 409, 422, 429, 500, 502, 503])(
    'an error with status %i on demand',
    status => {
      const { body } = errorAnswer(status, {
        system: 'argocd',
        method: 'GET',
        git: false,
      });
      expect(contract.violations('runtimeError', body)).toEqual([]);
    },
  );

  it('a stream of changes', async () => {
    const response = await fetch(
      `${harness.url}/argocd/api/v1/stream/applications?name=plain`,
      {
        headers: {
          authorization: `Bearer ${harness.context.credentials.argocdToken}`,
        },
      },
    );
    const reader = response.body!.getReader();
    let text = '';
    while (!text.includes('\n')) {
      text += Buffer.from((await reader.read()).value!).toString();
    }
    await reader.cancel();
    const { result, ...rest } = JSON.parse(text.split('\n')[0]);
    expect(rest).toEqual({});
    expect(
      contract.violations('v1alpha1ApplicationWatchEvent', result),
    ).toEqual([]);
  });

  it('applications are what the custom resource allows', async () => {
    const { body } = await harness.get('/api/v1/applications');
    expect(body.items).toHaveLength(5);
    for (const application of body.items) {
      expect(
        contract.applicationViolations({
          apiVersion: 'argoproj.io/v1alpha1',
          kind: 'Application',
          ...application,
        }),
      ).toEqual([]);
    }
  });

  it('what changes something', async () => {
    const call = async (
      definition: string,
      method: string,
      path: string,
      body?: unknown,
    ) => {
      const answer = await harness.request(method, path, body);
      expect(answer).toMatchObject({ status: 200 });
      expect(contract.violations(definition, answer.body)).toEqual([]);
    };
    const path = '/api/v1/applications/plain';
    await call('v1alpha1Application', 'POST', `${path}/sync`, { prune: true });
    await harness.until('plain', isSynced);
    await call('v1alpha1Application', 'POST', `${path}/rollback`, { id: 0 });
    await harness.until('plain', app => !app.operation);
    harness.git.commit('platform/gitops', {
      'plain/hook.yaml':
        'apiVersion: batch/v1\nkind: Job\nmetadata: { name: wait, annotations: { argocd.argoproj.io/hook: PreSync } }\nspec: { template: { spec: { restartPolicy: Never, containers: [{ name: a, image: a }] } } }\n',
    });
    await call('v1alpha1Application', 'POST', `${path}/sync`, {});
    const again = await harness.request('POST', `${path}/sync`, {});
    expect(again.status).toBe(400);
    expect(contract.violations('runtimeError', again.body)).toEqual([]);
    await call(
      'applicationOperationTerminateResponse',
      'DELETE',
      `${path}/operation`,
    );
    await harness.until('plain', app => !app.operation);
    await call('applicationApplicationResponse', 'DELETE', path);
  });
});
