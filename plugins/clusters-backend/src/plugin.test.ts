import {
  mockCredentials,
  mockServices,
  startTestBackend,
} from '@backstage/backend-test-utils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import {
  type ClusterPart,
  type NamespaceDetail,
  namespaceDetailSchema,
  type NamespaceList,
  namespaceListSchema,
} from '@runway/plugin-clusters-common';
import { runwayConfig, until, useSandbox } from '@runway/sandbox';
import request from 'supertest';
import { namespaceOf, tenant } from './__testUtils__/manifests';
import { clustersPlugin } from './plugin';

const CLUSTERS = ['dev', 'production'];

jest.setTimeout(60_000);

const PATHS: Record<ClusterPart, string> = {
  namespaces: '/api/v1/namespaces',
  networkpolicies: '/apis/networking.k8s.io/v1/networkpolicies',
  resourcequotas: '/api/v1/resourcequotas',
  limitranges: '/api/v1/limitranges',
  rolebindings: '/apis/rbac.authorization.k8s.io/v1/rolebindings',
};

describe('clusters plugin', () => {
  const fixture = useSandbox({ clusters: CLUSTERS });

  async function start(
    options: { timeoutMs?: number; token?: string; denied?: boolean } = {},
  ) {
    const { server } = await startTestBackend({
      features: [
        clustersPlugin,
        mockServices.permissions.factory({
          result: options.denied ? AuthorizeResult.DENY : AuthorizeResult.ALLOW,
        }),
        mockServices.rootConfig.factory({
          data: runwayConfig(fixture.sandbox, {
            clusters: CLUSTERS,
            ...options,
          }),
        }),
      ],
    });
    const get = (path: string) => request(server).get(`/api/clusters${path}`);
    return {
      get,
      async list(query = ''): Promise<NamespaceList> {
        const { body } = await get(`/namespaces${query}`).expect(200);
        return namespaceListSchema.parse(body);
      },
      async detail(path: string): Promise<NamespaceDetail> {
        const { body } = await get(`/namespaces/${path}`).expect(200);
        return namespaceDetailSchema.parse(body);
      },
    };
  }

  const fail = (
    part: ClusterPart,
    fault: Parameters<typeof fixture.sandbox.faults.add>[0]['fault'],
  ) =>
    fixture.sandbox.faults.add({
      system: 'kubernetes',
      instance: 'production',
      path: PATHS[part],
      fault,
    });
  const down = (fault: Parameters<typeof fail>[1]) =>
    fixture.sandbox.faults.add({
      system: 'kubernetes',
      instance: 'production',
      fault,
    });

  beforeAll(() => {
    fixture.apply('dev', ...tenant('cabin', 'dev'), namespaceOf('scratch'));
    const [namespace, , ...rest] = tenant('ground', 'production', {
      name: 'baggage',
    });
    fixture.apply(
      'production',
      ...tenant('cabin', 'production'),
      namespace,
      ...rest,
    );
  });

  it('lists the namespaces of all clusters by what is missing', async () => {
    const { list } = await start();
    const { items, total, summary, clusters } = await list();
    expect(
      items.map(({ name, cluster, kind, team, missing, state }) => ({
        at: `${cluster}/${name}`,
        kind,
        team,
        missing,
        state,
      })),
    ).toEqual([
      {
        at: 'dev/scratch',
        kind: 'unowned',
        missing: [
          'owner',
          'podSecurity',
          'defaultDeny',
          'quota',
          'limitRange',
          'access',
        ],
        state: 'missing',
      },
      {
        at: 'production/baggage',
        kind: 'team',
        team: 'ground',
        missing: ['defaultDeny'],
        state: 'missing',
      },
      ...['dev', 'production'].map(cluster => ({
        at: `${cluster}/cabin-${cluster}`,
        kind: 'team',
        team: 'cabin',
        missing: [],
        state: 'complete',
      })),
    ]);
    expect(total).toBe(4);
    expect(summary).toMatchObject({ namespaces: 4, missing: 2, unknown: 0 });
    expect(summary.system).toBeGreaterThan(10);
    expect(clusters).toEqual(
      ['dev', 'production'].map(name => ({
        name,
        environments: [name],
        state: 'ok',
        ageSeconds: expect.any(Number),
        namespaces: expect.any(Number),
        unread: [],
      })),
    );
  });

  it('filters, counts, sorts and pages', async () => {
    const { list, get } = await start();
    const denying = await list('?missing=defaultDeny&team=ground');
    expect(denying.items.map(({ name }) => name)).toEqual(['baggage']);
    expect(denying.facets.team).toEqual([{ value: 'ground', count: 1 }]);
    const byName = await list('?sort=name&order=asc&limit=2&offset=1');
    expect(byName.items.map(({ name }) => name)).toEqual([
      'cabin-dev',
      'cabin-production',
    ]);
    expect(byName.total).toBe(4);
    const system = await list('?kind=system&q=KUBE-SYS');
    expect(
      system.items.map(({ cluster, name, state }) => [cluster, name, state]),
    ).toEqual([
      ['dev', 'kube-system', 'unjudged'],
      ['production', 'kube-system', 'unjudged'],
    ]);
    await get('/namespaces?limit=101').expect(400);
    await get('/namespaces?sort=secret').expect(400);
  });

  it('counts the use of quotas as the cluster does', async () => {
    const { detail } = await start();
    const { namespace, quotas } = await until(async () => {
      const seen = await detail('dev/cabin-dev');
      return seen.namespace.fullest?.ratio ? seen : undefined;
    });
    // kube-root-ca.crt, which each namespace has.
    expect(namespace.fullest).toEqual({
      resource: 'configmaps',
      used: '1',
      hard: '4',
      ratio: 0.25,
    });
    expect(quotas?.[0].resources).toContainEqual({
      resource: 'services.loadbalancers',
      used: '0',
      hard: '0',
      ratio: null,
    });
  });

  it('says of one namespace what is missing, and what there is', async () => {
    const { detail, get } = await start();
    const { namespace, checks, policies, bindings, limits } = await detail(
      'production/baggage',
    );
    expect(namespace).toMatchObject({ team: 'ground', state: 'missing' });
    expect(checks.filter(({ state }) => state === 'missing')).toEqual([
      {
        aspect: 'defaultDeny',
        state: 'missing',
        says: 'Any pod may be called from everywhere: no policy about all pods denies what comes in. Any pod may call everything: no policy about all pods denies what goes out.',
      },
    ]);
    expect(policies).toEqual([]);
    expect(bindings).toEqual([
      {
        name: 'developer',
        role: 'ClusterRole view',
        subjects: ['Group ground'],
        changes: false,
      },
    ]);
    expect(limits?.[0].limits).toContain(
      'Container: default limit memory 256Mi',
    );
    await get('/namespaces/production/none').expect(404);
    await get('/namespaces/nowhere/baggage').expect(404);
  });

  it.each([
    ['networkpolicies', 'defaultDeny'],
    ['resourcequotas', 'quota'],
    ['limitranges', 'limitRange'],
    ['rolebindings', 'access'],
  ] as const)(
    'does not know what depends on %s that it may not read, and calls nothing missing for it',
    async (part, aspect) => {
      fail(part, { kind: 'status', status: 403 });
      const { list, detail } = await start();
      const { items, clusters, summary } = await list();
      const complete = items.find(({ name }) => name === 'cabin-production')!;
      expect(complete).toMatchObject({
        state: 'unknown',
        missing: [],
        unknown: [aspect],
      });
      expect(items.find(({ name }) => name === 'cabin-dev')?.state).toBe(
        'complete',
      );
      expect(summary.unknown).toBeGreaterThan(0);
      expect(clusters.map(({ state }) => state)).toEqual(['ok', 'partial']);
      expect(clusters[1].unread).toEqual([
        {
          part,
          ageSeconds: null,
          reason: 'denied',
          message: expect.stringContaining('does not let the portal read'),
        },
      ]);
      const { checks } = await detail('production/cabin-production');
      expect(checks.find(check => check.aspect === aspect)?.state).toBe(
        'unknown',
      );
    },
  );

  it.each([
    ['is down', { kind: 'reset' }, 'unavailable'],
    ['fails', { kind: 'status', status: 500 }, 'unavailable'],
    ['forbids', { kind: 'status', status: 403 }, 'denied'],
    ['refuses the credential', { kind: 'status', status: 401 }, 'denied'],
  ] as const)(
    'shows the other clusters when one %s from the beginning',
    async (_, fault, reason) => {
      down(fault);
      const { list, get } = await start({ timeoutMs: 500 });
      const { items, clusters } = await until(async () => {
        const seen = await list();
        return seen.clusters[1].state === 'failed' ? seen : undefined;
      });
      expect(new Set(items.map(({ cluster }) => cluster))).toEqual(
        new Set(['dev']),
      );
      expect(clusters[1]).toMatchObject({
        state: 'failed',
        ageSeconds: null,
        namespaces: null,
      });
      expect(clusters[1].unread[0]).toMatchObject({
        part: 'namespaces',
        reason,
      });
      const { body } = await get('/namespaces/production/baggage').expect(503);
      expect(JSON.stringify([clusters, body.error])).not.toContain(
        fixture.sandbox.credentials.kubernetesToken,
      );
    },
  );

  it('answers in time while a cluster hangs, and says that it is being asked', async () => {
    down({ kind: 'hang' });
    const { list } = await start({ timeoutMs: 20_000 });
    const { items, clusters } = await list();
    expect(items.length).toBeGreaterThan(0);
    expect(clusters.map(({ state }) => state)).toEqual(['ok', 'loading']);
  });

  it('waits a moment for a cluster that is slow at first', async () => {
    down({ kind: 'latency', ms: 300 });
    const { list } = await start();
    const { items, clusters } = await list('?q=baggage');
    expect(clusters.map(({ state }) => state)).toEqual(['ok', 'ok']);
    expect(items).toHaveLength(1);
  });

  it('asks clusters no more for 100 viewers than for one', async () => {
    const { list } = await start();
    await list();
    const rule = down({ kind: 'latency', ms: 0 });
    await Promise.all(Array.from({ length: 100 }, () => list()));
    const { hits } = fixture.sandbox.faults
      .list()
      .find(({ id }) => id === rule.id)!;
    expect(hits).toBe(0);
  });

  it('refuses a person without the permission', async () => {
    const { get } = await start({ denied: true });
    for (const path of ['/namespaces', '/namespaces/dev/cabin-dev']) {
      const { body } = await get(path).expect(403);
      expect(body.error.name).toBe('NotAllowedError');
    }
  });

  it('lets nobody in without a token', async () => {
    const { server } = await startTestBackend({
      features: [
        clustersPlugin,
        mockServices.httpAuth.factory({
          defaultCredentials: mockCredentials.none(),
        }),
        mockServices.rootConfig.factory({
          data: runwayConfig(fixture.sandbox),
        }),
      ],
    });
    const { status } = await request(server).get('/api/clusters/namespaces');
    expect(status).toBe(401);
  });
});
