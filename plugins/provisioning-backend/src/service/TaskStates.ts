import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import { NotFoundError } from '@backstage/errors';
import type { ScaffolderService } from '@backstage/plugin-scaffolder-node';
import type { RunStep } from '@runway/plugin-provisioning-common';
import { LRUCache } from 'lru-cache';

/** Where a scaffolder task stands. */
export interface TaskState {
  status: 'queued' | 'running' | 'completed' | 'failed' | 'cancelled';
  steps: RunStep[];
  /** Why it failed, as the scaffolder says it. */
  message?: string;
}

const STEP_STATUS: Record<string, RunStep['status']> = {
  processing: 'running',
  completed: 'succeeded',
  failed: 'failed',
  skipped: 'skipped',
  cancelled: 'failed',
};

const TASK_STATUS: Record<string, TaskState['status']> = {
  open: 'queued',
  completed: 'completed',
  failed: 'failed',
  cancelled: 'cancelled',
  skipped: 'failed',
};

/** Whether a task may still do something. */
export const isGoing = ({ status }: TaskState) =>
  status === 'queued' || status === 'running';

type TaskEvents = Awaited<ReturnType<ScaffolderService['getLogs']>>;

interface KnownTask {
  specified: Array<{ id: string; name: string }>;
  status: TaskState['status'];
  events: TaskEvents;
  /** When the task itself was read, in milliseconds since the epoch. */
  readAt: number;
}

const MAX_TASKS = 500;

/** Whatever its events say, a task that is going is read as a whole this often, in milliseconds. */
const WHOLE_EVERY_MS = 10_000;

/**
 * Where tasks stand. A page asks each second while its run is under way: of a task that was seen going only the new
 * events are read, and one that has completed stays as it is.
 */
export class TaskStates {
  readonly #known = new LRUCache<string, KnownTask>({ max: MAX_TASKS });

  constructor(private readonly scaffolder: ScaffolderService) {}

  /** Undefined when the scaffolder doesn't know the task. */
  async of(
    taskId: string,
    as: { credentials: BackstageCredentials },
  ): Promise<TaskState | undefined> {
    const known = this.#known.get(taskId);
    if (known?.status === 'completed') {
      return toState(known);
    }
    try {
      const task =
        (known && (await this.#goneOn(taskId, known, as))) ??
        (await this.#whole(taskId, as));
      this.#known.set(taskId, task);
      return toState(task);
    } catch (error) {
      if (isNotFound(error)) {
        this.#known.delete(taskId);
        return undefined;
      }
      throw error;
    }
  }

  async #whole(
    taskId: string,
    as: { credentials: BackstageCredentials },
  ): Promise<KnownTask> {
    const readAt = Date.now();
    const [task, events] = await Promise.all([
      this.scaffolder.getTask({ taskId }, as),
      this.scaffolder.getLogs({ taskId }, as),
    ]);
    return {
      specified: task.spec.steps,
      status: TASK_STATUS[task.status] ?? 'running',
      events,
      readAt,
    };
  }

  /** Undefined when more than a step of the task may have changed: its end, a retry, a cancellation. */
  async #goneOn(
    taskId: string,
    known: KnownTask,
    as: { credentials: BackstageCredentials },
  ): Promise<KnownTask | undefined> {
    const last = known.events.at(-1);
    const isOld = Date.now() - known.readAt > WHOLE_EVERY_MS;
    if (known.status !== 'running' || !last || isOld) {
      return undefined;
    }
    const newer = await this.scaffolder.getLogs(
      { taskId, after: Number(last.id) },
      as,
    );
    return newer.every(({ type }) => type === 'log')
      ? { ...known, events: [...known.events, ...newer] }
      : undefined;
  }
}

const toState = ({ specified, status, events }: KnownTask): TaskState => ({
  status,
  steps: stepsOf(specified, events),
  message: messageOf(events),
});

/** The events say when each step began and ended; of a step that ran twice the last time counts. */
function stepsOf(
  specified: Array<{ id: string; name: string }>,
  events: TaskEvents,
): RunStep[] {
  const steps = new Map<string, RunStep>(
    specified.map(({ id, name }) => [id, { id, name, status: 'pending' }]),
  );
  for (const { body, createdAt } of events) {
    const step = body.stepId && steps.get(body.stepId);
    const status = body.status && STEP_STATUS[body.status];
    if (!step || !status || (step.status === status && step.finishedAt)) {
      continue;
    }
    if (status === 'running') {
      Object.assign(step, {
        status,
        startedAt: createdAt,
        finishedAt: undefined,
      });
    } else if (!(step.status === 'succeeded' && status === 'succeeded')) {
      Object.assign(step, { status, finishedAt: createdAt });
    }
  }
  return [...steps.values()];
}

function messageOf(events: TaskEvents): string | undefined {
  const body = events.findLast(({ type }) => type === 'completion')?.body as
    | { error?: { message?: string } }
    | undefined;
  return body?.error?.message;
}

function isNotFound(error: unknown) {
  return (
    error instanceof NotFoundError ||
    (error as { cause?: { name?: string } }).cause?.name === 'NotFoundError' ||
    (error as { statusCode?: number }).statusCode === 404
  );
}
