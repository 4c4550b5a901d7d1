import { ArgoCdApplication } from '@runway/integrations';
import { toEnvironmentState } from './toEnvironmentState';

const application = (
  environment: string,
  status: ArgoCdApplication['status'],
): ArgoCdApplication => ({
  metadata: {
    name: `orders-${environment}`,
    namespace: 'argocd',
    labels: { 'runway.aerq.io/environment': environment },
  },
  spec: {},
  status,
});

const state = (applications: ArgoCdApplication[] | undefined) =>
  toEnvironmentState({
    service: 'orders',
    environment: 'dev',
    source: { name: 'main', webUrl: 'https://argocd.example' },
    applications,
  });

describe('toEnvironmentState', () => {
  it('tells version, time and place of a healthy deployment', () => {
    expect(
      state([
        application('staging', {}),
        application('dev', {
          sync: { status: 'Synced', revisions: ['chart', 'values'] },
          health: { status: 'Healthy', message: 'unimportant' },
          summary: {
            images: [
              'registry.example:5000/sales/orders:a1b2c3d4@sha256:00',
              'registry.example:5000/platform/proxy:v2',
            ],
          },
          history: [
            { id: 1, deployedAt: '2026-11-22T10:00:00Z' },
            { id: 2, deployedAt: '2026-11-22T11:00:00Z' },
          ],
        }),
      ]),
    ).toEqual({
      state: 'deployed',
      environment: 'dev',
      source: 'main',
      application: 'orders-dev',
      sync: 'Synced',
      health: 'Healthy',
      revision: 'values',
      imageTag: 'a1b2c3d4',
      deployedAt: '2026-11-22T11:00:00Z',
      url: 'https://argocd.example/applications/argocd/orders-dev',
    });
  });

  it('distinguishes an environment without the service from one that is not known', () => {
    expect(state([application('staging', {})])).toMatchObject({
      state: 'absent',
    });
    expect(state(undefined)).toMatchObject({ state: 'unknown' });
  });

  it('names no version while two of them run', () => {
    const rollingOut = state([
      application('dev', {
        summary: {
          images: ['r.example/sales/orders:old', 'r.example/sales/orders:new'],
        },
      }),
    ]);
    expect(rollingOut).not.toHaveProperty('imageTag');
  });

  it.each([
    [
      'the failing resource',
      {
        health: { status: 'Degraded', message: 'somewhere' },
        resources: [
          { kind: 'Service', name: 'orders', health: { status: 'Healthy' } },
          {
            kind: 'Deployment',
            name: 'orders',
            health: { status: 'Degraded', message: 'exceeded its deadline' },
          },
        ],
      },
      'Deployment orders: exceeded its deadline',
    ],
    [
      'the application',
      { health: { status: 'Missing', message: 'nothing there' } },
      'nothing there',
    ],
    [
      'an error condition',
      {
        health: { status: 'Unknown' },
        conditions: [
          { type: 'SharedResourceWarning', message: 'shared' },
          { type: 'ComparisonError', message: 'chart does not render' },
        ],
      },
      'chart does not render',
    ],
  ])('takes the reason from %s', (_, status, healthMessage) => {
    expect(state([application('dev', status)])).toMatchObject({
      healthMessage,
    });
  });

  it('calls a state that Argo CD may invent later unknown', () => {
    expect(
      state([
        application('dev', {
          sync: { status: 'Sideways' },
          health: { status: 'Splendid' },
        }),
      ]),
    ).toMatchObject({ sync: 'Unknown', health: 'Unknown' });
  });

  it('copes with an application that was never compared', () => {
    expect(state([application('dev', {})])).toMatchObject({
      state: 'deployed',
      sync: 'Unknown',
      health: 'Unknown',
    });
  });
});
