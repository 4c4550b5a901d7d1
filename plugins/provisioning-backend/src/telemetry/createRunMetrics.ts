import type { Meter } from '@opentelemetry/api';

/** Steps take from a moment to the half hour that a pipeline may take, in seconds. */
const durationBuckets = [
  0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 900, 1800,
];

/**
 * What runs do. Labels are of few values: template, operation, kind, outcome; never a run or a service.
 * docs/how-to/observe-runway.md lists them.
 */
export function createRunMetrics(meter: Meter) {
  const durations = (name: string, description: string) =>
    meter.createHistogram(name, {
      description,
      unit: 's',
      advice: { explicitBucketBoundaries: durationBuckets },
    });
  return {
    started: meter.createCounter('runway_runs_started_total', {
      description: 'Runs that were started',
    }),
    ended: meter.createCounter('runway_runs_ended_total', {
      description: 'Runs that came to an end; a retry can end again',
    }),
    runDuration: durations(
      'runway_run_duration_seconds',
      'From pressing Create to the end of the run',
    ),
    stepDuration: durations(
      'runway_step_duration_seconds',
      'Steps of runs, waiting for upstream systems included',
    ),
    undone: meter.createCounter('runway_undo_resources_total', {
      description: 'Resources that an undo settled, by how they ended',
    }),
  };
}
