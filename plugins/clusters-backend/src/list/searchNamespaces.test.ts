import {
  namespaceListQuerySchema,
  type NamespaceSummary,
} from '@runway/plugin-clusters-common';
import { comparatorOf } from './comparatorOf';
import { searchNamespaces } from './searchNamespaces';

const item = (
  name: string,
  more: Partial<NamespaceSummary> = {},
): NamespaceSummary => ({
  cluster: 'dev',
  name,
  kind: 'team',
  state: 'complete',
  deleting: false,
  missing: [],
  unknown: [],
  ...more,
});

const search = (all: NamespaceSummary[], query: object = {}) => {
  const { matching, facets } = searchNamespaces(
    all,
    namespaceListQuerySchema.parse(query),
  );
  return { names: matching.map(({ name }) => name), facets };
};

describe('searchNamespaces', () => {
  const all = [
    item('a', { team: 'cabin', environment: 'dev', missing: ['quota'] }),
    item('b', {
      team: 'cabin',
      environment: 'production',
      missing: ['quota', 'access'],
    }),
    item('c', { team: 'crew', environment: 'dev' }),
    item('scratch', { kind: 'unowned', missing: ['owner', 'quota'] }),
    item('kube-system', { kind: 'system', state: 'unjudged' }),
  ];

  it('leaves those of the system aside, unless they are asked for', () => {
    expect(search(all).names).toEqual(['a', 'b', 'c', 'scratch']);
    expect(search(all, { kind: 'system' }).names).toEqual(['kube-system']);
    expect(search(all).facets.kind).toEqual([
      { value: 'team', count: 3 },
      { value: 'system', count: 1 },
      { value: 'unowned', count: 1 },
    ]);
  });

  it('takes any of several values of a dimension, and all dimensions together', () => {
    expect(search(all, { missing: 'access,owner' }).names).toEqual([
      'b',
      'scratch',
    ]);
    expect(search(all, { missing: 'quota', environment: 'dev' }).names).toEqual(
      ['a'],
    );
    expect(search(all, { team: 'nobody' }).names).toEqual([]);
  });

  it('counts what each value would leave, the own filter of its dimension left aside', () => {
    const { facets } = search(all, { missing: 'access', team: 'cabin' });
    expect(facets.missing).toEqual([
      { value: 'quota', count: 2 },
      { value: 'access', count: 1 },
    ]);
    expect(facets.environment).toEqual([{ value: 'production', count: 1 }]);
    expect(facets.team).toEqual([{ value: 'cabin', count: 1 }]);
  });

  it('finds a part of the name of namespace or team, in any case', () => {
    expect(search(all, { q: 'CABI' }).names).toEqual(['a', 'b']);
    expect(search(all, { q: 'rat' }).names).toEqual(['scratch']);
  });

  it('keeps chosen values among the most frequent 50', () => {
    const many = Array.from({ length: 60 }, (_, at) =>
      item(`n${at}`, { team: `team-${String(at).padStart(2, '0')}` }),
    );
    const { facets } = search(many, { team: 'team-59' });
    expect(facets.team).toHaveLength(50);
    expect(facets.team).toContainEqual({ value: 'team-59', count: 1 });
  });
});

describe('comparatorOf', () => {
  const sorted = (
    all: NamespaceSummary[],
    ...[field, order]: [
      Parameters<typeof comparatorOf>[0],
      Parameters<typeof comparatorOf>[1],
    ]
  ) =>
    [...all]
      .sort(comparatorOf(field, order, ['dev', 'staging', 'production']))
      .map(({ name, cluster }) => `${cluster}/${name}`);

  it('sorts environments in promotion order, and those without one last either way', () => {
    const all = [
      item('none'),
      item('p', { environment: 'production' }),
      item('d', { environment: 'dev' }),
    ];
    expect(sorted(all, 'environment', 'asc')).toEqual([
      'dev/d',
      'dev/p',
      'dev/none',
    ]);
    expect(sorted(all, 'environment', 'desc')).toEqual([
      'dev/p',
      'dev/d',
      'dev/none',
    ]);
  });

  it('puts what lacks most first, then what is least known, then names', () => {
    const all = [
      item('complete'),
      item('unknown', { unknown: ['access', 'quota'] }),
      item('one', { missing: ['access'] }),
      item('two', { missing: ['access', 'quota'] }),
      item('one', { missing: ['quota'], cluster: 'blue' }),
    ];
    expect(sorted(all, 'missing', 'desc')).toEqual([
      'dev/two',
      'blue/one',
      'dev/one',
      'dev/unknown',
      'dev/complete',
    ]);
  });

  it('lets namespaces of the same name follow their environments', () => {
    const all = ['production', 'staging', 'dev'].map(name =>
      item('default', { cluster: name, environment: name }),
    );
    expect(sorted(all, 'name', 'desc')).toEqual([
      'dev/default',
      'staging/default',
      'production/default',
    ]);
  });

  it('sorts by the fullest quota', () => {
    const full = (ratio: number) => ({
      fullest: { resource: 'pods', hard: '10', used: '1', ratio },
    });
    const all = [item('none'), item('low', full(0.1)), item('high', full(0.9))];
    expect(sorted(all, 'quota', 'desc')).toEqual([
      'dev/high',
      'dev/low',
      'dev/none',
    ]);
  });
});
