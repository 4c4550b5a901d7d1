import type { LoggerService } from '@backstage/backend-plugin-api';
import type { Histogram, Meter } from '@opentelemetry/api';
import type { StoredRun } from '../database/RunStore';
import type { StoredRequest } from '../infrastructure/types';

/** Minutes when all goes by itself, days when people have to be waited for; in seconds. */
const leadTimeBuckets = [
  60, 300, 900, 1_800, 3_600, 14_400, 28_800, 86_400, 172_800, 259_200, 604_800,
];

/** Makes requests for infrastructure visible: in metrics, and in log lines that carry the run. */
export class RequestTelemetry {
  readonly #logger: LoggerService;
  readonly #leadTime: Histogram;

  constructor(options: { logger: LoggerService; meter: Meter }) {
    this.#logger = options.logger;
    this.#leadTime = options.meter.createHistogram(
      'runway_infrastructure_lead_time_seconds',
      {
        description:
          'From pressing Create until the infrastructure is applied, or its merge request closed',
        unit: 's',
        advice: { explicitBucketBoundaries: leadTimeBuckets },
      },
    );
  }

  ended(
    run: Pick<StoredRun, 'id' | 'name' | 'templateRef' | 'createdAt'>,
    { environment }: Pick<StoredRequest, 'environment'>,
    outcome: 'applied' | 'closed',
    now: number,
  ): void {
    this.#leadTime.record(Math.max(now - run.createdAt, 0) / 1000, {
      template: run.templateRef,
      environment,
      outcome,
    });
    this.#logger.info(`Infrastructure ${outcome}`, {
      runId: run.id,
      serviceName: run.name,
      environment,
    });
  }

  /** A look that could not even be postponed. */
  interrupted(runId: string, error: Error): void {
    this.#logger.warn('A request for infrastructure was not followed', {
      runId,
      error: error.message,
    });
  }
}
