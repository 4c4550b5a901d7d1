import { mockServices } from '@backstage/backend-test-utils';
import { context, propagation, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import {
  InMemorySpanExporter,
  SimpleSpanProcessor,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { identityGenerator } from '@runway/integrations';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';
import { useUpstreams } from '../__testUtils__/useUpstreams';
import { RunTelemetry } from './RunTelemetry';

jest.setTimeout(60_000);

const run = {
  id: '3f2b8c1e-5d47-4a9b-8e60-7c1f9d2a4b55',
  name: 'check-in-api',
  templateRef: 'template:default/api-service',
  createdAt: Date.now(),
};
const traceId = '3f2b8c1e5d474a9b8e607c1f9d2a4b55';
const step = { stepId: 'publish', operation: 'runway:repository:publish' };

/** Node tells of each request that a server of this process receives; the sandbox is one. */
const CHANNEL = 'http.server.request.start';

describe('a run that is traced', () => {
  const fixture = useUpstreams();
  const spans = new InMemorySpanExporter();
  const received: Array<[path: string, traceparent: string]> = [];
  const listen = (message: unknown) => {
    const { url, headers } = (message as { request: IncomingMessage }).request;
    received.push([url!, String(headers.traceparent)]);
  };

  beforeAll(() => {
    subscribe(CHANNEL, listen);
    trace.setGlobalTracerProvider(
      new TracerProvider({
        idGenerator: identityGenerator,
        spanProcessors: [new SimpleSpanProcessor({ exporter: spans })],
      }),
    );
    context.setGlobalContextManager(
      new AsyncLocalStorageContextManager().enable(),
    );
    propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  });
  afterAll(() => {
    unsubscribe(CHANNEL, listen);
    [trace, context, propagation].forEach(api => api.disable());
  });

  it('hands its trace to every upstream, below the step that asked', async () => {
    const { upstreams } = fixture;
    const telemetry = new RunTelemetry({ logger: mockServices.rootLogger() });
    const options = { log: () => {}, signal: new AbortController().signal };
    await telemetry.start(run, async () => {});
    received.length = 0;
    await telemetry.step(run, step, options, async () => {
      await upstreams.gitlab().health();
      await upstreams.argocd('main').health();
      await upstreams.vault('main').health({ paths: [] });
      await upstreams.kubernetes('dev').health({});
    });

    const finished = spans.getFinishedSpans();
    const [root] = finished.filter(({ name }) => name === 'run');
    const [work] = finished.filter(({ name }) => name.startsWith('step '));
    const requests = finished.filter(
      ({ attributes }) => 'runway.upstream.system' in attributes,
    );
    expect(root.spanContext().traceId).toBe(traceId);
    expect(work.parentSpanContext?.spanId).toBe(root.spanContext().spanId);
    for (const { parentSpanContext } of requests) {
      expect(parentSpanContext?.spanId).toBe(work.spanContext().spanId);
    }
    const systems = new Set(received.map(([path]) => path.split('/')[1]));
    expect([...systems].sort()).toEqual([
      'argocd',
      'gitlab',
      'kubernetes',
      'vault',
    ]);
    expect(received.map(([, traceparent]) => traceparent).sort()).toEqual(
      requests
        .map(span => `00-${traceId}-${span.spanContext().spanId}-01`)
        .sort(),
    );
  });
});
