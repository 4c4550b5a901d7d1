import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

export type Metrics = ReturnType<typeof createMetrics>;

/** Metrics for Prometheus. The chart's alerts and autoscaling go by `queue_depth` and `jobs_processed_total`. */
export function createMetrics() {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const jobsProcessed = new Counter({
    name: 'jobs_processed_total',
    help: 'Attempts that ended, by outcome',
    labelNames: ['outcome'] as const,
    registers,
  });
  // There from the start: a rate of something that is not there yet is no rate.
  for (const outcome of ['succeeded', 'retried', 'failed'] as const) {
    jobsProcessed.inc({ outcome }, 0);
  }
  return {
    registry,
    jobsProcessed,
    queueDepth: new Gauge({
      name: 'queue_depth',
      help: 'Jobs that are due and wait, in all of the queue',
      registers,
    }),
    jobDuration: new Histogram({
      name: 'job_duration_seconds',
      help: 'Time of an attempt',
      buckets: [0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60, 300],
      registers,
    }),
  };
}
