import { ConflictError, InputError, NotFoundError } from '@backstage/errors';
import type { JsonObject } from '@backstage/types';
import type { Upstreams } from '@runway/integrations';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Lease, RunStore, StoredRun } from '../database/RunStore';
import type { Operation, OperationContext } from '../operations/Operation';
import type { RunTelemetry } from '../telemetry/RunTelemetry';
import type { TemplateFiles } from '../template/TemplateFiles';
import { holdLease, LEASE_MS } from '../worker/LeaseKeeper';
import { explainError } from './explainError';
import { factsOf } from './runFacts';

/** How long a task may be known to the scaffolder before its run knows it. */
const BIND_WITHIN_MS = 5_000;
const POLL_MS = 250;

/** What a scaffolder action asks for. */
export interface OperationRequest {
  taskId: string;
  stepId: string;
  /** Id of the action. */
  operation: string;
  input: JsonObject;
  templateBaseUrl: string;
}

/** Carries out the steps of runs, each under the run's lease. */
export class OperationRunner {
  readonly #operations: Map<string, Operation>;

  constructor(
    private readonly options: {
      store: RunStore;
      upstreams: Upstreams;
      files: TemplateFiles;
      operations: Operation[];
      telemetry: RunTelemetry;
    },
  ) {
    this.#operations = new Map(
      options.operations.map(operation => [operation.id, operation]),
    );
  }

  /**
   * @param log - receives the lines of the step's log as they come
   * @throws ConflictError when the run is being undone, or another worker has it
   */
  async run(
    request: OperationRequest,
    log: (message: string) => void,
    signal: AbortSignal,
  ): Promise<JsonObject> {
    const operation = this.#operations.get(request.operation);
    if (!operation) {
      throw new InputError(`There is no operation ${request.operation}.`);
    }
    const run = await this.#findRun(request.taskId, signal);
    const lease = await this.#acquire(run, request.stepId, signal);
    return holdLease(this.options.store, lease, signal, held =>
      this.options.telemetry.step(run, request, { log, signal: held }, line =>
        this.#execute(operation, request, run, lease, line, held),
      ),
    );
  }

  async #execute(
    operation: Operation,
    request: OperationRequest,
    run: StoredRun,
    lease: Lease,
    log: (message: string) => void,
    signal: AbortSignal,
  ): Promise<JsonObject> {
    const { store, upstreams, files } = this.options;
    const events = await store.events(run.id);
    const context: OperationContext = {
      facts: factsOf(run, request.templateBaseUrl),
      upstreams,
      files,
      signal,
      log,
      isRetry: events.some(({ type }) => type === 'retried'),
      waitFor: waitingFor => store.setProgress(lease, { waitingFor }),
      resources: () => store.resources(run.id),
      removedBy: resource => store.removedBy(resource, run.id),
      async ensure(resource, make) {
        const known = await store.intend(lease, request.stepId, resource);
        const made = await make(known);
        const details = { ...known.details, ...made.details };
        await store.change(lease, known.id, {
          state: made.state ?? 'present',
          url: made.url ?? known.url,
          details,
        });
        return { ...made, details };
      },
    };
    try {
      return await operation.execute(request.input, context);
    } catch (error) {
      if (!signal.aborted) {
        await store.setProgress(lease, {
          waitingFor: null,
          error: explainError(error, request.stepId),
        });
      }
      throw error;
    }
  }

  /** The task may be quicker than the note of its id in the run. */
  async #findRun(taskId: string, signal: AbortSignal): Promise<StoredRun> {
    const deadline = Date.now() + BIND_WITHIN_MS;
    do {
      const run = await this.options.store.findByTask(taskId);
      if (run) {
        return run;
      }
      await sleep(POLL_MS, undefined, { signal });
    } while (Date.now() < deadline);
    throw new NotFoundError(
      'This task belongs to no run. Start the template from Create: only runs keep the ledger that makes retry and undo possible.',
    );
  }

  /**
   * Another worker may still hold the lease: the scaffolder's recovery starts a second handler without stopping the
   * first. The second waits until the first has finished or its lease has run out.
   */
  async #acquire(
    run: StoredRun,
    stepId: string,
    signal: AbortSignal,
  ): Promise<Lease> {
    const { store } = this.options;
    const deadline = Date.now() + 2 * LEASE_MS;
    while (Date.now() < deadline) {
      const lease = await store.acquireLease(run.id, {
        holder: `${stepId}-${randomUUID()}`,
        ttlMs: LEASE_MS,
        status: ['starting', 'running'],
      });
      if (lease) {
        await store.transition(run.id, { from: ['starting'], to: 'running' });
        return lease;
      }
      const { status } = (await store.get(run.id))!;
      if (!['starting', 'running'].includes(status)) {
        throw new ConflictError(
          `The run is ${status}: its steps do nothing any more.`,
        );
      }
      await sleep(POLL_MS, undefined, { signal });
    }
    throw new ConflictError('Another worker is on this step. Press Retry.');
  }
}
