import type { Meter } from '@opentelemetry/api';

/** People take from a minute to weeks, in seconds. */
const durationBuckets = [
  30, 60, 300, 900, 3600, 14_400, 28_800, 86_400, 259_200, 604_800, 1_209_600,
];

/**
 * What changes of services do. Labels are of few values: kind, outcome; never a change or a service.
 * docs/how-to/observe-runway.md lists them.
 */
export function createChangeMetrics(meter: Meter) {
  const durations = (name: string, description: string) =>
    meter.createHistogram(name, {
      description,
      unit: 's',
      advice: { explicitBucketBoundaries: durationBuckets },
    });
  return {
    opened: meter.createCounter('runway_changes_opened_total', {
      description: 'Changes of services that were asked for',
    }),
    ended: meter.createCounter('runway_changes_ended_total', {
      description: 'Changes that came to an end; after Retry one ends again',
    }),
    approvalDuration: durations(
      'runway_change_approval_duration_seconds',
      'From opening a change to its last approval',
    ),
    duration: durations(
      'runway_change_duration_seconds',
      'From opening a change until everything is done',
    ),
    items: meter.createCounter('runway_change_items_total', {
      description: 'Resources that changes settled, by how they ended',
    }),
    interrupted: meter.createCounter('runway_changes_interrupted_total', {
      description: 'Work on changes that stopped and is tried again',
    }),
  };
}
