import {
  createArgoCdHarness,
  type ArgoCdHarness,
} from '../__testUtils__/createArgoCdHarness';

jest.setTimeout(30_000);

describe('ApplicationSets', () => {
  let harness: ArgoCdHarness;

  beforeEach(async () => {
    harness = await createArgoCdHarness();
    harness.git.commit('shop/deploy', {
      'apps/cart/config.yaml':
        'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: cart }\n',
      'apps/till/config.yaml':
        'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: till }\n',
      'apps/old/config.yaml':
        'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: old }\n',
    });
  });
  afterEach(async () => {
    await harness.close();
    harness.git.remove();
  });

  const manifest = (generators: any[], name = '{{name}}-dev') => ({
    metadata: { name: 'shop', labels: { team: 'shop' } },
    spec: {
      generators,
      template: {
        metadata: { name, labels: { service: '{{name}}' } },
        spec: {
          project: 'default',
          destination: { name: 'dev', namespace: 'default' },
          source: {
            repoURL: harness.git.url('shop/deploy'),
            path: 'apps/{{name}}',
          },
        },
      },
    },
  });
  const elements = (...names: string[]) => [
    { list: { elements: names.map(name => ({ name })) } },
  ];
  const names = async () => {
    const { body } = await harness.get('/api/v1/applications');
    return body.items.map(({ metadata }: any) => metadata.name);
  };

  async function until(holds: () => Promise<boolean>) {
    const deadline = Date.now() + 10_000;
    while (!(await holds())) {
      if (Date.now() > deadline) {
        throw new Error(`It never came true: ${await names()}`);
      }
      await new Promise(resolve => setTimeout(resolve, 10));
    }
  }
  const has = (...wanted: string[]) =>
    until(async () => `${await names()}` === `${wanted}`);

  it('makes, changes and removes the applications of a list', async () => {
    harness.argocd.createApplicationSet(manifest(elements('cart', 'till')));
    await has('cart-dev', 'till-dev');
    const cart = await harness.application('cart-dev');
    const { body: set } = await harness.get('/api/v1/applicationsets/shop');
    expect(cart.metadata).toMatchObject({
      labels: { service: 'cart' },
      finalizers: ['resources-finalizer.argocd.argoproj.io'],
      ownerReferences: [
        { kind: 'ApplicationSet', name: 'shop', uid: set.metadata.uid },
      ],
    });
    expect(cart.spec.source.path).toBe('apps/cart');
    await until(async () => {
      const { body } = await harness.get('/api/v1/applicationsets');
      return body.items[0].status.resources?.[1]?.status === 'OutOfSync';
    });

    harness.argocd.createApplicationSet(manifest(elements('cart', 'old')));
    await has('cart-dev', 'old-dev');
    expect((await harness.application('cart-dev')).metadata.uid).toBe(
      cart.metadata.uid,
    );
  });

  it('puts back what somebody changes or deletes', async () => {
    harness.argocd.createApplicationSet(manifest(elements('cart')));
    await has('cart-dev');
    await harness.request('PATCH', '/api/v1/applications/cart-dev', {
      patchType: 'merge',
      patch: JSON.stringify({
        spec: { syncPolicy: { automated: { prune: true } } },
      }),
    });
    await until(
      async () =>
        !(
          await harness.application('cart-dev')
        ).spec.syncPolicy?.automated,
    );
    const { uid } = (await harness.application('cart-dev')).metadata;
    await harness.request(
      'DELETE',
      '/api/v1/applications/cart-dev?cascade=false',
    );
    await until(async () => {
      const { metadata } = await harness.application('cart-dev');
      return metadata !== undefined && metadata.uid !== uid;
    });
    expect(await names()).toEqual(['cart-dev']);
  });

  it('follows directories of Git', async () => {
    const git = {
      repoURL: harness.git.url('shop/deploy'),
      revision: 'main',
      directories: [{ path: 'apps/*' }, { path: 'apps/old', exclude: true }],
    };
    harness.argocd.createApplicationSet(
      manifest([{ git }], '{{path.basename}}-dev'),
    );
    await has('cart-dev', 'till-dev');
    harness.git.commit('shop/deploy', {
      'apps/new/config.yaml':
        'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: new }\n',
    });
    harness.pushed('shop/deploy');
    await until(async () => (await names()).includes('new-dev'));
    expect(await names()).toEqual(['cart-dev', 'new-dev', 'till-dev']);
  });

  it('knows the clusters', async () => {
    harness.argocd.createApplicationSet(
      manifest([{ clusters: {} }], 'agent-{{nameNormalized}}'),
    );
    await until(async () => (await names()).includes('agent-dev'));
    expect(await names()).toContain('agent-in-cluster');
  });

  it('says what is wrong, and touches nobody else’s application', async () => {
    harness.argocd.createApplication({
      metadata: { name: 'cart-dev' },
      spec: {
        destination: { name: 'dev', namespace: 'default' },
        source: { repoURL: harness.git.url('shop/deploy'), path: 'other' },
      },
    });
    harness.argocd.createApplicationSet(manifest(elements('cart')));
    await until(async () => {
      const { body } = await harness.get('/api/v1/applicationsets/shop');
      return body.status.conditions?.[0].status === 'True';
    });
    const { body } = await harness.get('/api/v1/applicationsets/shop');
    expect(body.status.conditions[0]).toMatchObject({
      type: 'ErrorOccurred',
      message: expect.stringContaining('is not owned by ApplicationSet shop'),
    });
    expect((await harness.application('cart-dev')).spec.source.path).toBe(
      'other',
    );
  });

  it('is made, refused, hidden and removed over the API', async () => {
    const wanted = manifest(elements('cart'));
    const post = (body: object, query = '') =>
      harness.request('POST', `/api/v1/applicationsets${query}`, body);
    expect((await post(wanted)).status).toBe(200);
    await has('cart-dev');
    const other = manifest(elements('till'));
    expect(await post(other)).toMatchObject({
      status: 400,
      body: { message: expect.stringContaining('use upsert flag') },
    });
    expect((await post(other, '?upsert=true')).status).toBe(200);
    await has('till-dev');
    expect(await post(manifest([{ matrix: {} }]))).toMatchObject({
      status: 400,
      body: { message: expect.stringContaining('the sandbox does not have') },
    });
    const list = (query: string, token?: string) =>
      harness
        .get(`/api/v1/applicationsets${query}`, token)
        .then(({ body }) => body.items.length);
    expect(await list('?selector=team%3Dshop')).toBe(1);
    expect(await list('?selector=team%3Dcart')).toBe(0);
    expect(await list('?projects=other')).toBe(0);
    const blind = harness.argocd.createAccountToken({
      account: 'blind',
      projects: ['other'],
    });
    expect(await list('', blind)).toBe(0);
    expect(await harness.get('/api/v1/applicationsets/none')).toMatchObject({
      status: 404,
    });
    expect(
      (await harness.request('DELETE', '/api/v1/applicationsets/shop')).status,
    ).toBe(200);
    await has();
  });
});
