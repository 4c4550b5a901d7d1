import { context, metrics, propagation, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import {
  InMemorySpanExporter,
  SimpleSpanProcessor,
  TracerProvider,
} from '@opentelemetry/sdk-trace';

/** Collects metrics and spans of the process in memory. Call it in `describe`, before what makes instruments. */
export function useTelemetry() {
  const spans = new InMemorySpanExporter();
  const measured = new InMemoryMetricExporter(
    AggregationTemporality.CUMULATIVE,
  );
  const reader = new PeriodicExportingMetricReader({ exporter: measured });

  beforeAll(() => {
    trace.setGlobalTracerProvider(
      new TracerProvider({
        spanProcessors: [new SimpleSpanProcessor({ exporter: spans })],
      }),
    );
    context.setGlobalContextManager(
      new AsyncLocalStorageContextManager().enable(),
    );
    propagation.setGlobalPropagator(new W3CTraceContextPropagator());
    metrics.setGlobalMeterProvider(new MeterProvider({ readers: [reader] }));
  });
  beforeEach(() => spans.reset());
  afterAll(async () => {
    await reader.shutdown();
    [trace, context, propagation, metrics].forEach(api => api.disable());
  });

  return {
    spans,
    /** @returns the data points of an instrument, as they are now */
    async points(name: string) {
      measured.reset();
      await reader.forceFlush();
      return measured
        .getMetrics()
        .flatMap(({ scopeMetrics }) => scopeMetrics)
        .flatMap(scope => scope.metrics)
        .filter(({ descriptor }) => descriptor.name === name)
        .flatMap(({ dataPoints }) =>
          [...dataPoints].map(({ attributes, value }) => ({
            ...attributes,
            value,
          })),
        );
    },
  };
}
