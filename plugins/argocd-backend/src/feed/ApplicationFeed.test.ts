import { mockServices } from '@backstage/backend-test-utils';
import { metrics } from '@opentelemetry/api';
import { createUpstreams, Upstreams } from '@runway/integrations';
import { Sandbox, until, useSandbox } from '@runway/sandbox';
import { runwayConfig } from '../__testUtils__/runwayConfig';
import {
  FaultyProxy,
  startFaultyProxy,
} from '../__testUtils__/startFaultyProxy';
import { ApplicationFeed, FeedTiming } from './ApplicationFeed';
import { FeedTelemetry } from './FeedTelemetry';
import { InMemoryApplicationIndex } from './InMemoryApplicationIndex';

const quick: Partial<FeedTiming> = {
  retryBaseMs: 20,
  retryCapMs: 100,
  firstProbeMs: 30_000,
  silenceMs: 30_000,
  graceMs: 100,
};

describe('ApplicationFeed', () => {
  jest.setTimeout(60_000);
  const fixture = useSandbox();
  const running: ApplicationFeed[] = [];
  let sandbox: Sandbox;
  let proxy: FaultyProxy;
  let upstreams: Upstreams;
  let count = 0;

  beforeAll(async () => {
    ({ sandbox } = fixture);
  });
  beforeEach(async () => {
    proxy = await startFaultyProxy(`${sandbox.url}/argocd`);
    upstreams = createUpstreams(
      mockServices.rootConfig({
        data: runwayConfig(sandbox, {
          main: proxy.url,
          direct: `${sandbox.url}/argocd`,
        }),
      }),
      { logger: mockServices.rootLogger() },
    );
  });
  afterEach(async () => {
    await Promise.all(running.splice(0).map(feed => feed.stop()));
    await upstreams.close();
    await proxy.stop();
  });

  function begin(timing: Partial<FeedTiming> = {}, instances = ['main']) {
    const index = new InMemoryApplicationIndex({ instances });
    const feeds = instances.map(
      instance =>
        new ApplicationFeed({
          client: upstreams.argocd(instance),
          index,
          teamOf: () => undefined,
          telemetry: new FeedTelemetry({
            meter: metrics.getMeter('test'),
            index,
          }),
          logger: mockServices.logger.mock(),
          timing: { ...quick, ...timing },
        }),
    );
    feeds.forEach(feed => feed.start());
    running.push(...feeds);
    return index;
  }

  const refOf = (name: string, instance = 'main') => ({
    instance,
    namespace: 'argocd',
    name,
  });

  /** An application that nothing but the test changes: its repository doesn't exist. */
  function create(name = `app-${(count += 1)}`, namespace = 'one') {
    sandbox.argocd.createApplication({
      metadata: {
        name,
        annotations: { 'argocd.argoproj.io/skip-reconcile': 'true' },
      },
      spec: {
        destination: { name: 'dev', namespace },
        source: { repoURL: 'https://git.example/none.git', path: '.' },
      },
    });
    return name;
  }

  /** Changes what can be seen of it. */
  const change = (name: string) => create(name, 'two');

  const isChanged = (index: InMemoryApplicationIndex, name: string) => () =>
    index.get(refOf(name))?.summary.destinationNamespace === 'two';

  const isFollowed = (index: InMemoryApplicationIndex) => () =>
    index.sources()[0].state === 'ok' && proxy.streams === 1;

  it('lists, then follows what comes, changes and goes', async () => {
    const name = create();
    const index = begin();
    expect(index.sources()).toEqual([
      {
        name: 'main',
        state: 'failed',
        ageSeconds: null,
        error: {
          reason: 'timeout',
          message: 'Argo CD "main" has not answered yet.',
        },
      },
    ]);
    await until(() => index.knows('main'));
    expect(index.get(refOf(name))?.summary).toMatchObject({
      cluster: 'dev',
      destinationNamespace: 'one',
    });
    expect(index.sources()).toEqual([
      { name: 'main', state: 'ok', ageSeconds: 0 },
    ]);
    await until(isFollowed(index));
    change(name);
    await until(isChanged(index, name));
    const later = create();
    await until(() => index.get(refOf(later)));
    await upstreams
      .argocd('direct')
      .deleteApplication(later, { cascade: false });
    await until(() => !index.get(refOf(later)));
    const { requests } = proxy;
    [...Array(200)].forEach(() => index.get(refOf(name)));
    expect(proxy.requests).toBe(requests);
  });

  it('keeps whole records when events come', async () => {
    const name = create();
    const index = begin();
    await until(isFollowed(index));
    const listed = index.get(refOf(name))!;
    change(name);
    await until(isChanged(index, name));
    const streamed = index.get(refOf(name))!;
    expect(streamed.uid).toBe(listed.uid);
    expect(Number(streamed.resourceVersion)).toBeGreaterThan(
      Number(listed.resourceVersion),
    );
    expect(streamed.gitSources).toEqual(listed.gitSources);
  });

  it.each(['properly', 'abruptly'] as const)(
    'catches up after a stream that ended %s',
    async how => {
      const [changed, deleted] = [create(), create()];
      const index = begin();
      await until(isFollowed(index));
      proxy.fail({ down: true });
      proxy.endStreams(how);
      await until(() => index.sources()[0].state === 'partial');
      expect(index.sources()[0]).toMatchObject({
        ageSeconds: expect.any(Number),
        error: { reason: 'unavailable' },
      });
      change(changed);
      const added = create();
      await upstreams
        .argocd('direct')
        .deleteApplication(deleted, { cascade: false });
      expect(index.get(refOf(deleted))).toBeDefined();
      proxy.fail(undefined);
      await until(isFollowed(index));
      expect(isChanged(index, changed)()).toBe(true);
      expect(index.get(refOf(added))).toBeDefined();
      expect(index.get(refOf(deleted))).toBeUndefined();
    },
  );

  it('sees that a stream has stalled, and catches up', async () => {
    const name = create();
    const index = begin({ firstProbeMs: 100, silenceMs: 200 });
    await until(isFollowed(index));
    proxy.spoilStreams('stall');
    change(name);
    expect(await until(isChanged(index, name))).toBe(true);
  });

  it('leaves a stream alone that has missed nothing', async () => {
    create();
    const index = begin({ firstProbeMs: 50, silenceMs: 50, checkMs: 100 });
    const lists: string[] = [];
    proxy.holdAnswers(async path => {
      lists.push(path);
    });
    await until(isFollowed(index));
    const compared = (path: string) => path.includes('items.status.health');
    await until(() => lists.filter(compared).length > 2);
    const whole = (path: string) => !path.includes('fields=');
    expect(lists.filter(whole)).toHaveLength(1);
  });

  it('begins anew when a line is cut off', async () => {
    const name = create();
    const index = begin();
    await until(isFollowed(index));
    proxy.spoilStreams('truncate');
    const { streamsBegun } = proxy;
    change(name);
    await until(() => proxy.streamsBegun > streamsBegun);
    proxy.spoilStreams(undefined);
    await until(isFollowed(index));
    expect(await until(isChanged(index, name))).toBe(true);
  });

  it('says that it was refused, keeps what it knows and comes back', async () => {
    const name = create();
    const index = begin();
    await until(isFollowed(index));
    proxy.fail({ status: 401 });
    proxy.endStreams('abruptly');
    await until(() => index.sources()[0].error?.reason === 'denied');
    expect(index.get(refOf(name))).toBeDefined();
    expect(index.sources()[0].state).toBe('partial');
    proxy.fail(undefined);
    await until(isFollowed(index));
  });

  it('misses nothing between list and stream', async () => {
    const name = create();
    proxy.holdAnswers(async path => {
      if (!path.includes('fields=')) {
        await until(() => proxy.streams === 1);
        change(name);
      }
    });
    const index = begin();
    expect(await until(isChanged(index, name))).toBe(true);
  });

  it('takes no nonsense for an empty list', async () => {
    const name = create();
    const index = begin();
    await until(isFollowed(index));
    proxy.fail({ body: '{"items": "none"}' });
    proxy.endStreams('abruptly');
    await until(() => index.sources()[0].state === 'partial');
    expect(index.get(refOf(name))).toBeDefined();
  });

  it('follows one instance while another is down', async () => {
    const name = create();
    proxy.fail({ down: true });
    const index = begin({}, ['main', 'direct']);
    await until(() => index.knows('direct'));
    await index.tried(10_000);
    expect(index.get(refOf(name, 'direct'))).toBeDefined();
    expect(index.knows('main')).toBe(false);
    expect(index.sources()).toMatchObject([
      { name: 'main', state: 'failed', error: { reason: 'unavailable' } },
      { name: 'direct', state: 'ok' },
    ]);
    proxy.fail(undefined);
    await until(() => index.knows('main'));
  });

  it('ends with the portal', async () => {
    const index = begin();
    await until(isFollowed(index));
    await running[0].stop();
    await until(() => proxy.streams === 0);
    const { requests } = proxy;
    const name = create();
    await new Promise(resolve => setTimeout(resolve, 300));
    expect(proxy.requests).toBe(requests);
    expect(index.get(refOf(name))).toBeUndefined();
  });
});
