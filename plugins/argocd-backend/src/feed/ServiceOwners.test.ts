import { mockServices } from '@backstage/backend-test-utils';
import { Entity } from '@backstage/catalog-model';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { newRecord } from '../__testUtils__/FixedIndex';
import { ServiceOwners } from './ServiceOwners';

const component = (name: string, owner?: string, service?: string): Entity => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: {
    name,
    ...(service && { annotations: { 'runway.aerq.io/service': service } }),
  },
  spec: { type: 'service', ...(owner && { owner }) },
});

const group = (name: string): Entity => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Group',
  metadata: { name },
  spec: { type: 'team' },
});

function create(entities: Entity[]) {
  const onRead = jest.fn();
  const owners = new ServiceOwners({
    auth: mockServices.auth(),
    catalog: catalogServiceMock({ entities }),
    logger: mockServices.logger.mock(),
    onRead,
  });
  return { owners, onRead };
}

describe('ServiceOwners', () => {
  it('knows the group that owns a service, else the project that is a group', async () => {
    const { owners, onRead } = create([
      component('orders', 'sales'),
      component('bills', 'group:default/money', 'billing'),
      component('toy', 'user:default/ada'),
      group('platform'),
    ]);
    expect(owners.teamOf('orders', 'platform')).toBeUndefined();
    await owners.refresh();
    expect(owners.teamOf('orders', 'platform')).toBe('sales');
    expect(owners.teamOf('billing', 'x')).toBe('money');
    expect(owners.teamOf('toy', 'x')).toBeUndefined();
    expect(owners.teamOf('toy', 'platform')).toBe('platform');
    expect(owners.teamOf(undefined, 'platform')).toBe('platform');
    expect(owners.teamOf(undefined, 'default')).toBeUndefined();
    expect(onRead).toHaveBeenCalledTimes(1);
  });

  it('knows on whose pages an application stands, also after annotations have changed', async () => {
    const annotated = component('shop');
    const entities = [annotated, component('bills', 'sales', 'orders')];
    const { owners } = create(entities);
    const record = newRecord('orders', 'dev');
    expect([...owners.servicesOf(record)]).toEqual(['orders']);
    annotated.metadata.annotations = { 'argocd/app-name': 'orders-dev' };
    await owners.refresh();
    expect([...owners.servicesOf(record)]).toEqual(['orders', 'bills', 'shop']);
    annotated.metadata.annotations = {};
    await owners.refresh();
    expect([...owners.servicesOf(record)]).toEqual(['orders', 'bills']);
  });

  it('reads a catalog of many pages', async () => {
    const { owners } = create(
      Array.from({ length: 2_500 }, (_, n) =>
        component(`service-${n}`, `team-${n % 7}`),
      ),
    );
    await owners.refresh();
    expect(owners.teamOf('service-2499', 'x')).toBe('team-0');
  });

  it('looks again soon while the catalog is empty, as after the first start', async () => {
    const entities: Entity[] = [];
    const owners = new ServiceOwners({
      auth: mockServices.auth(),
      catalog: {
        async *streamEntities() {
          yield [...entities];
        },
      },
      logger: mockServices.logger.mock(),
      onRead: () => {
        if (!entities.length) {
          entities.push(component('orders', 'sales'), group('sales'));
        }
      },
      againMs: 1,
    });
    owners.start();
    const deadline = Date.now() + 5_000;
    while (!owners.teamOf('orders', 'x') && Date.now() < deadline) {
      await new Promise(resolve => setImmediate(resolve));
    }
    await owners.stop();
    expect(owners.teamOf('orders', 'x')).toBe('sales');
  });
});
