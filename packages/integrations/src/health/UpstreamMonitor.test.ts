import { mockServices } from '@backstage/backend-test-utils';
import { metrics } from '@opentelemetry/api';
import { failureOf } from '../__testUtils__/failureOf';
import { FaultServer } from '../__testUtils__/FaultServer';
import { until } from '../__testUtils__/until';
import { upstreamsConfig } from '../__testUtils__/upstreamsConfig';
import { useTelemetry } from '../__testUtils__/useTelemetry';
import { createUpstreams } from '../upstreams/createUpstreams';
import type { Upstreams } from '../upstreams/Upstreams';
import { type MonitorTuning, UpstreamMonitor } from './UpstreamMonitor';

describe('UpstreamMonitor', () => {
  const telemetry = useTelemetry();
  let server: FaultServer;
  let upstreams: Upstreams;
  let monitor: UpstreamMonitor;
  const healthy = (request: { url: string }) =>
    ({
      '/kubernetes/dev/version': { gitVersion: 'v1.35.0' },
      '/argocd/api/version': { Version: 'v3.2.0' },
      '/argocd/api/v1/session/userinfo': { loggedIn: true, username: 'runway' },
    }[request.url]);

  beforeAll(async () => {
    server = await FaultServer.start();
  });
  beforeEach(() => {
    server.reset();
    server.otherwise = (request, response) => {
      const json = healthy(request);
      response
        .writeHead(json ? 200 : 503, { 'content-type': 'application/json' })
        .end(JSON.stringify(json ?? {}));
    };
  });
  afterEach(async () => {
    monitor.stop();
    await upstreams.close();
  });
  afterAll(() => server.stop());

  function start(
    tuning: Partial<MonitorTuning> = {},
    breakerThreshold = 1000,
  ): UpstreamMonitor {
    const logger = mockServices.rootLogger();
    upstreams = createUpstreams(upstreamsConfig(server.url), {
      logger,
      tuning: { retryBaseMs: 1, breakerThreshold },
    });
    monitor = new UpstreamMonitor({
      upstreams: () => upstreams,
      logger,
      meter: metrics.getMeter('test'),
      tuning: { everyMs: 20, ...tuning },
    });
    monitor.start();
    return monitor;
  }

  const of = (system: string) =>
    monitor.current().find(each => each.system === system)!;

  it('knows nothing at first, then which one is ill, since when and why', async () => {
    start();
    expect(monitor.current().map(({ state }) => state)).toEqual(
      Array(4).fill('unknown'),
    );
    await until(() => monitor.current().every(each => each.checkedAt));
    expect(of('kubernetes')).toMatchObject({
      instance: 'dev',
      state: 'ok',
      since: expect.any(Number),
      latencyMs: expect.any(Number),
      breaker: 'closed',
      environments: ['dev'],
    });
    expect(of('argocd').state).toBe('ok');
    expect(of('gitlab')).toMatchObject({
      state: 'down',
      problem: expect.stringContaining('GitLab "main" answered 503'),
    });
    const points = await telemetry.points('runway_upstream_state');
    expect(points).toContainEqual({
      system: 'gitlab',
      instance: 'main',
      state: 'down',
      value: 1,
    });
    expect(points).toContainEqual({
      system: 'gitlab',
      instance: 'main',
      state: 'ok',
      value: 0,
    });
  });

  it('sees that it is well again, and when that was', async () => {
    server.otherwise = { status: 503, json: {} };
    start();
    await until(() => of('kubernetes').state === 'down');
    const { since } = of('kubernetes');
    server.otherwise = { json: { gitVersion: 'v1.35.0' } };
    await until(() => of('kubernetes').state === 'ok');
    expect(of('kubernetes').since).toBeGreaterThanOrEqual(since!);
    expect(of('kubernetes').problem).toBeUndefined();
  });

  it('remembers why the circuit is open while nothing is sent', async () => {
    server.otherwise = { status: 503, json: {} };
    start({}, 3);
    await until(() => of('kubernetes').breaker === 'open');
    const { checkedAt } = of('kubernetes');
    await until(() => of('kubernetes').checkedAt! > checkedAt! + 100);
    expect(of('kubernetes')).toMatchObject({
      state: 'down',
      problem: expect.stringContaining('503'),
    });
  });

  it('calls one that takes long degraded', async () => {
    start({ slowMs: -1 });
    await until(() => of('kubernetes').state === 'degraded');
    expect(of('kubernetes').problem).toMatch(/^A check took \d+\.\d s$/);
  });

  it('calls one that does not take the portal’s token down', async () => {
    server.otherwise = (request, response) => {
      const json = /userinfo/.test(request.url)
        ? { loggedIn: false }
        : { Version: 'v3.2.0' };
      response.writeHead(200).end(JSON.stringify(json));
    };
    start();
    await until(() => of('argocd').state === 'down');
    expect(of('argocd').problem).toContain('does not accept');
  });

  it('asks silent ones one at a time, and not for ever', async () => {
    server.otherwise = { fault: 'hang' };
    start({ everyMs: 5, timeoutMs: 200 });
    await until(() => monitor.current().every(each => each.state === 'down'));
    expect(of('vault').problem).toMatch(/no answer to health within/);
    // Argo CD and GitLab are asked two things, Vault three.
    expect(server.peak).toBeLessThanOrEqual(9);
  });

  it('asks sooner when a call has failed', async () => {
    start({ everyMs: 600_000, againAfterMs: 0 });
    await until(() => of('kubernetes').state === 'ok');
    server.otherwise = { status: 503, json: {} };
    await failureOf(
      upstreams.kubernetes('dev').findNamespace('flight-ops-dev'),
    );
    await until(() => of('kubernetes').state === 'down');
    expect(of('kubernetes').problem).toContain('503');
  });
});
