import { ArgoCdApplication } from '@runway/integrations';
import { ApplicationCache } from './ApplicationCache';

const application = (service: string, environment = 'dev') =>
  ({
    metadata: {
      name: `${service}-${environment}`,
      labels: {
        'runway.aerq.io/service': service,
        'runway.aerq.io/environment': environment,
      },
    },
    spec: {},
    status: {},
  } as ArgoCdApplication);

/** An Argo CD that knows an application of every service and does as `behave` says. */
function setup(options: { maxEntries?: number } = {}) {
  const requests: string[][] = [];
  const world = {
    now: 1_000_000,
    behave: async (services: string[]) =>
      services.map(service => application(service)),
  };
  const cache = new ApplicationCache({
    source: {
      name: 'main',
      webUrl: 'http://argocd',
      listApplications: async services => {
        requests.push(services);
        return world.behave(services);
      },
    },
    now: () => world.now,
    ...options,
  });
  return { cache, requests, world };
}

const names = (answer: { applications: Map<string, ArgoCdApplication[]> }) =>
  Object.fromEntries(
    [...answer.applications].map(([service, apps]) => [
      service,
      apps.map(app => app.metadata.name),
    ]),
  );

describe('ApplicationCache', () => {
  it('asks once for many readers of many services at the same time', async () => {
    const { cache, requests } = setup();
    const readers = Array.from({ length: 200 }, (_, i) =>
      cache.get([i % 2 ? 'orders' : 'billing'], 1_000),
    );
    await Promise.all(readers);
    expect(requests).toEqual([['billing', 'orders']]);
  });

  it('never puts more than 50 services into one request', async () => {
    const { cache, requests } = setup();
    const services = Array.from({ length: 120 }, (_, i) => `service-${i}`);
    const answer = await cache.get(services, 1_000);
    expect(requests.map(request => request.length)).toEqual([50, 50, 20]);
    expect(answer.applications.size).toBe(120);
  });

  it('shares what is fresh and asks again when it is not', async () => {
    const { cache, requests, world } = setup();
    await cache.get(['orders'], 1_000);
    world.now += 4_999;
    const shared = await cache.get(['orders'], 1_000);
    expect(requests).toHaveLength(1);
    expect(shared.ageSeconds).toBeCloseTo(4.999);

    world.now += 1;
    const renewed = await cache.get(['orders'], 1_000);
    expect(requests).toHaveLength(2);
    expect(renewed.ageSeconds).toBe(0);
  });

  it('remembers that a service has no applications', async () => {
    const { cache, requests, world } = setup();
    world.behave = async () => [];
    const answer = await cache.get(['orders'], 1_000);
    await cache.get(['orders'], 1_000);
    expect(names(answer)).toEqual({ orders: [] });
    expect(requests).toHaveLength(1);
  });

  it('uses what it knew when the source fails, and leaves the source alone for a while', async () => {
    const { cache, requests, world } = setup();
    await cache.get(['orders'], 1_000);
    world.now += 60_000;
    world.behave = async () => {
      throw new Error('down');
    };

    const answer = await cache.get(['orders', 'billing'], 1_000);
    expect(names(answer)).toEqual({ orders: ['orders-dev'] });
    expect(answer.ageSeconds).toBe(60);
    expect(answer.failure).toMatchObject({ message: 'down' });

    await cache.get(['orders'], 1_000);
    expect(requests).toHaveLength(2);

    world.now += 3_000;
    world.behave = async services => services.map(s => application(s));
    const recovered = await cache.get(['orders'], 1_000);
    expect(recovered).toMatchObject({ ageSeconds: 0 });
    expect(recovered.failure).toBeUndefined();
  });

  it('forgets what is too old to show', async () => {
    const { cache, world } = setup();
    await cache.get(['orders'], 1_000);
    world.now += 15 * 60_000 + 1;
    world.behave = async () => {
      throw new Error('down');
    };
    const answer = await cache.get(['orders'], 1_000);
    expect(answer.applications.size).toBe(0);
    expect(answer.ageSeconds).toBeNull();
  });

  it('answers at the deadline; the late answer fills the cache', async () => {
    const { cache, requests, world } = setup();
    let arrive!: (applications: ArgoCdApplication[]) => void;
    world.behave = () =>
      new Promise(resolve => {
        arrive = resolve;
      });

    const early = await cache.get(['orders'], 20);
    expect(early.failure).toMatchObject({ name: 'DeadlineError' });
    expect(early.applications.size).toBe(0);

    const waiting = cache.get(['orders'], 60_000);
    arrive([application('orders')]);
    expect(names(await waiting)).toEqual({ orders: ['orders-dev'] });
    expect(requests).toHaveLength(1);
  });

  it('keeps no more services than it is allowed to, dropping the oldest', async () => {
    const { cache, requests } = setup({ maxEntries: 2 });
    await cache.get(['orders'], 1_000);
    await cache.get(['billing'], 1_000);
    await cache.get(['routes'], 1_000);
    await cache.get(['billing', 'routes'], 1_000);
    expect(requests).toHaveLength(3);
    await cache.get(['orders'], 1_000);
    expect(requests).toHaveLength(4);
  });
});
