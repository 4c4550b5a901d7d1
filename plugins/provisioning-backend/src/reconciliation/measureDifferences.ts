import type { Meter, ObservableResult } from '@opentelemetry/api';

/** How many differences are open, of one kind in one system. */
export interface OpenCount {
  kind: string;
  system: string;
  count: number;
}

/**
 * Open differences, read when Prometheus asks and not before. Every replica answers the same: take the maximum over
 * replicas, not the sum.
 *
 * @returns ends it
 */
export function measureDifferences(
  meter: Meter,
  openCounts: () => Promise<OpenCount[]>,
): () => void {
  const gauge = meter.createObservableGauge(
    'runway_reconciliation_differences',
    { description: 'Open differences between ledger and upstreams' },
  );
  /** What is not observed any more would keep its last value. */
  const known = new Map<string, { kind: string; system: string }>();
  async function observe(result: ObservableResult) {
    const counts = new Map<string, number>();
    for (const { kind, system, count } of await openCounts()) {
      known.set(`${kind} ${system}`, { kind, system });
      counts.set(`${kind} ${system}`, count);
    }
    known.forEach((labels, key) =>
      result.observe(counts.get(key) ?? 0, labels),
    );
  }
  gauge.addCallback(observe);
  return () => gauge.removeCallback(observe);
}
