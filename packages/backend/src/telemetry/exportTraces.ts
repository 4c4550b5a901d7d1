import { context, propagation, trace } from '@opentelemetry/api';
import { identityGenerator } from '@runway/integrations';
import { portalResource } from './portalResource';
import type { StopTelemetry } from './startTelemetry';

/** Sends spans to the collector that the standard variables `OTEL_EXPORTER_OTLP_*` name, which the exporter reads itself. */
export function exportTraces(): StopTelemetry {
  const { AsyncLocalStorageContextManager } =
    require('@opentelemetry/context-async-hooks') as typeof import('@opentelemetry/context-async-hooks');
  const { W3CTraceContextPropagator } =
    require('@opentelemetry/core') as typeof import('@opentelemetry/core');
  const { OTLPTraceExporter } =
    require('@opentelemetry/exporter-trace-otlp-proto') as typeof import('@opentelemetry/exporter-trace-otlp-proto');
  const { BatchSpanProcessor, TracerProvider } =
    require('@opentelemetry/sdk-trace') as typeof import('@opentelemetry/sdk-trace');
  const provider = new TracerProvider({
    resource: portalResource(),
    idGenerator: identityGenerator,
    spanProcessors: [
      new BatchSpanProcessor({ exporter: new OTLPTraceExporter() }),
    ],
  });
  trace.setGlobalTracerProvider(provider);
  context.setGlobalContextManager(
    new AsyncLocalStorageContextManager().enable(),
  );
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  return () => provider.shutdown();
}
