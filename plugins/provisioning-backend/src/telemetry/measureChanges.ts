import type { BatchObservableResult, Meter } from '@opentelemetry/api';
import type {
  ChangeKind,
  ChangeStatus,
} from '@runway/plugin-provisioning-common';
import type { Knex } from 'knex';

const KINDS: ChangeKind[] = ['decommission', 'transfer'];

/** Statuses in which the platform looks after a change, every two seconds. */
const WORKED_ON: ChangeStatus[] = [
  'opening',
  'awaiting-approval',
  'merging',
  'executing',
];
/** In these a person presses Retry. */
const STOPPED: ChangeStatus[] = ['failed', 'incomplete'];

/**
 * Open changes of services, read when Prometheus asks and not before. Every replica answers the same: take the maximum
 * over replicas, not the sum.
 *
 * @returns ends it
 */
export function measureChanges(meter: Meter, database: Knex): () => void {
  const open = meter.createObservableGauge('runway_changes_open', {
    description: 'Changes that are not ended, by kind and status',
  });
  const silence = meter.createObservableGauge(
    'runway_changes_silence_seconds',
    {
      description: 'Time since a worker last had the quietest open change',
      unit: 's',
    },
  );
  const unmoved = meter.createObservableGauge(
    'runway_changes_unmoved_seconds',
    {
      description:
        'Time since something last happened to the open change that has not moved for longest',
      unit: 's',
    },
  );
  const gauges = [open, silence, unmoved];

  async function observe(result: BatchObservableResult) {
    const rows = await openChanges(database);
    for (const status of [...WORKED_ON, ...STOPPED]) {
      const those = rows.filter(row => row.status === status);
      for (const kind of KINDS) {
        const count = those.filter(row => row.kind === kind).length;
        result.observe(open, count, { kind, status });
      }
      result.observe(unmoved, secondsSince(those.map(row => row.moved)), {
        status,
      });
    }
    for (const status of WORKED_ON) {
      const heard = rows
        .filter(row => row.status === status)
        .map(row => row.heard);
      result.observe(silence, secondsSince(heard), { status });
    }
  }

  meter.addBatchObservableCallback(observe, gauges);
  return () => meter.removeBatchObservableCallback(observe, gauges);
}

/** There are as many as services are being changed at the moment: few. */
async function openChanges(database: Knex) {
  const latest = (table: string, column: string) =>
    database(table)
      .whereRaw('?? = ??', [`${table}.change_id`, 'changes.id'])
      .max(column);
  const rows: Array<Record<string, unknown>> = await database('changes')
    .whereIn('status', [...WORKED_ON, ...STOPPED])
    .select('status', 'kind', 'updated_at', 'created_at', {
      event: latest('change_events', 'at'),
      item: latest('change_items', 'updated_at'),
    });
  return rows.map(row => ({
    status: row.status as ChangeStatus,
    kind: row.kind as ChangeKind,
    heard: Number(row.updated_at),
    // PostgreSQL returns numbers of this size as strings.
    moved: Math.max(
      Number(row.created_at),
      Number(row.event ?? 0),
      Number(row.item ?? 0),
    ),
  }));
}

/** Since the earliest of these times, epoch milliseconds; zero when there is none. */
const secondsSince = (times: number[]) =>
  times.length > 0 ? Math.max(Date.now() - Math.min(...times), 0) / 1000 : 0;
