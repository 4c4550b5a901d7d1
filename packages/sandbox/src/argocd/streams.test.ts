import {
  createArgoCdHarness,
  isSynced,
  type ArgoCdHarness,
} from './__testUtils__/createArgoCdHarness';

jest.setTimeout(30_000);

describe('streams', () => {
  let harness: ArgoCdHarness;
  const open: AbortController[] = [];

  beforeEach(async () => {
    harness = await createArgoCdHarness();
    harness.git.commit('shop/deploy', {
      'k8s/config.yaml':
        'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: config }\n',
    });
  });

  afterEach(async () => {
    open.splice(0).forEach(controller => controller.abort());
    await harness.close();
    harness.git.remove();
  });

  const add = (name: string, team: string) =>
    harness.argocd.createApplication({
      metadata: { name, labels: { team } },
      spec: {
        destination: { name: 'dev', namespace: 'default' },
        source: { repoURL: harness.git.url('shop/deploy'), path: 'k8s' },
        syncPolicy: { automated: {} },
      },
    });

  /** Collects what a stream says. */
  function listen(path: string, accept?: string) {
    const controller = new AbortController();
    open.push(controller);
    const answer = fetch(`${harness.url}/argocd/api/v1${path}`, {
      signal: controller.signal,
      headers: {
        authorization: `Bearer ${harness.context.credentials.argocdToken}`,
        ...(accept ? { accept } : {}),
      },
    });
    const events: any[] = [];
    // Begins with the first event.
    const type = answer.then(({ headers }) => headers.get('content-type'));
    type.catch(() => {});
    const read = async () => {
      const response = await answer;
      const decoder = new TextDecoder();
      let rest = '';
      for await (const chunk of response.body!) {
        rest += decoder.decode(chunk as Uint8Array, { stream: true });
        const lines = rest.split('\n');
        rest = lines.pop()!;
        for (const line of lines.filter(Boolean)) {
          events.push(JSON.parse(line.replace(/^data: /, '')).result);
        }
      }
    };
    read().catch(() => {});
    return { events, type };
  }

  async function seen(events: any[], isWanted: (event: any) => boolean) {
    const deadline = Date.now() + 10_000;
    while (!events.some(isWanted)) {
      if (Date.now() > deadline) {
        throw new Error(`not seen among ${JSON.stringify(events, null, 1)}`);
      }
      await new Promise(resolve => setTimeout(resolve, 10));
    }
  }

  it('tells of applications that come, change and go', async () => {
    add('cart-dev', 'cart');
    await harness.until('cart-dev', isSynced);
    const all = listen('/stream/applications');
    const shop = listen('/stream/applications?selector=team%3Dshop');
    expect(await all.type).toMatch(/^application\/json/);
    await seen(
      all.events,
      ({ type, application }) =>
        type === 'ADDED' && application.metadata.name === 'cart-dev',
    );
    add('shop-dev', 'shop');
    await seen(
      all.events,
      ({ type, application }) =>
        type === 'ADDED' && application.metadata.name === 'shop-dev',
    );
    await seen(
      all.events,
      ({ type, application }) =>
        type === 'MODIFIED' &&
        application.metadata.name === 'shop-dev' &&
        application.status.operationState?.phase === 'Succeeded',
    );
    await harness.request('DELETE', '/api/v1/applications/shop-dev');
    await seen(shop.events, ({ type }) => type === 'DELETED');
    expect(
      new Set(shop.events.map(({ application }) => application.metadata.name)),
    ).toEqual(new Set(['shop-dev']));
  });

  it('begins after a version, or with the state of the one that is named', async () => {
    add('cart-dev', 'cart');
    await harness.until('cart-dev', isSynced);
    const { body } = await harness.get('/api/v1/applications');
    const version = body.metadata.resourceVersion;
    const later = listen(`/stream/applications?resourceVersion=${version}`);
    const named = listen(
      '/stream/applications?name=cart-dev&fields=result.type,result.application.metadata.name',
      'text/event-stream',
    );
    expect(await named.type).toMatch(/^text\/event-stream/);
    await seen(named.events, ({ type }) => type === 'ADDED');
    expect(named.events[0]).toEqual({
      type: 'ADDED',
      application: { metadata: { name: 'cart-dev' } },
    });
    expect(later.events).toEqual([]);
    await harness.request('PATCH', '/api/v1/applications/cart-dev', {
      patchType: 'merge',
      patch: JSON.stringify({ metadata: { labels: { team: 'other' } } }),
    });
    await seen(
      later.events,
      ({ application }) => application.metadata.labels.team === 'other',
    );
  });

  it('keeps any field that is asked for, and says nothing twice', async () => {
    add('cart-dev', 'cart');
    await harness.until('cart-dev', isSynced);
    const { events } = listen(
      '/stream/applications?fields=result.type,result.application.metadata.uid,result.application.metadata.labels,result.application.status.history.id',
    );
    await seen(events, ({ type }) => type === 'ADDED');
    expect(events).toEqual([
      {
        type: 'ADDED',
        application: {
          metadata: { uid: expect.any(String), labels: { team: 'cart' } },
          status: { history: [{ id: 0 }] },
        },
      },
    ]);
    const label = (team: string) =>
      harness.argocd.changeApplication('cart-dev', ({ metadata, status }) => {
        metadata.labels = { team };
        status.health.message = `of ${team}`;
      });
    label('one');
    harness.argocd.changeApplication('cart-dev', ({ status }) => {
      status.health.message = 'nobody asked for this';
    });
    label('two');
    await seen(
      events,
      ({ application }) => application.metadata.labels.team === 'two',
    );
    expect(
      events.map(({ application }) => application.metadata.labels.team),
    ).toEqual(['cart', 'one', 'two']);
    const rest = listen(
      '/stream/applications?fields=-result.application.status',
    );
    await seen(rest.events, ({ type }) => type === 'ADDED');
    expect(Object.keys(rest.events[0].application)).toEqual([
      'spec',
      'metadata',
    ]);
  });

  it('finds applications of other namespaces there only', async () => {
    harness.argocd.importApplication({
      metadata: { name: 'far-dev', namespace: 'team-far' },
      spec: {
        project: 'default',
        destination: { name: 'dev', namespace: 'default' },
        source: { repoURL: harness.git.url('shop/deploy'), path: 'k8s' },
        syncPolicy: { automated: {} },
      },
    });
    const at = '/api/v1/applications/far-dev';
    const there = 'project=default&appNamespace=team-far';
    expect(await harness.get(`${at}?project=default`)).toMatchObject({
      status: 404,
    });
    expect(await harness.get(`${at}?${there}`)).toMatchObject({
      body: { metadata: { namespace: 'team-far' } },
    });
    expect(await harness.get(`${at}/resource-tree?${there}`)).toMatchObject({
      status: 200,
    });
    const list = (query: string) =>
      harness
        .get(`/api/v1/applications${query}`)
        .then(({ body }) => body.items.map((item: any) => item.metadata.name));
    add('cart-dev', 'cart');
    expect(await list('')).toEqual(['cart-dev', 'far-dev']);
    expect(await list('?appNamespace=team-far')).toEqual(['far-dev']);
    const token = harness.argocd.createAccountToken({
      account: 'near',
      policies: ['p, near, applications, get, default/cart-*, allow'],
    });
    expect(await harness.get(`${at}?${there}`, token)).toMatchObject({
      status: 403,
    });
    const far = harness.argocd.createAccountToken({
      account: 'far',
      policies: ['p, far, applications, get, default/team-far/*, allow'],
    });
    expect(await harness.get(`${at}?${there}`, far)).toMatchObject({
      status: 200,
    });
    expect(
      await harness.request('POST', `${at}/sync`, {
        project: 'default',
        appNamespace: 'team-far',
      }),
    ).toMatchObject({ status: 200 });
    const { events } = listen('/stream/applications?appNamespace=team-far');
    await seen(
      events,
      ({ application }) =>
        application.status.operationState?.phase === 'Succeeded',
    );
    expect(
      new Set(events.map(({ application }) => application.metadata.name)),
    ).toEqual(new Set(['far-dev']));
  });

  it('follows the tree of an application', async () => {
    add('cart-dev', 'cart');
    await harness.until('cart-dev', isSynced);
    const { events } = listen('/stream/applications/cart-dev/resource-tree');
    await seen(events, tree => tree.nodes.length === 1);
    const dev = harness.clusters.cluster('dev');
    const config = dev.get({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      namespace: 'default',
      name: 'config',
    })!;
    dev.put({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        name: 'child',
        namespace: 'default',
        ownerReferences: [{ uid: config.metadata.uid }],
      },
    });
    await seen(events, tree =>
      tree.nodes.some((node: any) => node.name === 'child'),
    );
    expect(events.at(-1).nodes[1].parentRefs[0].name).toBe('config');
  });

  it('refuses who may not see it', async () => {
    const answer = await harness.get(
      '/api/v1/stream/applications/none/resource-tree',
    );
    expect(answer).toMatchObject({ status: 403, body: { code: 7 } });
    expect(
      await harness.get('/api/v1/stream/applications?selector=%3D%3D'),
    ).toMatchObject({ status: 400, body: { code: 3 } });
  });
});
