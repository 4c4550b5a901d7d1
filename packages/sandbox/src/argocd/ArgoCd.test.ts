import {
  createArgoCdHarness,
  isSynced,
  type ArgoCdHarness,
} from './__testUtils__/createArgoCdHarness';

jest.setTimeout(60_000);

const deployment = (image: string) => `
apiVersion: apps/v1
kind: Deployment
metadata:
  name: shop
  labels: { app: shop }
spec:
  replicas: 2
  selector: { matchLabels: { app: shop } }
  template:
    metadata: { labels: { app: shop } }
    spec:
      containers:
        - { name: shop, image: ${image}, resources: { limits: { cpu: 1000m } } }
`;
const service = `
apiVersion: v1
kind: Service
metadata: { name: shop }
spec:
  selector: { app: shop }
  ports: [{ name: http, port: 80, targetPort: 8080 }]
`;
const secret = `
apiVersion: v1
kind: Secret
metadata: { name: shop }
stringData: { password: hunter2 }
`;

describe('an application of plain manifests', () => {
  let harness: ArgoCdHarness;
  let revision: string;

  beforeEach(async () => {
    harness = await createArgoCdHarness();
    revision = harness.git.commit(
      'shop/deploy',
      {
        'k8s/deployment.yaml': deployment('shop:1'),
        'k8s/service.yaml': service,
      },
      'First deployment\n\nWith a body.',
    );
  });

  afterEach(async () => {
    await harness.close();
    harness.git.remove();
  });

  const manifest = (spec: object = {}) => ({
    metadata: { name: 'shop-dev', labels: { team: 'shop' } },
    spec: {
      project: 'default',
      destination: { name: 'dev', namespace: 'shop-dev' },
      source: {
        repoURL: harness.git.url('shop/deploy'),
        path: 'k8s',
        targetRevision: 'main',
      },
      ...spec,
    },
  });
  const create = (spec?: object) =>
    harness.request('POST', '/api/v1/applications', manifest(spec));

  it('is compared, synced and healthy once its workload runs', async () => {
    const created = await create();
    expect(created.status).toBe(200);
    expect(created.body.status.sync.status).toBe('');

    const compared = await harness.until(
      'shop-dev',
      app => app.status.sync.status === 'OutOfSync',
    );
    expect(compared.status.health.status).toBe('Missing');
    expect(compared.status.sync.revision).toBe(revision);
    expect(compared.status.sourceType).toBe('Directory');

    const failing = await harness.request(
      'POST',
      '/api/v1/applications/shop-dev/sync',
      {},
    );
    expect(failing.status).toBe(200);
    expect(failing.body.operation.initiatedBy).toEqual({ username: 'runway' });
    const failed = await harness.until(
      'shop-dev',
      app => app.status.operationState?.phase === 'Failed',
    );
    expect(failed.status.operationState.message).toMatch(
      /^one or more objects failed to apply, reason: namespaces "shop-dev" not found/,
    );

    await harness.request('POST', '/api/v1/applications/shop-dev/sync', {
      syncOptions: { items: ['CreateNamespace=true'] },
    });
    const synced = await harness.until('shop-dev', isSynced);
    expect(synced.status.operationState).toMatchObject({
      phase: 'Succeeded',
      message: 'successfully synced (all tasks run)',
    });
    expect(
      synced.status.operationState.syncResult.resources.map(
        (resource: any) => `${resource.kind} ${resource.message}`,
      ),
    ).toEqual([
      'Namespace namespace/shop-dev created',
      'Service service/shop created',
      'Deployment deployment.apps/shop created',
    ]);
    expect(synced.status.history).toHaveLength(1);
    expect(synced.status.history[0]).toMatchObject({
      id: 0,
      revision,
      initiatedBy: { username: 'runway' },
    });
    expect(synced.status.health.status).toBe('Progressing');
    expect(synced.status.health.message).toBe(
      'Caused by apps/Deployment:shop-dev/shop',
    );
    const live = harness.clusters.cluster('dev').get({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      namespace: 'shop-dev',
      name: 'shop',
    });
    expect(live?.metadata.annotations).toEqual({
      'argocd.argoproj.io/tracking-id':
        'shop-dev:apps/Deployment:shop-dev/shop',
    });
    expect(live?.metadata.labels).toEqual({ app: 'shop' });

    harness.clusters.cluster('dev').rollOut('shop-dev', 'shop');
    await harness.until(
      'shop-dev',
      app => app.status.health.status === 'Healthy',
    );
  });

  it('syncs by itself, heals what others change and prunes what Git drops', async () => {
    await create({
      syncPolicy: {
        automated: { prune: true, selfHeal: true },
        syncOptions: ['CreateNamespace=true'],
      },
    });
    const synced = await harness.until('shop-dev', isSynced);
    expect(synced.status.operationState.operation.initiatedBy).toEqual({
      automated: true,
    });

    const dev = harness.clusters.cluster('dev');
    const ref = {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      namespace: 'shop-dev',
      name: 'shop',
    };
    const live = dev.get(ref)!;
    dev.put({ ...live, spec: { ...live.spec, replicas: 7 } });
    await harness.until(
      'shop-dev',
      app =>
        isSynced(app) &&
        app.status.operationState.operation.sync.autoHealAttemptsCount === 1,
    );
    expect(dev.get(ref)?.spec.replicas).toBe(2);

    const next = harness.git.commit('shop/deploy', {
      'k8s/deployment.yaml': deployment('shop:2'),
      'k8s/service.yaml': null,
    });
    harness.pushed('shop/deploy');
    const pruned = await harness.until(
      'shop-dev',
      app => isSynced(app) && app.status.sync.revision === next,
    );
    expect(
      pruned.status.operationState.syncResult.resources.find(
        (resource: any) => resource.kind === 'Service',
      ),
    ).toMatchObject({ status: 'Pruned', message: 'pruned' });
    expect(
      dev.get({ ...ref, apiVersion: 'v1', kind: 'Service' }),
    ).toBeUndefined();
    expect(dev.get(ref)?.spec.template.spec.containers[0].image).toBe('shop:2');
    expect(pruned.status.history.map((entry: any) => entry.id)).toEqual([0, 1]);
  });

  it('refuses what the real one refuses', async () => {
    await create({ syncPolicy: { automated: {} } });
    const rollback = await harness.request(
      'POST',
      '/api/v1/applications/shop-dev/rollback',
      { id: 0 },
    );
    expect(rollback).toEqual({
      status: 400,
      body: {
        code: 9,
        error: 'rollback cannot be initiated when auto-sync is enabled',
        message: 'rollback cannot be initiated when auto-sync is enabled',
      },
    });
    const otherRevision = await harness.request(
      'POST',
      '/api/v1/applications/shop-dev/sync',
      { revision: 'v1' },
    );
    expect(otherRevision.body).toMatchObject({
      code: 9,
      message: 'Cannot sync to v1: auto-sync currently set to main',
    });
    const different = await harness.request('POST', '/api/v1/applications', {
      ...manifest(),
      metadata: { name: 'shop-dev' },
    });
    expect(different).toMatchObject({
      status: 400,
      body: {
        message:
          'existing application spec is different, use upsert flag to force update',
      },
    });
    const unknown = await harness.get('/api/v1/applications/none');
    expect(unknown).toMatchObject({
      status: 403,
      body: { code: 7, message: 'permission denied' },
    });
    const unknownInProject = await harness.get(
      '/api/v1/applications/none?project=default',
    );
    expect(unknownInProject).toMatchObject({
      status: 404,
      body: { code: 5, message: 'applications.argoproj.io "none" not found' },
    });
  });

  it('lets one operation run at a time and terminates it', async () => {
    harness.git.commit('shop/deploy', {
      'k8s/hook.yaml': `
apiVersion: batch/v1
kind: Job
metadata:
  name: migrate
  annotations: { argocd.argoproj.io/hook: PreSync }
spec: { template: { spec: { restartPolicy: Never, containers: [{ name: migrate, image: shop:1 }] } } }
`,
    });
    await create({ syncPolicy: { syncOptions: ['CreateNamespace=true'] } });
    await harness.request('POST', '/api/v1/applications/shop-dev/sync', {});
    const waiting = await harness.until(
      'shop-dev',
      app =>
        app.status.operationState?.message ===
        'waiting for completion of hook batch/Job/migrate',
    );
    expect(waiting.status.operationState.phase).toBe('Running');
    const second = await harness.request(
      'POST',
      '/api/v1/applications/shop-dev/sync',
      {},
    );
    expect(second).toMatchObject({
      status: 400,
      body: {
        code: 9,
        message:
          'error setting app operation: rpc error: code = FailedPrecondition desc = another operation is already in progress',
      },
    });
    const terminated = await harness.request(
      'DELETE',
      '/api/v1/applications/shop-dev/operation',
    );
    expect(terminated).toEqual({ status: 200, body: {} });
    await harness.until(
      'shop-dev',
      app =>
        app.status.operationState?.phase === 'Failed' &&
        app.status.operationState.message === 'Operation terminated',
    );
    expect(
      await harness.request(
        'DELETE',
        '/api/v1/applications/shop-dev/operation',
      ),
    ).toMatchObject({ status: 400 });

    await harness.request('POST', '/api/v1/applications/shop-dev/sync', {});
    await harness.until('shop-dev', app =>
      /completion of hook/.test(app.status.operationState?.message),
    );
    harness.clusters.cluster('dev').setStatus(
      {
        apiVersion: 'batch/v1',
        kind: 'Job',
        namespace: 'shop-dev',
        name: 'migrate',
      },
      { conditions: [{ type: 'Complete', status: 'True' }] },
    );
    const done = await harness.until(
      'shop-dev',
      app => app.status.operationState?.phase === 'Succeeded',
    );
    expect(
      done.status.operationState.syncResult.resources.map(
        (resource: any) => `${resource.syncPhase} ${resource.kind}`,
      ),
    ).toEqual(['PreSync Job', 'Sync Service', 'Sync Deployment']);
  });

  it('rolls back to an entry of its history', async () => {
    await create({ syncPolicy: { syncOptions: ['CreateNamespace=true'] } });
    const sync = async () => {
      await harness.request('POST', '/api/v1/applications/shop-dev/sync', {
        prune: true,
      });
      return harness.until(
        'shop-dev',
        app => app.status.operationState?.phase === 'Succeeded',
      );
    };
    await sync();
    harness.git.commit('shop/deploy', {
      'k8s/deployment.yaml': deployment('shop:2'),
    });
    await sync();
    const missing = await harness.request(
      'POST',
      '/api/v1/applications/shop-dev/rollback',
      { id: 9 },
    );
    expect(missing).toMatchObject({
      status: 400,
      body: {
        code: 3,
        message:
          'application argocd/shop-dev does not have deployment with id 9',
      },
    });
    await harness.request('POST', '/api/v1/applications/shop-dev/rollback', {
      id: 0,
    });
    const back = await harness.until(
      'shop-dev',
      app =>
        app.status.history?.length === 3 &&
        app.status.sync.status === 'OutOfSync',
    );
    expect(back.status.history[2]).toMatchObject({ id: 2, revision });
  });

  it('shows tree, states, manifests, events and commits', async () => {
    harness.git.commit('shop/deploy', { 'k8s/secret.yaml': secret });
    await create({ syncPolicy: { syncOptions: ['CreateNamespace=true'] } });
    await harness.request('POST', '/api/v1/applications/shop-dev/sync', {});
    await harness.until('shop-dev', isSynced);
    const dev = harness.clusters.cluster('dev');
    const owner = dev.get({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      namespace: 'shop-dev',
      name: 'shop',
    })!;
    dev.put({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        name: 'shop-1',
        namespace: 'shop-dev',
        ownerReferences: [{ uid: owner.metadata.uid, kind: 'Deployment' }],
      },
      spec: { containers: [{ name: 'shop', image: 'shop:1' }] },
      status: {
        phase: 'Pending',
        containerStatuses: [
          {
            name: 'shop',
            state: {
              waiting: { reason: 'ImagePullBackOff', message: 'not there' },
            },
          },
        ],
      },
    });
    const tree = await harness.get(
      '/api/v1/applications/shop-dev/resource-tree',
    );
    expect(
      tree.body.nodes.find((node: any) => node.kind === 'Pod'),
    ).toMatchObject({
      name: 'shop-1',
      parentRefs: [{ group: 'apps', kind: 'Deployment', name: 'shop' }],
      health: { status: 'Degraded', message: 'not there' },
    });

    const managed = await harness.get(
      '/api/v1/applications/shop-dev/managed-resources?kind=Secret',
    );
    expect(managed.body.items).toHaveLength(1);
    expect(JSON.stringify(managed.body)).not.toMatch(/hunter2|aHVudGVyMg/);
    expect(JSON.parse(managed.body.items[0].targetState).data).toEqual({
      password: '++++++++',
    });
    const manifests = await harness.get(
      '/api/v1/applications/shop-dev/manifests',
    );
    expect(manifests.body.manifests).toHaveLength(3);
    expect(JSON.stringify(manifests.body)).not.toMatch(/hunter2|aHVudGVyMg/);
    const resource = await harness.get(
      '/api/v1/applications/shop-dev/resource?kind=Service&version=v1&namespace=shop-dev&resourceName=shop',
    );
    expect(JSON.parse(resource.body.manifest)).toMatchObject({
      kind: 'Service',
    });
    const events = await harness.get('/api/v1/applications/shop-dev/events');
    expect(events.body.items.map((event: any) => event.reason)).toEqual(
      expect.arrayContaining([
        'ResourceCreated',
        'OperationStarted',
        'OperationCompleted',
        'ResourceUpdated',
      ]),
    );
    const metadata = await harness.get(
      `/api/v1/applications/shop-dev/revisions/${revision}/metadata`,
    );
    expect(metadata.body).toMatchObject({
      author: 'Ada Lovelace <ada@example.com>',
      message: 'First deployment\n\nWith a body.',
    });
    const page = await harness.get('/applications/shop-dev');
    expect(page.body).toContain('Runway sandbox Argo CD');
    expect(page.body).toContain('Deployment');
  });

  it('deletes what it deployed, or leaves it', async () => {
    await create({ syncPolicy: { syncOptions: ['CreateNamespace=true'] } });
    await harness.request('POST', '/api/v1/applications/shop-dev/sync', {});
    await harness.until('shop-dev', isSynced);
    const dev = harness.clusters.cluster('dev');
    const deployed = () =>
      dev.list({ namespace: 'shop-dev' }).map(object => object.kind);
    expect(deployed().sort()).toEqual(['Deployment', 'Service']);

    await harness.request(
      'DELETE',
      '/api/v1/applications/shop-dev?cascade=false',
    );
    expect((await harness.get('/api/v1/applications')).body.items).toEqual([]);
    expect(deployed()).toHaveLength(2);

    await create();
    await harness.until('shop-dev', isSynced);
    const answer = await harness.request(
      'DELETE',
      '/api/v1/applications/shop-dev?cascade=true&propagationPolicy=foreground',
    );
    expect(answer).toEqual({ status: 200, body: {} });
    await harness.until('shop-dev', app => app.code === 7);
    expect(deployed()).toEqual([]);
    expect(
      await harness.request(
        'DELETE',
        '/api/v1/applications/shop-dev?propagationPolicy=never',
      ),
    ).toMatchObject({ status: 403 });
  });

  it('says why it can not be compared', async () => {
    const broken = await harness.request('POST', '/api/v1/applications', {
      ...manifest(),
      spec: {
        ...manifest().spec,
        source: { ...manifest().spec.source, path: 'nowhere' },
      },
    });
    expect(broken).toMatchObject({
      status: 400,
      body: {
        code: 3,
        message: expect.stringContaining(
          'application spec for shop-dev is invalid: InvalidSpecError: Unable to generate manifests in nowhere',
        ),
      },
    });
    await create();
    harness.git.commit('shop/deploy', { 'k8s/service.yaml': 'kind: [\n' });
    const { body } = await harness.get(
      '/api/v1/applications/shop-dev?refresh=normal',
    );
    expect(body.status.sync.status).toBe('Unknown');
    expect(body.status.conditions).toEqual([
      expect.objectContaining({
        type: 'ComparisonError',
        message: expect.stringMatching(
          /^Failed to load target state: failed to generate manifest for source 1 of 1: .*service\.yaml/,
        ),
      }),
    ]);
  });
});
