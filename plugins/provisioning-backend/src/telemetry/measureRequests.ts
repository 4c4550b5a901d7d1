import type { Meter, ObservableResult } from '@opentelemetry/api';
import type { RequestCount } from '../infrastructure/database/DatabaseRequestStore';

/**
 * Requests for infrastructure by status, read when Prometheus asks and not before. Every replica answers the same: take the
 * maximum over replicas, not the sum.
 *
 * @returns ends it
 */
export function measureRequests(
  meter: Meter,
  counts: () => Promise<RequestCount[]>,
): () => void {
  const gauge = meter.createObservableGauge('runway_infrastructure_requests', {
    description: 'Requests for infrastructure, by status and environment',
  });
  /** What is not observed any more would keep its last value. */
  const known = new Map<string, { status: string; environment: string }>();
  async function observe(result: ObservableResult) {
    const now = new Map<string, number>();
    for (const { status, environment, count } of await counts()) {
      const key = `${status} ${environment}`;
      known.set(key, { status, environment });
      now.set(key, count);
    }
    known.forEach((labels, key) => result.observe(now.get(key) ?? 0, labels));
  }
  gauge.addCallback(observe);
  return () => gauge.removeCallback(observe);
}
