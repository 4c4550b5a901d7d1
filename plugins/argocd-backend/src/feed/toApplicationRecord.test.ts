import { ArgoCdApplication } from '@runway/integrations';
import { StringPool } from './StringPool';
import { toApplicationRecord } from './toApplicationRecord';

type Parts = {
  metadata?: Partial<ArgoCdApplication['metadata']>;
  spec?: ArgoCdApplication['spec'];
  status?: ArgoCdApplication['status'];
  operation?: ArgoCdApplication['operation'];
};

const recordOf = ({ metadata, spec, status, operation }: Parts = {}) =>
  toApplicationRecord(
    {
      metadata: {
        name: 'orders-dev',
        namespace: 'argocd',
        uid: 'u1',
        resourceVersion: '7',
        labels: {
          'runway.aerq.io/service': 'orders',
          'runway.aerq.io/environment': 'dev',
        },
        ...metadata,
      },
      spec: spec ?? {},
      status: status ?? {},
      operation,
    },
    {
      instance: 'main',
      teamOf: (service, project) => (service ? `owner of ${service}` : project),
      intern: new StringPool().intern,
    },
  );

describe('toApplicationRecord', () => {
  it('tells version, time and place of a healthy deployment', () => {
    const record = recordOf({
      spec: {
        project: 'sales',
        destination: { name: 'dev', namespace: 'sales-dev' },
        sources: [
          { repoURL: 'https://git.example/charts.git', path: 'api-service' },
          { repoURL: 'https://git.example/gitops.git', ref: 'values' },
        ],
        syncPolicy: { automated: { prune: true } },
      },
      status: {
        sync: { status: 'Synced', revisions: ['chart', 'values'] },
        health: { status: 'Healthy', message: 'unimportant' },
        summary: {
          images: [
            'registry.example:5000/sales/orders:a1b2c3d4@sha256:00',
            'registry.example:5000/platform/proxy:v2',
          ],
        },
        history: [
          {
            id: 1,
            deployedAt: '2026-11-22T10:00:00Z',
            revisions: ['chart', 'earlier'],
            initiatedBy: { username: 'noor' },
          },
          {
            id: 2,
            deployStartedAt: '2026-11-22T10:59:00Z',
            deployedAt: '2026-11-22T11:00:00Z',
            revision: 'values',
            initiatedBy: { automated: true },
          },
        ],
      },
    });
    expect(record.summary).toEqual({
      instance: 'main',
      namespace: 'argocd',
      name: 'orders-dev',
      project: 'sales',
      service: 'orders',
      environment: 'dev',
      team: 'owner of orders',
      cluster: 'dev',
      destinationNamespace: 'sales-dev',
      sync: 'Synced',
      health: 'Healthy',
      autoSync: true,
      revision: 'values',
      version: 'a1b2c3d4',
      deployedAt: '2026-11-22T11:00:00Z',
    });
    expect(record.history).toEqual([
      {
        id: 1,
        revision: 'earlier',
        deployedAt: '2026-11-22T10:00:00Z',
        by: 'noor',
      },
      {
        id: 2,
        revision: 'values',
        startedAt: '2026-11-22T10:59:00Z',
        deployedAt: '2026-11-22T11:00:00Z',
        by: 'automated',
      },
    ]);
    expect(record.gitSources).toEqual([
      {
        repository: 'https://git.example/charts.git',
        path: 'api-service',
        revision: 'chart',
      },
      { repository: 'https://git.example/gitops.git', revision: 'values' },
    ]);
  });

  it('names no version while two of them run', () => {
    const { summary, images } = recordOf({
      status: {
        summary: {
          images: ['r.example/sales/orders:old', 'r.example/sales/orders:new'],
        },
      },
    });
    expect(summary).not.toHaveProperty('version');
    expect(images).toHaveLength(2);
  });

  it.each<[string, ArgoCdApplication['status'], string | undefined]>([
    [
      'the failing resource',
      {
        health: { status: 'Degraded', message: 'general' },
        resources: [
          { kind: 'Service', name: 'orders', health: { status: 'Healthy' } },
          {
            kind: 'Deployment',
            name: 'orders',
            health: { status: 'Degraded', message: 'ImagePullBackOff' },
          },
        ],
      },
      'Deployment orders: ImagePullBackOff',
    ],
    [
      'the application',
      { health: { status: 'Missing', message: 'nothing there' } },
      'nothing there',
    ],
    [
      'a condition',
      {
        conditions: [
          { type: 'OrphanedResourceWarning', message: 'orphans' },
          { type: 'ComparisonError', message: 'no such path' },
        ],
      },
      'no such path',
    ],
    ['nobody', { health: { status: 'Progressing' } }, undefined],
  ])('explains ill health in the words of %s', (_, status, message) => {
    expect(recordOf({ status }).summary.healthMessage).toBe(message);
  });

  it('takes what it does not know for unknown', () => {
    expect(
      recordOf({
        status: { sync: { status: 'Odd' }, health: { status: 'New' } },
      }).summary,
    ).toMatchObject({ sync: 'Unknown', health: 'Unknown' });
  });

  it('tells who asked for the operation, first of all the person in Runway', () => {
    const operationState = {
      phase: 'Running',
      startedAt: '2026-11-22T10:00:00Z',
      operation: {
        initiatedBy: { username: 'runway' },
        info: [
          { name: 'runway.aerq.io/requested-by', value: 'user:default/noor' },
          { name: 'runway.aerq.io/action', value: '42' },
        ],
      },
    };
    const record = recordOf({ status: { operationState } });
    expect(record.summary.operation).toEqual({
      phase: 'Running',
      startedAt: '2026-11-22T10:00:00Z',
      by: 'user:default/noor',
    });
    expect(record.operationInfo).toMatchObject({
      'runway.aerq.io/action': '42',
    });
  });

  it('says that an operation waits, not how the one before it went', () => {
    const { summary, operationInfo } = recordOf({
      operation: {
        initiatedBy: { username: 'noor' },
        info: [{ name: 'a', value: 'new' }],
      },
      status: {
        operationState: {
          phase: 'Succeeded',
          operation: { info: [{ name: 'a', value: 'old' }] },
        },
      },
    });
    expect(summary.operation).toEqual({ phase: 'Waiting', by: 'noor' });
    expect(operationInfo).toEqual({ a: 'new' });
  });

  it.each([
    [{ automated: {} }, true],
    [{ automated: { enabled: true } }, true],
    [{ automated: { enabled: false } }, false],
    [{}, false],
  ])('knows whether Argo CD syncs by itself: %j', (syncPolicy, expected) => {
    expect(recordOf({ spec: { syncPolicy } }).summary.autoSync).toBe(expected);
  });

  it('finds what made it', () => {
    const tracked = (by: string) => ({
      annotations: {
        'argocd.argoproj.io/tracking-id': `${by}:argoproj.io/Application:argocd/orders-dev`,
      },
    });
    expect(recordOf().parent).toBeUndefined();
    expect(recordOf({ metadata: tracked('root-dev') }).parent).toEqual({
      kind: 'Application',
      name: 'root-dev',
    });
    expect(
      recordOf({
        metadata: {
          ...tracked('root-dev'),
          ownerReferences: [{ kind: 'ApplicationSet', name: 'all' }],
        },
      }).parent,
    ).toEqual({ kind: 'ApplicationSet', name: 'all' });
  });

  it('leaves whole manifests in annotations behind, and cuts long messages', () => {
    const { annotations, summary } = recordOf({
      metadata: {
        annotations: { note: 'kept', manifest: 'x'.repeat(10_000) },
      },
      status: { health: { status: 'Degraded', message: 'y'.repeat(10_000) } },
    });
    expect(annotations).toEqual({ note: 'kept' });
    expect(summary.healthMessage).toHaveLength(1_000);
  });
});
