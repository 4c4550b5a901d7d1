import { WinstonLogger } from '@backstage/backend-defaults/rootLogger';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import { Writable } from 'node:stream';
import { format, transports } from 'winston';

/** A logger and a meter, with what they were told. */
export function recordTelemetry() {
  const lines: Array<Record<string, unknown>> = [];
  const logger = WinstonLogger.create({
    format: format.json(),
    transports: [
      new transports.Stream({
        stream: new Writable({
          write(chunk, _encoding, done) {
            lines.push(JSON.parse(String(chunk)));
            done();
          },
        }),
      }),
    ],
  });
  const exporter = new InMemoryMetricExporter(
    AggregationTemporality.CUMULATIVE,
  );
  const reader = new PeriodicExportingMetricReader({ exporter });
  const meter = new MeterProvider({ readers: [reader] }).getMeter('test');
  return {
    logger,
    meter,
    lines,
    /** Metric -> its points, once; ends it. */
    async measured() {
      await reader.forceFlush();
      await reader.shutdown();
      return Object.fromEntries(
        exporter
          .getMetrics()
          .flatMap(({ scopeMetrics }) => scopeMetrics)
          .flatMap(scope => scope.metrics)
          .map(({ descriptor, dataPoints }) => [
            descriptor.name,
            [...dataPoints].map(({ attributes, value }) => [
              attributes,
              typeof value === 'number' ? value : value.count,
            ]),
          ]),
      );
    },
  };
}
