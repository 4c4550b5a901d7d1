import { chartApplication, chartFiles } from './__testUtils__/chartFiles';
import {
  createArgoCdHarness,
  isSynced,
  type ArgoCdHarness,
} from './__testUtils__/createArgoCdHarness';
import { GitFixture } from './__testUtils__/GitFixture';

jest.setTimeout(60_000);

describe('an application of applications', () => {
  let harness: ArgoCdHarness;

  afterEach(async () => {
    await harness.close();
    harness.git.remove();
  });

  const child = (git: GitFixture, name: string, replicas?: number) =>
    JSON.stringify({
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'Application',
      ...chartApplication({
        name: `${name}-dev`,
        namespace: name,
        charts: git.url('platform/charts'),
        gitops: git.url('platform/gitops'),
        valueFiles: [`$values/services/${name}/values.yaml`],
        ...(replicas ? { helm: { valuesObject: { replicas } } } : {}),
      }),
    });
  const values = (name: string) => `service: ${name}\nimage: { tag: "1" }\n`;

  async function start() {
    harness = await createArgoCdHarness();
    const { git } = harness;
    git.commit('platform/charts', chartFiles);
    git.commit('platform/gitops', {
      'environments/dev/applications/shop.yaml': child(git, 'shop'),
      'environments/dev/applications/cart.yaml': child(git, 'cart'),
      'services/shop/values.yaml': values('shop'),
      'services/cart/values.yaml': values('cart'),
    });
    harness.argocd.createApplication({
      metadata: {
        name: 'root-dev',
        finalizers: ['resources-finalizer.argocd.argoproj.io'],
      },
      spec: {
        destination: { name: 'in-cluster', namespace: 'argocd' },
        source: {
          repoURL: git.url('platform/gitops'),
          path: 'environments/dev/applications',
          targetRevision: 'main',
        },
        syncPolicy: { automated: { prune: true, selfHeal: true } },
      },
    });
    for (const name of ['root-dev', 'shop-dev', 'cart-dev']) {
      await harness.until(name, isSynced);
    }
  }

  const health = (name: string) => async () =>
    (await harness.application(name)).status.health.status;

  it('makes, changes and takes away applications', async () => {
    await start();
    const { git } = harness;
    const dev = harness.clusters.cluster('dev');
    const root = await harness.application('root-dev');
    expect(root.status.summary.isAppOfApps).toBe(true);
    expect(root.status.resources.map((item: any) => item.name)).toEqual([
      'cart-dev',
      'shop-dev',
    ]);
    expect(await health('root-dev')()).toBe('Progressing');
    dev.rollOut('shop', 'shop');
    dev.rollOut('cart', 'cart');
    await harness.until(
      'root-dev',
      app => app.status.health.status === 'Healthy',
    );

    git.commit('platform/gitops', {
      'environments/dev/applications/shop.yaml': child(git, 'shop', 3),
      'environments/dev/applications/cart.yaml': null,
    });
    harness.pushed('platform/gitops');
    await harness.until('cart-dev', app => app.code === 7);
    expect(dev.list({ namespace: 'cart' })).toEqual([]);
    const shop = await harness.until(
      'shop-dev',
      app =>
        isSynced(app) &&
        app.status.sync.comparedTo.sources[0].helm.valuesObject?.replicas === 3,
    );
    expect(dev.list({ namespace: 'shop' })[0].spec.replicas).toBe(3);
    expect(shop.status.sourceTypes).toEqual(['Helm', 'Directory']);
    expect(shop.status.sync.revisions).toHaveLength(2);
    await harness.until('root-dev', isSynced);

    // Dropping a field in Git drops it in the child.
    git.commit('platform/gitops', {
      'environments/dev/applications/shop.yaml': child(git, 'shop'),
    });
    harness.pushed('platform/gitops');
    await harness.until(
      'shop-dev',
      app =>
        isSynced(app) &&
        !app.status.sync.comparedTo.sources[0].helm.valuesObject,
    );
    expect(dev.list({ namespace: 'shop' })[0].spec.replicas).toBe(1);
  });

  it('heals a child that somebody changed and deletes all it made', async () => {
    await start();
    const patched = await harness.request(
      'PATCH',
      '/api/v1/applications/shop-dev',
      {
        name: 'shop-dev',
        patchType: 'merge',
        patch: JSON.stringify({ spec: { syncPolicy: { automated: null } } }),
      },
    );
    expect(patched.status).toBe(200);
    expect(patched.body.spec.syncPolicy.automated).toBeUndefined();
    await harness.until(
      'shop-dev',
      app => app.spec.syncPolicy.automated?.selfHeal === true,
    );
    await harness.until('root-dev', isSynced);

    await harness.request('DELETE', '/api/v1/applications/root-dev');
    await harness.until('root-dev', app => app.code === 7);
    expect((await harness.get('/api/v1/applications')).body.items).toEqual([]);
    expect(
      harness.clusters
        .cluster('dev')
        .list({})
        .filter(object => object.kind !== 'Namespace'),
    ).toEqual([]);
  });

  it('renders a push that concerns one service once', async () => {
    await start();
    const before = harness.argocd.helmRuns;
    harness.git.commit('platform/gitops', {
      'services/shop/values.yaml': `${values('shop')}replicas: 4\n`,
    });
    harness.pushed('platform/gitops');
    await harness.until(
      'shop-dev',
      app => isSynced(app) && app.status.history.length === 2,
    );
    await harness.until(
      'cart-dev',
      app =>
        isSynced(app) &&
        app.status.sync.revisions[1] !==
          app.status.operationState.syncResult.revisions[1],
    );
    expect(harness.argocd.helmRuns).toBe(before + 1);
    expect((await harness.application('cart-dev')).status.history).toHaveLength(
      1,
    );
  });

  it('refuses to deploy what the project does not permit', async () => {
    harness = await createArgoCdHarness();
    const { git } = harness;
    git.commit('platform/charts', chartFiles);
    git.commit('platform/gitops', {
      'services/shop/values.yaml': values('shop'),
    });
    harness.argocd.createProject({
      metadata: { name: 'shop' },
      spec: {
        sourceRepos: [git.url('platform/charts')],
        destinations: [{ name: 'dev', namespace: 'shop-*' }],
      },
    });
    harness.argocd.createApplication(
      chartApplication({
        name: 'shop-dev',
        project: 'shop',
        namespace: 'other',
        charts: git.url('platform/charts'),
        gitops: git.url('platform/gitops'),
        valueFiles: ['$values/services/shop/values.yaml'],
      }),
    );
    const refused = await harness.until(
      'shop-dev',
      app => app.status.conditions,
    );
    expect(refused.status.sync.status).toBe('Unknown');
    expect(refused.status.health.status).toBe('Unknown');
    expect(
      refused.status.conditions.map((condition: any) => condition.message),
    ).toEqual([
      "application destination server 'dev' and namespace 'other' do not match any of the allowed destinations in project 'shop'",
      `application repo ${git.url(
        'platform/gitops',
      )} is not permitted in project 'shop'`,
    ]);
    expect(refused.status.conditions[0].type).toBe('InvalidSpecError');

    harness.argocd.createProject({
      metadata: { name: 'shop' },
      spec: {
        sourceRepos: ['*'],
        destinations: [{ name: 'dev', namespace: '*' }],
      },
    });
    const notValid = await harness.until('shop-dev', app =>
      /not valid/.test(app.status.operationState?.message),
    );
    expect(notValid.status.operationState.message).toContain(
      'one or more synchronization tasks are not valid: resource :Namespace is not permitted in project shop',
    );
  });
});
