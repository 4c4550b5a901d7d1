import type { RunStore, StoredRun } from '../database/RunStore';
import type { RunTelemetry } from '../telemetry/RunTelemetry';
import type { TaskRunner } from './TaskRunner';
import { isGoing, type TaskState } from './TaskStates';

/** How long a run may be without a task before it counts as never started. */
const START_WITHIN_MS = 60_000;

/**
 * How long a run may be without a worker while its task goes on. When the scaffolder can't write down a task's end (a full
 * disk), it keeps the task's heartbeat all the same, and would call it running for ever.
 */
const FORGOTTEN_AFTER_MS = 2 * 60_000;

/** A run that somebody watches is settled each second anyway. */
const SETTLED_FOR_MS = 1_500;

/** Brings what the ledger says of a run in line with what became of its scaffolder task. */
export class RunMonitor {
  /** When runs under way were last settled, by their id. */
  #settledAt = new Map<string, number>();

  constructor(
    private readonly options: {
      store: RunStore;
      tasks: TaskRunner;
      telemetry: RunTelemetry;
      /** Milliseconds since the epoch; for tests. */
      now?(): number;
    },
  ) {}

  /** Looks after every run that is under way. */
  async pass(): Promise<void> {
    const { store, telemetry } = this.options;
    const runs = await store.listByStatus(['starting', 'running'], 100);
    const going = new Set(runs.map(({ id }) => id));
    this.#settledAt = new Map(
      [...this.#settledAt].filter(([id]) => going.has(id)),
    );
    const settledBefore = this.#now() - SETTLED_FOR_MS;
    for (const run of runs) {
      if ((this.#settledAt.get(run.id) ?? 0) > settledBefore) {
        continue;
      }
      await this.settle(run).catch(error =>
        telemetry.loggerOf(run).warn('Run could not be looked after', error),
      );
    }
  }

  /** @returns what the task says, when the run has one */
  async settle(run: StoredRun): Promise<TaskState | undefined> {
    const { store, tasks } = this.options;
    if (!run.taskId) {
      if (this.#now() - run.createdAt > START_WITHIN_MS) {
        await this.#fail(
          run,
          'The run was never started: the portal stopped just then.',
        );
      }
      return undefined;
    }
    const state = await tasks.state(run.taskId);
    this.#settledAt.set(run.id, this.#now());
    if (!['starting', 'running'].includes(run.status)) {
      return state;
    }
    if (!state) {
      await this.#fail(run, 'The scaffolder has lost the run’s task.');
    } else if (state.status === 'completed') {
      const done = await store.transition(run.id, {
        from: ['starting', 'running'],
        to: 'succeeded',
        error: null,
      });
      if (done) {
        this.options.telemetry.ended(run, 'succeeded');
        await store.record(run.id, {
          actor: 'runway',
          type: 'succeeded',
          // What is ordered is there once it is applied.
          message: run.entityRef.startsWith('resource:')
            ? `${run.name} is ordered`
            : `${run.name} is ready`,
        });
      }
    } else if (!isGoing(state) && !this.#isHeld(run)) {
      await this.#fail(run, state.message ?? `The task is ${state.status}.`);
    } else if (state.status === 'running' && this.#isForgotten(run)) {
      await this.#fail(
        run,
        'Nobody works on the run any more, though the scaffolder says so: the end of a step could not be written down.',
      );
    }
    return state;
  }

  async #fail(run: StoredRun, message: string) {
    const { store } = this.options;
    const current = await store.get(run.id);
    const error = current?.error ?? {
      message,
      advice:
        'What was made so far is kept. Press Retry to go on, or Undo to take everything back.',
    };
    const failed = await store.transition(run.id, {
      from: ['starting', 'running'],
      to: 'failed',
      error,
      // A retry may have begun while the task was looked at.
      fence: run.fence,
    });
    if (failed) {
      this.options.telemetry.ended(run, 'failed', error.message);
      await store.record(run.id, {
        actor: 'runway',
        type: 'failed',
        message: error.message,
      });
    }
  }

  /** While somebody works on a run - Retry, for one - its task's end is not the last word. */
  #isHeld({ leaseUntil }: StoredRun) {
    return leaseUntil !== undefined && leaseUntil > this.#now();
  }

  /** A step renews its lease every few seconds, and the next one begins at once. */
  #isForgotten(run: StoredRun) {
    return (
      run.status === 'running' &&
      !this.#isHeld(run) &&
      this.#now() - run.updatedAt > FORGOTTEN_AFTER_MS
    );
  }

  #now() {
    return this.options.now?.() ?? Date.now();
  }
}
