import type { Meter, ObservableResult } from '@opentelemetry/api';
import type { UpstreamTransport } from '../http/UpstreamTransport';
import type { BreakerState, RequestRecord } from '../upstreams/UpstreamClient';

const breakerStates: BreakerState[] = ['closed', 'half-open', 'open'];

/** From a local cache hit to the longest time limit that makes sense, in seconds. */
const durationBuckets = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/**
 * Metrics of the calls to upstream systems. Labels are of few values: system, instance, method of the client, outcome.
 * Instruments cost nothing while no SDK is registered.
 */
export function measureUpstreams(
  meter: Meter,
  transports: readonly UpstreamTransport[],
) {
  const durations = meter.createHistogram(
    'runway_upstream_request_duration_seconds',
    {
      description: 'Calls to upstream systems, waiting and retries included',
      unit: 's',
      advice: { explicitBucketBoundaries: durationBuckets },
    },
  );
  const retries = meter.createCounter('runway_upstream_retries_total', {
    description: 'Requests sent again because an earlier one failed',
  });
  const breakers = meter.createObservableGauge(
    'runway_upstream_breaker_state',
    { description: '1 for the state that the circuit breaker is in, else 0' },
  );
  const active = meter.createObservableGauge(
    'runway_upstream_requests_active',
    {
      description: 'Requests to upstream systems that are under way',
    },
  );
  const waiting = meter.createObservableGauge(
    'runway_upstream_requests_waiting',
    {
      description: 'Requests to upstream systems that wait for a free slot',
    },
  );
  const observed: Array<[typeof active, (result: ObservableResult) => void]> = [
    [breakers, result => eachTransport(observeBreaker(result))],
    [active, result => eachTransport(observeLoad(result, 'active'))],
    [waiting, result => eachTransport(observeLoad(result, 'waiting'))],
  ];
  observed.forEach(([gauge, callback]) => gauge.addCallback(callback));

  function eachTransport(observe: (transport: UpstreamTransport) => void) {
    transports.forEach(observe);
  }

  return {
    record(call: RequestRecord) {
      const { system, instance, operation, outcome } = call;
      durations.record(call.durationMs / 1000, {
        system,
        instance,
        operation,
        outcome,
      });
      if (call.attempts > 1) {
        retries.add(call.attempts - 1, { system, instance, operation });
      }
    },
    /** Ends the observation of the transports. */
    stop() {
      observed.forEach(([gauge, callback]) => gauge.removeCallback(callback));
    },
  };
}

const observeBreaker =
  (result: ObservableResult) => (transport: UpstreamTransport) =>
    breakerStates.forEach(state =>
      result.observe(Number(transport.breakerState === state), {
        ...labelsOf(transport),
        state,
      }),
    );

const observeLoad =
  (result: ObservableResult, what: 'active' | 'waiting') =>
  (transport: UpstreamTransport) =>
    result.observe(transport.load[what], labelsOf(transport));

const labelsOf = ({ system, config }: UpstreamTransport) => ({
  system,
  instance: config.name,
});
