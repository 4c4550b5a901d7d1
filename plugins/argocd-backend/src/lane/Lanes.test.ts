import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { newRecord } from '../__testUtils__/FixedIndex';
import { KeyedChannels } from '../feed/Channels';
import { InMemoryApplicationIndex } from '../feed/InMemoryApplicationIndex';
import { Readers } from '../service/Readers';
import { LaneDetails } from './LaneDetails';
import { Lanes } from './Lanes';

const environments = ['dev', 'staging', 'production'].map(name => ({
  name,
  cluster: name,
  argocd: name === 'production' ? 'prod' : 'main',
}));

const orders = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: {
    name: 'orders',
    namespace: 'default',
    annotations: { 'argocd/app-name': 'legacy' },
  },
  spec: { type: 'service' },
};

function create(
  options: {
    denied?: string[];
    details?: LaneDetails;
    paused?: boolean;
  } = {},
) {
  const index = new InMemoryApplicationIndex({ instances: ['main', 'prod'] });
  index.replace('main', [
    newRecord('orders', 'dev', {
      summary: { version: 'abc', autoSync: false },
    }),
    newRecord('orders', 'dev', {
      summary: { name: 'orders-dev-eu', health: 'Degraded' },
    }),
    newRecord('x', 'x', {
      summary: {
        name: 'legacy',
        service: undefined,
        environment: undefined,
        cluster: 'mainframe',
      },
    }),
  ]);
  index.failed('prod', new Error('down'));
  const catalog = catalogServiceMock({ entities: [orders] });
  const getEntityByRef = jest.spyOn(catalog, 'getEntityByRef');
  const authorize = jest.fn(async ([{ permission }]) => [
    {
      result: options.denied?.includes(permission.name)
        ? AuthorizeResult.DENY
        : AuthorizeResult.ALLOW,
    },
  ]);
  const lanes = new Lanes({
    index,
    channels: new KeyedChannels('key'),
    readers: new Readers({
      catalog,
      permissions: mockServices.permissions.mock({ authorize }),
    }),
    environments,
    urlOf: ({ summary }) => `https://argocd.example/${summary.name}`,
    details: options.details,
    pausedOf: ({ summary }) =>
      options.paused && !summary.autoSync
        ? { by: 'user:default/noor', at: '2026-11-22', reason: 'Black Friday' }
        : undefined,
  });
  const of = (service = 'orders', person = 'user:default/ada') =>
    lanes.of(service, { credentials: mockCredentials.user(person as never) });
  return { index, of, getEntityByRef, authorize };
}

describe('Lanes', () => {
  it('shows each environment in order, the unwell first, others after them', async () => {
    const { stages, channel, sources } = await create().of();
    expect(
      stages.map(({ environment, state, applications }) => [
        environment,
        state,
        applications.map(({ name }) => name),
      ]),
    ).toEqual([
      ['dev', 'deployed', ['orders-dev-eu', 'orders-dev']],
      ['staging', 'absent', []],
      ['production', 'unknown', []],
      ['mainframe', 'deployed', ['legacy']],
    ]);
    expect(stages[0].applications[1]).toEqual({
      instance: 'main',
      namespace: 'argocd',
      name: 'orders-dev',
      sync: 'Synced',
      health: 'Healthy',
      autoSync: false,
      version: 'abc',
      url: 'https://argocd.example/orders-dev',
    });
    expect(sources.map(({ state }) => state)).toEqual(['ok', 'failed']);
    expect(channel).toMatch(/^argocd:/);
  });

  it('adds what others know, and why auto-sync is paused', async () => {
    const describeStages = jest.fn(async () => [{ behind: 3 }]);
    const { of } = create({
      details: { describe: describeStages },
      paused: true,
    });
    const { stages } = await of();
    expect(stages[0]).toMatchObject({ environment: 'dev', behind: 3 });
    expect(stages[0].applications.map(({ paused }) => paused?.reason)).toEqual([
      undefined,
      'Black Friday',
    ]);
    expect(describeStages.mock.calls).toEqual([
      [{ name: 'orders', entity: orders }, expect.any(Array)],
    ]);
  });

  it('shows what annotations point at only to those who may see everything', async () => {
    const { stages } = await create({
      denied: ['argocd.application.list'],
    }).of();
    expect(stages.map(({ environment }) => environment)).not.toContain(
      'mainframe',
    );
  });

  it('refuses what the reader may not see', async () => {
    await expect(
      create({ denied: ['argocd.application.read'] }).of(),
    ).rejects.toMatchObject({ name: 'NotAllowedError' });
    await expect(create().of('unknown')).rejects.toMatchObject({
      name: 'NotFoundError',
    });
  });

  it('asks catalog and policy once for a person that looks often, and anew for another', async () => {
    const { of, getEntityByRef, authorize } = create();
    await Promise.all([of(), of(), of()]);
    await of();
    expect(getEntityByRef).toHaveBeenCalledTimes(1);
    const { length } = authorize.mock.calls;
    await of('orders', 'user:default/bob');
    expect(getEntityByRef).toHaveBeenCalledTimes(2);
    expect(authorize.mock.calls.length).toBe(2 * length);
  });
});
