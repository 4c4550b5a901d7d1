import type {
  AllowedActions,
  ApplicationDetail,
  ApplicationSummary,
  Deployment,
  LaneStage,
  ResourceTree,
  SourceStatus,
} from '@runway/plugin-argocd-common';

export const answered: SourceStatus = {
  name: 'Argo CD main',
  state: 'ok',
  ageSeconds: 0,
};

export const unanswered: SourceStatus = {
  name: 'Argo CD main',
  state: 'failed',
  ageSeconds: null,
  error: {
    reason: 'timeout',
    message: 'Argo CD main did not answer in time.',
  },
};

/** As the client throws it. */
export const refusal = (statusCode: number, message: string) =>
  Object.assign(new Error(message), { statusCode });

/** What never arrives. */
export const pending = () => new Promise<never>(() => {});

export const summary: ApplicationSummary = {
  instance: 'main',
  namespace: 'argocd',
  name: 'orders-dev',
  project: 'shop',
  service: 'orders',
  environment: 'dev',
  cluster: 'dev',
  destinationNamespace: 'shop-dev',
  sync: 'Synced',
  health: 'Healthy',
  autoSync: true,
  version: 'a1b2c3d4',
};

export const detail = (
  application: Partial<ApplicationSummary> = {},
  more: Partial<ApplicationDetail> = {},
): ApplicationDetail => ({
  application: { ...summary, ...application },
  url: 'http://argocd.test/applications/argocd/orders-dev',
  conditions: [],
  gitSources: [
    {
      repository: 'http://gitlab.test/platform/charts.git',
      path: 'api-service',
      targetRevision: '2.0.0',
      revision: 'cafe'.repeat(10),
    },
  ],
  failing: [],
  outOfSync: [],
  results: [],
  children: [],
  resourceCount: 3,
  sources: [answered],
  channel: 'argocd:orders-dev',
  ...more,
});

export const tree = (more: Partial<ResourceTree> = {}): ResourceTree => ({
  nodes: [
    { id: 'd', group: 'apps', kind: 'Deployment', name: 'orders' },
    {
      id: 'p',
      parent: 'd',
      group: '',
      kind: 'Pod',
      name: 'orders-1',
      health: 'Degraded',
      message: 'Back-off pulling image',
    },
  ],
  total: 2,
  matching: 2,
  counts: [],
  sources: [answered],
  ...more,
});

/** @param reason - why none of them, undefined when all are */
export const allowed = (reason?: string): AllowedActions => ({
  actions: (
    ['refresh', 'sync', 'rollback', 'terminate', 'pause', 'resume'] as const
  ).map(kind => ({ kind, allowed: !reason, ...(reason && { reason }) })),
});

export const stage = (
  environment: string,
  more: Partial<LaneStage> = {},
): LaneStage => ({
  environment,
  state: 'deployed',
  applications: [
    {
      instance: 'main',
      namespace: 'argocd',
      name: `orders-${environment}`,
      sync: 'Synced',
      health: 'Healthy',
      autoSync: true,
      version: 'a1b2c3d4',
      url: `http://argocd.test/applications/argocd/orders-${environment}`,
    },
  ],
  ...more,
});

export const deployment = (
  historyId: number,
  more: Partial<Deployment> = {},
): Deployment => ({
  application: { instance: 'main', namespace: 'argocd', name: 'orders-dev' },
  environment: 'dev',
  historyId,
  version: `000000${historyId}`,
  deployedAt: '2026-01-01T08:00:00.000Z',
  current: false,
  ...more,
});
