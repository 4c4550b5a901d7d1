import type { Meter } from '@opentelemetry/api';
import { InMemoryApplicationIndex } from './InMemoryApplicationIndex';

/** From a handful of applications nearby to thousands far away, in seconds. */
const listBuckets = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** Metrics of the feeds. The only label of many values is none: instances are few. */
export class FeedTelemetry {
  readonly #events;
  readonly #reconnects;
  readonly #lists;

  constructor(options: { meter: Meter; index: InMemoryApplicationIndex }) {
    const { meter, index } = options;
    this.#events = meter.createCounter('runway_argocd_events_total', {
      description: 'Changes of applications that Argo CD streamed',
    });
    this.#reconnects = meter.createCounter('runway_argocd_reconnects_total', {
      description: 'Streams of Argo CD that had to be begun anew',
    });
    this.#lists = meter.createHistogram('runway_argocd_list_duration_seconds', {
      description: 'Time to list all applications of an instance',
      unit: 's',
      advice: { explicitBucketBoundaries: listBuckets },
    });
    meter
      .createObservableGauge('runway_argocd_applications', {
        description: 'Applications in the index',
      })
      .addCallback(result =>
        index
          .sources()
          .forEach(({ name }) =>
            result.observe(index.count(name), { instance: name }),
          ),
      );
    meter
      .createObservableGauge('runway_argocd_age_seconds', {
        description:
          'Age of what is known of an instance; 0 while it is followed',
        unit: 's',
      })
      .addCallback(result =>
        index.sources().forEach(({ name, ageSeconds }) => {
          if (ageSeconds !== null) {
            result.observe(ageSeconds, { instance: name });
          }
        }),
      );
  }

  event(instance: string, type: 'changed' | 'deleted'): void {
    this.#events.add(1, { instance, type });
  }

  reconnecting(instance: string, reason: 'ended' | 'failed'): void {
    this.#reconnects.add(1, { instance, reason });
  }

  listed(instance: string, seconds: number): void {
    this.#lists.record(seconds, { instance });
  }
}
