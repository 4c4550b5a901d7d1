import type { LoggerService } from '@backstage/backend-plugin-api';
import { type Meter, metrics } from '@opentelemetry/api';
import type { RunStatus } from '@runway/plugin-provisioning-common';
import type { StoredResource, StoredRun } from '../database/RunStore';
import { createRunMetrics } from './createRunMetrics';
import { traceIdOf, traceInRun, traceRun } from './runTrace';

type ObservedRun = Pick<
  StoredRun,
  'id' | 'name' | 'templateRef' | 'taskId' | 'createdAt'
>;

/** Makes runs visible: in metrics, as one trace each, and in log lines that all carry the run. */
export class RunTelemetry {
  readonly #logger: LoggerService;
  readonly #metrics: ReturnType<typeof createRunMetrics>;

  constructor(options: { logger: LoggerService; meter?: Meter }) {
    this.#logger = options.logger;
    this.#metrics = createRunMetrics(
      options.meter ?? metrics.getMeter('runway-provisioning'),
    );
  }

  /** A logger whose lines say which run they are about. */
  loggerOf(
    run: Pick<StoredRun, 'id' | 'name' | 'taskId'>,
    more: Record<string, string> = {},
  ): LoggerService {
    return this.#logger.child({
      runId: run.id,
      serviceName: run.name,
      traceId: traceIdOf(run.id),
      ...(run.taskId && { taskId: run.taskId }),
      ...more,
    });
  }

  /** From the claim of the name until the scaffolder has the task. */
  async start<T>(
    run: Omit<ObservedRun, 'createdAt'>,
    work: () => Promise<T>,
  ): Promise<T> {
    const template = run.templateRef;
    this.#metrics.started.add(1, { template });
    this.loggerOf(run).info('Run started', { template });
    return traceRun(
      run.id,
      { ...spanAttributes(run), 'runway.template': template },
      work,
    );
  }

  /**
   * A step, for as long as its worker holds the run.
   *
   * @param options.log - the step's log, which people see; its lines go to the portal's log as well, with the run
   * @param options.signal - aborted when the step is stopped: then it has not failed
   * @param work - gets the log to write to
   */
  async step<T>(
    run: ObservedRun,
    step: { stepId: string; operation: string },
    options: { log(line: string): void; signal: AbortSignal },
    work: (log: (line: string) => void) => Promise<T>,
  ): Promise<T> {
    const { stepId, operation } = step;
    const { log, signal } = options;
    const logger = this.loggerOf(run, { step: stepId });
    const started = performance.now();
    const finish = (outcome: string) => {
      const seconds = (performance.now() - started) / 1000;
      this.#metrics.stepDuration.record(seconds, { operation, outcome });
      return { operation, outcome, seconds: Math.round(seconds * 1000) / 1000 };
    };
    logger.info('Step started', { operation });
    try {
      const result = await traceInRun(
        run.id,
        `step ${operation}`,
        {
          ...spanAttributes(run),
          'runway.step': stepId,
          'runway.operation': operation,
        },
        () =>
          work(line => {
            logger.info(line);
            log(line);
          }),
      );
      logger.info('Step succeeded', finish('succeeded'));
      return result;
    } catch (error) {
      if (signal.aborted) {
        logger.warn('Step stopped', finish('stopped'));
      } else {
        logger.error(`Step failed: ${messageOf(error)}`, finish('failed'));
      }
      throw error;
    }
  }

  /**
   * Whoever brought the run to this end calls it, once.
   *
   * @param outcome - `refused` when nothing was begun
   */
  ended(run: ObservedRun, outcome: RunStatus | 'refused', message?: string) {
    const labels = { template: run.templateRef, outcome };
    this.#metrics.ended.add(1, labels);
    const seconds = (Date.now() - run.createdAt) / 1000;
    // Between a failure and its undo lies a person's time.
    if (['succeeded', 'failed'].includes(outcome)) {
      this.#metrics.runDuration.record(seconds, labels);
    }
    const said = message ? `: ${message}` : '';
    const level = /failed/.test(outcome) ? 'warn' : 'info';
    this.loggerOf(run)[level](`Run ${outcome}${said}`, { outcome });
  }

  /** A pass over everything that the run made. */
  async undo<T>(run: ObservedRun, work: () => Promise<T>): Promise<T> {
    this.loggerOf(run).info('Undo started');
    return traceInRun(run.id, 'undo', spanAttributes(run), work);
  }

  /** One resource: gone, kept or left behind. */
  async removal<T extends { state?: string; reason?: string | null }>(
    run: ObservedRun,
    resource: Pick<StoredResource, 'kind' | 'key' | 'system' | 'instance'>,
    work: () => Promise<T>,
  ): Promise<T> {
    const { kind, key, system } = resource;
    const settled = await traceInRun(
      run.id,
      `remove ${kind}`,
      { ...spanAttributes(run), 'runway.upstream.system': system },
      work,
    );
    const outcome = settled.state ?? 'unknown';
    this.#metrics.undone.add(1, { kind, outcome });
    const logger = this.loggerOf(run, { step: 'undo' });
    if (outcome === 'orphaned') {
      logger.warn(`${kind} ${key} stays: ${settled.reason}`, { kind, outcome });
    } else {
      logger.info(`${kind} ${key} is ${outcome}`, { kind, outcome });
    }
    return settled;
  }
}

const spanAttributes = (run: Pick<StoredRun, 'id' | 'name'>) => ({
  'runway.run.id': run.id,
  'runway.service': run.name,
});

const messageOf = (error: unknown) =>
  error instanceof Error ? error.message : String(error);
