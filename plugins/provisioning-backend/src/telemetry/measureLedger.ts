import type { BatchObservableResult, Meter } from '@opentelemetry/api';
import type { RunStatus } from '@runway/plugin-provisioning-common';
import type { Knex } from 'knex';

/** Runs that still want something: from the platform, or (when they failed) from a person. */
const OPEN: RunStatus[] = [
  'starting',
  'running',
  'failed',
  'undoing',
  'undo-failed',
];

/**
 * What the ledger holds, read when Prometheus asks and not before. Every replica answers the same: take the maximum over
 * replicas, not the sum.
 *
 * @returns ends it
 */
export function measureLedger(meter: Meter, database: Knex): () => void {
  const runs = meter.createObservableGauge('runway_ledger_runs', {
    description: 'Runs that are not settled, by status',
  });
  const silence = meter.createObservableGauge('runway_ledger_silence_seconds', {
    description:
      'Time since the ledger last heard of the quietest run that is under way',
    unit: 's',
  });
  const age = meter.createObservableGauge('runway_ledger_age_seconds', {
    description: 'Time since the oldest run that is under way was started',
    unit: 's',
  });
  const orphans = meter.createObservableGauge('runway_ledger_orphans', {
    description: 'Resources that an undo had to leave behind',
  });
  const gauges = [runs, silence, age, orphans];
  /** What is not observed any more would keep its last value. */
  const known = new Map<string, { system: string; kind: string }>();

  async function observe(result: BatchObservableResult) {
    const rows: Array<Record<string, unknown>> = await database('runs')
      .whereIn('status', OPEN)
      .groupBy('status')
      .select('status')
      .count({ count: '*' })
      .min({ heard: 'updated_at', started: 'created_at' });
    for (const status of OPEN) {
      const row = rows.find(each => each.status === status);
      result.observe(runs, Number(row?.count ?? 0), { status });
      if (['starting', 'running', 'undoing'].includes(status)) {
        result.observe(silence, secondsSince(row?.heard), { status });
        result.observe(age, secondsSince(row?.started), { status });
      }
    }
    const counts = new Map<string, number>();
    const left: Array<Record<string, unknown>> = await database('resources')
      .where({ state: 'orphaned' })
      .groupBy('system', 'kind')
      .select('system', 'kind')
      .count({ count: '*' });
    for (const { system, kind, count } of left) {
      known.set(`${system} ${kind}`, {
        system: String(system),
        kind: String(kind),
      });
      counts.set(`${system} ${kind}`, Number(count));
    }
    known.forEach((labels, key) =>
      result.observe(orphans, counts.get(key) ?? 0, labels),
    );
  }

  meter.addBatchObservableCallback(observe, gauges);
  return () => meter.removeBatchObservableCallback(observe, gauges);
}

/** Zero when there is no such time. PostgreSQL returns it as a string. */
const secondsSince = (milliseconds: unknown) =>
  milliseconds ? Math.max(Date.now() - Number(milliseconds), 0) / 1000 : 0;
