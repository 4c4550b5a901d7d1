import type { BatchObservableResult, Meter } from '@opentelemetry/api';
import type { InfrastructureRequestStatus } from '@runway/plugin-provisioning-common';
import type { DatabaseRequestStore } from '../infrastructure/database/DatabaseRequestStore';

/** Those that are followed. An applied one is until Atlantis has merged it and the catalog has it. */
const FOLLOWED: InfrastructureRequestStatus[] = [
  'opened',
  'planned',
  'approved',
  'applied',
  'failed',
];

/**
 * Requests for infrastructure, read when Prometheus asks and not before. Every replica answers the same: take the maximum
 * over replicas, not the sum.
 *
 * @returns ends it
 */
export function measureRequests(
  meter: Meter,
  requests: Pick<DatabaseRequestStore, 'counts' | 'waits'>,
  now: () => number = Date.now,
): () => void {
  const byStatus = meter.createObservableGauge(
    'runway_infrastructure_requests',
    { description: 'Requests for infrastructure, by status and environment' },
  );
  const unmoved = meter.createObservableGauge(
    'runway_infrastructure_unmoved_seconds',
    {
      description:
        'How long the request that has had a status for longest has had it',
      unit: 's',
    },
  );
  const overdue = meter.createObservableGauge(
    'runway_infrastructure_overdue_seconds',
    {
      description:
        'How long no portal has looked at a request that it is time for',
      unit: 's',
    },
  );
  const gauges = [byStatus, unmoved, overdue];
  /** What is not observed any more would keep its last value. */
  const known = new Map<string, { status: string; environment: string }>();

  async function observe(result: BatchObservableResult) {
    const counts = new Map<string, number>();
    for (const { status, environment, count } of await requests.counts()) {
      const key = `${status} ${environment}`;
      known.set(key, { status, environment });
      counts.set(key, count);
    }
    known.forEach((labels, key) =>
      result.observe(byStatus, counts.get(key) ?? 0, labels),
    );
    const waits = await requests.waits();
    const secondsSince = (time: number | undefined) =>
      Math.max(now() - (time ?? now()), 0) / 1000;
    for (const status of FOLLOWED) {
      const wait = waits.find(each => each.status === status);
      result.observe(unmoved, secondsSince(wait?.since), { status });
    }
    const due = waits.map(({ lookAt }) => lookAt);
    result.observe(
      overdue,
      secondsSince(due.length > 0 ? Math.min(...due) : undefined),
    );
  }

  meter.addBatchObservableCallback(observe, gauges);
  return () => meter.removeBatchObservableCallback(observe, gauges);
}
