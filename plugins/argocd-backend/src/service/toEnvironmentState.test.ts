import { newRecord } from '../__testUtils__/FixedIndex';
import { ApplicationRecord } from '../feed/ApplicationIndex';
import { toEnvironmentState } from './toEnvironmentState';

const state = (records: ApplicationRecord[] | undefined) =>
  toEnvironmentState({
    environment: 'dev',
    source: 'main',
    records,
    urlOf: ({ summary }) => `https://argocd.example/${summary.name}`,
  });

describe('toEnvironmentState', () => {
  it('tells what runs', () => {
    const summary = {
      health: 'Degraded' as const,
      healthMessage: 'no image',
      version: 'a1b2c3d4',
      revision: 'values',
      deployedAt: '2026-11-22T11:00:00Z',
    };
    expect(
      state([
        newRecord('orders', 'staging'),
        newRecord('orders', 'dev', { summary: { instance: 'other' } }),
        newRecord('orders', 'dev', { summary }),
      ]),
    ).toEqual({
      state: 'deployed',
      environment: 'dev',
      source: 'main',
      application: 'orders-dev',
      sync: 'Synced',
      health: 'Degraded',
      healthMessage: 'no image',
      revision: 'values',
      imageTag: 'a1b2c3d4',
      deployedAt: '2026-11-22T11:00:00Z',
      url: 'https://argocd.example/orders-dev',
    });
  });

  it('distinguishes an environment without the service from one that is not known', () => {
    expect(state([newRecord('orders', 'staging')])).toEqual({
      state: 'absent',
      environment: 'dev',
      source: 'main',
    });
    expect(state(undefined)).toMatchObject({ state: 'unknown' });
  });
});
