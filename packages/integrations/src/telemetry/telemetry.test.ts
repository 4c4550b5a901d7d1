import { mockServices } from '@backstage/backend-test-utils';
import { context, trace } from '@opentelemetry/api';
import { failureOf } from '../__testUtils__/failureOf';
import { FaultServer } from '../__testUtils__/FaultServer';
import { until } from '../__testUtils__/until';
import { upstreamsConfig } from '../__testUtils__/upstreamsConfig';
import { useTelemetry } from '../__testUtils__/useTelemetry';
import { createUpstreams } from '../upstreams/createUpstreams';
import type { Upstreams } from '../upstreams/Upstreams';

const project = { id: 1, name: 'x' };

describe('telemetry of upstream calls', () => {
  const telemetry = useTelemetry();
  let server: FaultServer;
  let upstreams: Upstreams;

  beforeAll(async () => {
    server = await FaultServer.start();
  });
  beforeEach(() => {
    server.reset();
    upstreams = createUpstreams(
      upstreamsConfig(server.url, { maxConcurrency: 1 }),
      {
        logger: mockServices.logger.mock(),
        tuning: { retryBaseMs: 1, breakerThreshold: 3, maxQueue: 5 },
      },
    );
  });
  afterEach(() => upstreams.close());
  afterAll(() => server.stop());

  const spans = () => telemetry.spans.getFinishedSpans();
  const read = () => failureOf(upstreams.gitlab().project(1));

  it('makes one span an attempt, below the active one, and hands each to the upstream', async () => {
    server.next({ status: 503, json: {} });
    server.otherwise = { status: 404, json: {} };
    const tracer = trace.getTracer('test');
    await tracer.startActiveSpan('step', async step => {
      await read();
      step.end();
    });
    const step = spans().find(({ name }) => name === 'step')!;
    const attempts = spans().filter(({ name }) => name === 'gitlab project');
    expect(attempts.map(({ attributes }) => attributes)).toEqual([
      {
        'http.request.method': 'GET',
        'http.response.status_code': 503,
        'runway.upstream.system': 'gitlab',
        'runway.upstream.instance': 'main',
        'runway.upstream.operation': 'project',
        'runway.upstream.attempt': 1,
        'runway.upstream.breaker': 'closed',
        'error.type': '503',
      },
      expect.objectContaining({
        'http.response.status_code': 404,
        'runway.upstream.attempt': 2,
        'error.type': '404',
      }),
    ]);
    const { traceId, spanId } = step.spanContext();
    for (const attempt of attempts) {
      expect(attempt.parentSpanContext).toMatchObject({ traceId, spanId });
    }
    expect(server.requests.map(({ headers }) => headers.traceparent)).toEqual(
      attempts.map(
        attempt => `00-${traceId}-${attempt.spanContext().spanId}-01`,
      ),
    );
  });

  it('keeps requests that wait for a slot in their own trace', async () => {
    server.otherwise = (_request, response) => {
      setTimeout(() => response.writeHead(404).end('{}'), 20);
    };
    const tracer = trace.getTracer('test');
    const ids = await Promise.all(
      [1, 2, 3, 4].map(() =>
        tracer.startActiveSpan('step', async step => {
          await read();
          step.end();
          return step.spanContext().traceId;
        }),
      ),
    );
    expect(
      server.requests
        .map(({ headers }) => String(headers.traceparent).split('-')[1])
        .sort(),
    ).toEqual([...ids].sort());
  });

  it('sends no trace while nothing is traced', async () => {
    server.otherwise = { status: 404, json: {} };
    trace.disable();
    await context.with(context.active(), read);
    expect(server.requests[0].headers).not.toHaveProperty('traceparent');
  });

  it('counts calls by outcome and the requests that were sent again', async () => {
    server.next({ status: 503, json: {} });
    server.otherwise = { status: 404, json: project };
    await read();
    const labels = { system: 'gitlab', instance: 'main', operation: 'project' };
    const durations = await telemetry.points(
      'runway_upstream_request_duration_seconds',
    );
    expect(durations).toContainEqual({
      ...labels,
      outcome: 'refused',
      value: expect.objectContaining({ count: expect.any(Number) }),
    });
    expect(
      await telemetry.points('runway_upstream_retries_total'),
    ).toContainEqual({ ...labels, value: expect.any(Number) });
  });

  it('shows the state of each circuit breaker', async () => {
    server.otherwise = { status: 503, json: {} };
    await read();
    const states = (await telemetry.points('runway_upstream_breaker_state'))
      .filter(({ value }) => value === 1)
      .map((point: any) => `${point.system}/${point.instance} ${point.state}`);
    expect(states).toContain('gitlab/main open');
    expect(states).toContain('vault/main closed');
  });

  it('shows how many requests are under way and how many wait', async () => {
    server.otherwise = { fault: 'hang' };
    const stop = new AbortController();
    const calls = [1, 2, 3].map(() =>
      failureOf(upstreams.gitlab().project(1, { signal: stop.signal })),
    );
    await until(() => server.requests.length === 1);
    const labels = { system: 'gitlab', instance: 'main' };
    expect(
      await telemetry.points('runway_upstream_requests_active'),
    ).toContainEqual({
      ...labels,
      value: 1,
    });
    expect(
      await telemetry.points('runway_upstream_requests_waiting'),
    ).toContainEqual({
      ...labels,
      value: 2,
    });
    stop.abort();
    await Promise.all(calls);
  });
});
