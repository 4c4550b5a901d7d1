import { metrics } from '@opentelemetry/api';
import { portalResource } from './portalResource';
import type { StopTelemetry } from './startTelemetry';
import type { TelemetrySettings } from './telemetrySettings';

/**
 * Offers the metrics of the process to Prometheus, on a port of their own: they are not for people, and the portal's port
 * asks for a sign-in.
 *
 * @throws Error when the port is taken
 */
export async function exportMetrics({
  host,
  port,
  path,
}: NonNullable<TelemetrySettings['metrics']>): Promise<StopTelemetry> {
  const { PrometheusExporter } =
    require('@opentelemetry/exporter-prometheus') as typeof import('@opentelemetry/exporter-prometheus');
  const { MeterProvider } =
    require('@opentelemetry/sdk-metrics') as typeof import('@opentelemetry/sdk-metrics');
  const exporter = new PrometheusExporter({
    host,
    port,
    endpoint: path,
    preventServerStart: true,
    withoutScopeInfo: true,
  });
  const provider = new MeterProvider({
    resource: portalResource(),
    readers: [exporter],
  });
  metrics.setGlobalMeterProvider(provider);
  await exporter.startServer();
  return () => provider.shutdown();
}
