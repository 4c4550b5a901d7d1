import type { LoggerService } from '@backstage/backend-plugin-api';
import { type Meter, metrics } from '@opentelemetry/api';
import type { StoredChange, StoredItem } from '../changes/types';
import { createChangeMetrics } from './createChangeMetrics';
import { traceIdOf, traceInRun, traceRun } from './runTrace';

type ObservedChange = Pick<
  StoredChange,
  'id' | 'kind' | 'name' | 'runId' | 'createdAt'
>;

/** How an attempt came to an end. A change that failed or is incomplete can end again, after Retry. */
export type ChangeOutcome =
  | 'completed'
  | 'incomplete'
  | 'failed'
  | 'rejected'
  | 'cancelled';

/** Makes changes of services visible: in metrics, as one trace each, and in log lines that all carry the change. */
export class ChangeTelemetry {
  readonly #logger: LoggerService;
  readonly #metrics: ReturnType<typeof createChangeMetrics>;

  constructor(options: { logger: LoggerService; meter?: Meter }) {
    this.#logger = options.logger;
    this.#metrics = createChangeMetrics(
      options.meter ?? metrics.getMeter('runway-provisioning'),
    );
  }

  /** A logger whose lines say which change they are about. */
  loggerOf(change: Omit<ObservedChange, 'createdAt'>): LoggerService {
    return this.#logger.child({
      changeId: change.id,
      changeKind: change.kind,
      serviceName: change.name,
      runId: change.runId,
      traceId: traceIdOf(change.id),
    });
  }

  /** Once a change; begins its trace. */
  async opened(change: ObservedChange): Promise<void> {
    this.#metrics.opened.add(1, { kind: change.kind });
    this.loggerOf(change).info('Change opened');
    await traceRun(change.id, spanAttributes(change), async () => {}, 'change');
  }

  /** What a worker does with it at a time. */
  step<T>(change: StoredChange, work: () => Promise<T>): Promise<T> {
    return traceInRun(
      change.id,
      `change ${change.status}`,
      spanAttributes(change),
      work,
    );
  }

  /** The last approval is there. */
  approved(change: ObservedChange): void {
    this.#metrics.approvalDuration.record(secondsSince(change.createdAt), {
      kind: change.kind,
    });
    this.loggerOf(change).info('Change approved');
  }

  /** One resource: done, kept, or failed. */
  async item<T extends { state: StoredItem['state']; reason?: string }>(
    change: ObservedChange,
    { kind, key, system }: Pick<StoredItem, 'kind' | 'key' | 'system'>,
    work: () => Promise<T>,
  ): Promise<T> {
    const settled = await traceInRun(
      change.id,
      `change item ${kind}`,
      { ...spanAttributes(change), 'runway.upstream.system': system },
      work,
    );
    const outcome = settled.state;
    this.#metrics.items.add(1, { kind, outcome });
    const logger = this.loggerOf(change);
    if (outcome === 'failed') {
      logger.warn(`${kind} ${key} failed: ${settled.reason}`, {
        kind,
        outcome,
      });
    } else {
      logger.info(`${kind} ${key} is ${outcome}`, { kind, outcome });
    }
    return settled;
  }

  /** Whoever brought the change to this end calls it, once. */
  ended(change: ObservedChange, outcome: ChangeOutcome, message?: string) {
    const labels = { kind: change.kind, outcome };
    this.#metrics.ended.add(1, labels);
    if (outcome === 'completed') {
      this.#metrics.duration.record(secondsSince(change.createdAt), {
        kind: change.kind,
      });
    }
    const isIll = ['failed', 'incomplete'].includes(outcome);
    const said = message ? `: ${message}` : '';
    this.loggerOf(change)[isIll ? 'warn' : 'info'](`Change ${outcome}${said}`, {
      outcome,
    });
  }

  /** It is gone on with at the next pass. */
  interrupted(change: ObservedChange, error: unknown) {
    this.#metrics.interrupted.add(1, { kind: change.kind });
    this.loggerOf(change).warn('Change was interrupted', error as Error);
  }
}

const spanAttributes = (change: Omit<ObservedChange, 'createdAt'>) => ({
  'runway.change.id': change.id,
  'runway.change.kind': change.kind,
  'runway.run.id': change.runId,
  'runway.service': change.name,
});

const secondsSince = (milliseconds: number) =>
  (Date.now() - milliseconds) / 1000;
