import type {
  ClusterStatus,
  NamespaceDetail,
  NamespaceList,
  NamespaceSummary,
} from '@runway/plugin-clusters-common';

export const namespace = (
  name: string,
  more: Partial<NamespaceSummary> = {},
): NamespaceSummary => ({
  cluster: 'dev',
  name,
  kind: 'team',
  team: 'cabin',
  environment: 'dev',
  createdAt: '2026-01-10T10:00:00Z',
  state: 'complete',
  deleting: false,
  missing: [],
  unknown: [],
  podSecurity: 'restricted',
  ...more,
});

export const cluster = (
  name: string,
  more: Partial<ClusterStatus> = {},
): ClusterStatus => ({
  name,
  environments: [name],
  state: 'ok',
  ageSeconds: 12,
  namespaces: 9,
  unread: [],
  ...more,
});

export const list = (more: Partial<NamespaceList> = {}): NamespaceList => ({
  items: [
    namespace('scratch', {
      kind: 'unowned',
      team: undefined,
      podSecurity: undefined,
      state: 'missing',
      missing: ['owner', 'defaultDeny'],
    }),
    namespace('cabin-dev', {
      fullest: { resource: 'pods', used: '95', hard: '100', ratio: 0.95 },
    }),
  ],
  total: 2,
  facets: {
    kind: [
      { value: 'team', count: 1 },
      { value: 'unowned', count: 1 },
      { value: 'system', count: 7 },
    ],
    team: [
      { value: 'cabin', count: 1 },
      { value: 'booking', count: 4 },
    ],
    environment: [
      { value: 'dev', count: 2 },
      { value: 'production', count: 3 },
    ],
    cluster: [
      { value: 'dev', count: 2 },
      { value: 'production', count: 3 },
    ],
    missing: [
      { value: 'defaultDeny', count: 1 },
      { value: 'owner', count: 1 },
    ],
    state: [],
  },
  summary: { namespaces: 2, missing: 1, unknown: 0, system: 7 },
  clusters: [cluster('dev'), cluster('production')],
  ...more,
});

export const detail = (
  more: Partial<NamespaceDetail> = {},
): NamespaceDetail => ({
  namespace: namespace('baggage', {
    state: 'missing',
    missing: ['defaultDeny'],
    unknown: ['access'],
  }),
  checks: [
    {
      aspect: 'defaultDeny',
      state: 'missing',
      says: 'Any pod may be called from everywhere.',
    },
    { aspect: 'access', state: 'unknown', says: 'Not known: role bindings.' },
    { aspect: 'quota', state: 'present', says: 'CPU and memory are limited.' },
  ],
  podSecurity: { enforce: 'restricted' },
  policies: [
    {
      name: 'web',
      pods: 'Pods with app=web',
      ingress: ['namespace ingress-nginx at TCP 8080'],
    },
    { name: 'closed', pods: 'All pods', ingress: [], egress: [] },
  ],
  quotas: [
    {
      name: 'tenant',
      resources: [
        { resource: 'pods', used: '92', hard: '100', ratio: 0.92 },
        {
          resource: 'services.loadbalancers',
          used: '0',
          hard: '0',
          ratio: null,
        },
        {
          resource: 'services.nodeports',
          used: '2',
          hard: '0',
          ratio: null,
        },
        { resource: 'configmaps', hard: '5', ratio: null },
      ],
    },
  ],
  limits: [],
  bindings: null,
  cluster: cluster('dev'),
  ...more,
});

/** An error as the client throws it. */
export const refused = (statusCode: number, message: string) =>
  Object.assign(new Error(message), { statusCode });
