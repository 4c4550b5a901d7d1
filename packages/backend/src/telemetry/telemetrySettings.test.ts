import { telemetrySettings } from './telemetrySettings';

describe('telemetrySettings', () => {
  it('asks for nothing by itself', () => {
    expect(telemetrySettings({})).toEqual({ traces: false });
  });

  it('takes metrics from the standard variables', () => {
    expect(telemetrySettings({ OTEL_METRICS_EXPORTER: 'prometheus' })).toEqual({
      metrics: { host: 'localhost', port: 9464, path: '/metrics' },
      traces: false,
    });
    expect(
      telemetrySettings({
        OTEL_METRICS_EXPORTER: 'prometheus',
        OTEL_EXPORTER_PROMETHEUS_HOST: '0.0.0.0',
        OTEL_EXPORTER_PROMETHEUS_PORT: '9100',
        RUNWAY_METRICS_PATH: '/internal/metrics',
      }).metrics,
    ).toEqual({ host: '0.0.0.0', port: 9100, path: '/internal/metrics' });
  });

  it('traces as soon as a collector is named', () => {
    const collector = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318' };
    expect(telemetrySettings(collector).traces).toBe(true);
    expect(
      telemetrySettings({ ...collector, OTEL_SDK_DISABLED: 'true' }).traces,
    ).toBe(false);
  });

  it.each([
    ['OTEL_METRICS_EXPORTER', 'console'],
    ['OTEL_EXPORTER_PROMETHEUS_PORT', 'metrics'],
    ['OTEL_EXPORTER_PROMETHEUS_PORT', '70000'],
    ['RUNWAY_METRICS_PATH', 'metrics'],
  ])('names %s when it is %s', (name, value) => {
    expect(() =>
      telemetrySettings({ OTEL_METRICS_EXPORTER: 'prometheus', [name]: value }),
    ).toThrow(name);
  });
});
