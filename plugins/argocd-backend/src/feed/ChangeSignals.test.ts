import { until } from '@runway/sandbox';
import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { newRecord } from '../__testUtils__/FixedIndex';
import { openDatabase } from '../service/openDatabase';
import { ChangeSignals } from './ChangeSignals';
import { KeyedChannels } from './Channels';
import { InMemoryApplicationIndex } from './InMemoryApplicationIndex';
import { readChannelKey } from './readChannelKey';
import { ServicesByApplication } from './ServicesByApplication';

const ref = { instance: 'main', namespace: 'argocd', name: 'orders-dev' };

describe('KeyedChannels', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_14'] });

  it.each(databases.eachSupportedId())(
    'have one key for replicas that start at once, %p',
    async id => {
      const knex = await databases.init(id);
      await openDatabase(mockServices.database({ knex, migrations: {} }));
      const keys = await Promise.all(
        Array.from({ length: 5 }, () => readChannelKey(knex)),
      );
      expect(new Set(keys).size).toBe(1);
      expect(keys[0]).toMatch(/^[\w-]{43}$/);
    },
  );

  it('have names that say nothing and depend on the key', () => {
    const [one, same, other] = ['a', 'a', 'b'].map(
      key => new KeyedChannels(key),
    );
    const name = one.ofService('orders');
    expect(name).toMatch(/^argocd:[\w-]{32}$/);
    expect(same.ofService('orders')).toBe(name);
    expect(other.ofService('orders')).not.toBe(name);
    expect(one.ofService('billing')).not.toBe(name);
    expect(one.ofApplication(ref)).not.toBe(
      one.ofApplication({ ...ref, instance: 'other' }),
    );
  });
});

describe('ChangeSignals', () => {
  const running: ChangeSignals[] = [];
  afterEach(() => running.splice(0).forEach(signals => signals.stop()));

  function begin(services = new ServicesByApplication()) {
    const told: Array<{ channel: string; message: unknown; at: number }> = [];
    const index = new InMemoryApplicationIndex({ instances: ['main'] });
    const channels = new KeyedChannels('key');
    running.push(
      new ChangeSignals({
        channels,
        index,
        servicesOf: record => services.of(record),
        logger: mockServices.logger.mock(),
        signals: {
          async publish({ channel, message }) {
            told.push({ channel, message, at: Date.now() });
          },
        },
      }),
    );
    let version = 0;
    const change = (service = 'orders', summary = {}) => {
      version += 1;
      index.apply({
        type: 'changed',
        record: {
          ...newRecord(service, 'dev', { summary }),
          resourceVersion: String(version),
        },
      });
    };
    const of = (channel: string) =>
      told.filter(each => each.channel === channel);
    return { told, channels, change, of };
  }

  it('tells the list, the service and the application that something changed, not what', async () => {
    const { told, channels, change } = begin();
    change();
    await until(() => told.length === 3);
    expect(told.map(({ channel }) => channel).sort()).toEqual(
      [
        channels.list,
        channels.ofService('orders'),
        channels.ofApplication(ref),
      ].sort(),
    );
    told.forEach(({ message }) => expect(message).toEqual({ type: 'changed' }));
  });

  it('tells the services that know the application by their annotations only', async () => {
    const services = new ServicesByApplication();
    services.add('billing', { 'argocd/app-name': 'legacy' });
    services.add('fares', { 'argocd/app-name': 'else' });
    const { channels, change, of } = begin(services);
    change('x', { name: 'legacy', service: undefined });
    await until(() => of(channels.ofService('billing')).length === 1);
    expect(of(channels.ofService('fares'))).toEqual([]);
    expect(of(channels.ofService('x'))).toEqual([]);
  });

  it('tells at most four times a second, and the last change always', async () => {
    const { channels, change, of } = begin();
    const channel = channels.ofService('orders');
    change();
    await until(() => of(channel).length === 1);
    const changedAt: number[] = [];
    for (let n = 0; n < 30; n++) {
      await new Promise(resolve => setTimeout(resolve, 20));
      change();
      changedAt.push(Date.now());
    }
    const last = changedAt.at(-1)!;
    await until(() => of(channel).some(({ at }) => at >= last));
    const times = of(channel).map(({ at }) => at);
    times
      .slice(1)
      .forEach((at, n) => expect(at - times[n]).toBeGreaterThanOrEqual(250));
    expect(times.length).toBeGreaterThan(2);
  });

  it('tells thousands bit by bit, and nobody is forgotten', async () => {
    const { told, channels, change, of } = begin();
    for (let n = 0; n < 1_000; n++) {
      change(`service-${n}`);
    }
    await until(() => told.length >= 2_001);
    expect(of(channels.ofService('service-999'))).toHaveLength(1);
  });
});
