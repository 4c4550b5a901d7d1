/** What the environment asks for, by OpenTelemetry's own variables. */
export interface TelemetrySettings {
  /** Where Prometheus finds the metrics; undefined = they are not collected. */
  metrics?: { host: string; port: number; path: string };
  /** Traces go to the collector that `OTEL_EXPORTER_OTLP_*` names. */
  traces: boolean;
}

/**
 * Reads `OTEL_METRICS_EXPORTER=prometheus` with `OTEL_EXPORTER_PROMETHEUS_HOST` and `_PORT`, and
 * `OTEL_EXPORTER_OTLP_ENDPOINT`. OpenTelemetry has no variable for the path: it is `RUNWAY_METRICS_PATH`.
 *
 * @throws Error that names the variable whose value makes no sense
 */
export function telemetrySettings(
  environment: NodeJS.ProcessEnv,
): TelemetrySettings {
  if (environment.OTEL_SDK_DISABLED === 'true') {
    return { traces: false };
  }
  const exporter = environment.OTEL_METRICS_EXPORTER || 'none';
  if (!['none', 'prometheus'].includes(exporter)) {
    throw new Error(
      `OTEL_METRICS_EXPORTER is "${exporter}"; the portal knows "prometheus" and "none"`,
    );
  }
  return {
    metrics:
      exporter === 'prometheus'
        ? {
            host: environment.OTEL_EXPORTER_PROMETHEUS_HOST || 'localhost',
            port: portOf(environment.OTEL_EXPORTER_PROMETHEUS_PORT || '9464'),
            path: pathOf(environment.RUNWAY_METRICS_PATH || '/metrics'),
          }
        : undefined,
    traces: Boolean(
      environment.OTEL_EXPORTER_OTLP_ENDPOINT ||
        environment.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT,
    ),
  };
}

function portOf(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new Error(`OTEL_EXPORTER_PROMETHEUS_PORT is "${text}", not a port`);
  }
  return port;
}

function pathOf(text: string): string {
  if (!/^\/[\w./-]*$/.test(text)) {
    throw new Error(
      `RUNWAY_METRICS_PATH is "${text}"; it has to begin with a slash, like /metrics`,
    );
  }
  return text;
}
