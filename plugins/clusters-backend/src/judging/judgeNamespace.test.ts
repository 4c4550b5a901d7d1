import { factSchemas } from '../reading/clusterFacts';
import { judgeNamespace, type NamespaceFacts } from './judgeNamespace';
import { Ownership } from './Ownership';

const namespace = (
  name: string,
  labels: Record<string, string> = {},
  more: object = {},
) =>
  factSchemas.namespaces.parse({
    metadata: {
      name,
      labels,
      creationTimestamp: '2026-11-01T08:00:00Z',
      ...more,
    },
  });

const ownership = new Ownership({ environments: ['dev'] });
const none = { policies: [], quotas: [], ranges: [], bindings: [] };

const judge = (facts: NamespaceFacts) =>
  judgeNamespace('shared', facts, ownership);

const ofCabin = {
  'runway.aerq.io/team': 'cabin',
  'pod-security.kubernetes.io/enforce': 'restricted',
};

describe('judgeNamespace', () => {
  it('tells what is missing', () => {
    const { summary, checks } = judge({
      namespace: namespace('cabin-dev', ofCabin),
      ...none,
    });
    expect(summary).toEqual({
      cluster: 'shared',
      name: 'cabin-dev',
      kind: 'team',
      team: 'cabin',
      environment: 'dev',
      createdAt: '2026-11-01T08:00:00Z',
      deleting: false,
      state: 'missing',
      missing: ['defaultDeny', 'quota', 'limitRange', 'access'],
      unknown: [],
      podSecurity: 'restricted',
    });
    expect(checks.map(({ aspect }) => aspect)).toEqual([
      'owner',
      'podSecurity',
      'defaultDeny',
      'quota',
      'limitRange',
      'access',
    ]);
  });

  it('never takes for missing what could not be read', () => {
    const { summary, checks } = judge({
      namespace: namespace('cabin-dev', ofCabin),
    });
    expect(summary).toMatchObject({
      state: 'unknown',
      missing: [],
      unknown: ['defaultDeny', 'quota', 'limitRange', 'access'],
    });
    expect(checks.find(({ aspect }) => aspect === 'access')?.says).toContain(
      'role bindings of the cluster could not be read',
    );
  });

  it('is missing something although not everything is known', () => {
    expect(
      judge({ namespace: namespace('cabin-dev', ofCabin), policies: [] })
        .summary,
    ).toMatchObject({
      state: 'missing',
      missing: ['defaultDeny'],
      unknown: ['quota', 'limitRange', 'access'],
    });
  });

  it('does not judge those of the system, and those that go', () => {
    const system = judge({ namespace: namespace('kube-system'), ...none });
    expect(system.summary).toMatchObject({
      kind: 'system',
      state: 'unjudged',
      missing: [],
    });
    const going = judge({
      namespace: namespace('cabin-dev', ofCabin, {
        deletionTimestamp: '2026-11-02T08:00:00Z',
      }),
      ...none,
    });
    expect(going.summary).toMatchObject({ deleting: true, state: 'unjudged' });
    expect(going.checks).toEqual([]);
  });
});

describe('Ownership', () => {
  const of = (
    name: string,
    labels: Record<string, string> = {},
    options: Partial<ConstructorParameters<typeof Ownership>[0]> = {},
  ) =>
    new Ownership({ environments: ['dev'], ...options }).of(
      namespace(name, labels),
    );

  it.each([
    ['default', 'system'],
    ['kube-public', 'system'],
    ['vault-secrets-operator-system', 'system'],
    ['cert-manager', 'system'],
    ['kubernetes-training', 'unowned'],
    ['my-default', 'unowned'],
    ['vaulting', 'unowned'],
  ])('takes %s for %s', (name, kind) => {
    expect(of(name).kind).toBe(kind);
  });

  it('believes a label more than a name', () => {
    expect(of('monitoring', { 'runway.aerq.io/team': 'platform' })).toEqual({
      kind: 'team',
      team: 'platform',
      environment: 'dev',
    });
  });

  it('takes names from the configuration as they are', () => {
    const systemNamespaces = ['infra.*', 'tools'];
    expect(of('infra.a', {}, { systemNamespaces }).kind).toBe('system');
    expect(of('infrastructure', {}, { systemNamespaces }).kind).toBe('unowned');
    expect(of('kube-system', {}, { systemNamespaces }).kind).toBe('unowned');
  });

  it('names an environment only when it is sure', () => {
    const environments = ['dev', 'staging'];
    const label = (name: string) => ({ 'runway.aerq.io/environment': name });
    expect(of('a', label('staging'), { environments }).environment).toBe(
      'staging',
    );
    expect(of('a', {}, { environments }).environment).toBeUndefined();
    expect(
      of('a', label('production'), { environments }).environment,
    ).toBeUndefined();
    expect(of('a', label('production')).environment).toBe('dev');
  });
});
