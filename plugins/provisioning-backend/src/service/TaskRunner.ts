import type { AuthService } from '@backstage/backend-plugin-api';
import { NotFoundError } from '@backstage/errors';
import type { ScaffolderService } from '@backstage/plugin-scaffolder-node';
import type { JsonObject, JsonValue } from '@backstage/types';
import type { LogLine, RunStep } from '@runway/plugin-provisioning-common';

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

/**
 * The scaffolder, as far as runs need it. Tasks run in the name of the platform: a person's token would expire while a
 * task waits, and whatever is made in a person's name takes that name from the ledger.
 */
export class TaskRunner {
  constructor(
    private readonly options: {
      scaffolder: ScaffolderService;
      auth: AuthService;
    },
  ) {}

  /** @returns the id of the task */
  async start(request: {
    templateRef: string;
    values: JsonObject;
  }): Promise<string> {
    const { taskId } = await this.options.scaffolder.scaffold(
      {
        templateRef: request.templateRef,
        values: request.values as Record<string, JsonValue>,
      },
      await this.#asPlatform(),
    );
    return taskId;
  }

  /** Goes on from the first step that has not succeeded. */
  async retry(taskId: string) {
    await this.options.scaffolder.retry({ taskId }, await this.#asPlatform());
  }

  /** Ends a task that may still be going; does nothing when it has ended. */
  async stop(taskId: string): Promise<void> {
    const state = await this.state(taskId);
    if (!state || !isGoing(state)) {
      return;
    }
    await this.options.scaffolder.cancelTask(
      { taskId },
      await this.#asPlatform(),
    );
  }

  /** Undefined when the scaffolder doesn't know the task. */
  async state(taskId: string): Promise<TaskState | undefined> {
    const as = await this.#asPlatform();
    try {
      const [task, events] = await Promise.all([
        this.options.scaffolder.getTask({ taskId }, as),
        this.options.scaffolder.getLogs({ taskId }, as),
      ]);
      return {
        status: TASK_STATUS[task.status] ?? 'running',
        steps: stepsOf(task.spec.steps, events),
        message: messageOf(events),
      };
    } catch (error) {
      if (isNotFound(error)) {
        return undefined;
      }
      throw error;
    }
  }

  /** Lines of the steps' logs, oldest first. */
  async log(taskId: string, after?: number): Promise<LogLine[]> {
    const events = await this.options.scaffolder.getLogs(
      { taskId, after },
      await this.#asPlatform(),
    );
    return events
      .filter(({ type }) => type === 'log')
      .map(event => ({
        id: Number(event.id),
        at: event.createdAt,
        stepId: event.body.stepId,
        message: withoutStack(event.body.message),
      }));
  }

  async #asPlatform() {
    return { credentials: await this.options.auth.getOwnServiceCredentials() };
  }
}

type TaskEvents = Awaited<ReturnType<ScaffolderService['getLogs']>>;

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

/** The scaffolder logs a failure with its stack: paths of the server, which help nobody who reads the run. */
function withoutStack(message: string) {
  return message
    .split('\n')
    .filter(line => !/^\s+at /.test(line))
    .join('\n');
}

function isNotFound(error: unknown) {
  return (
    error instanceof NotFoundError ||
    (error as { cause?: { name?: string } }).cause?.name === 'NotFoundError' ||
    (error as { statusCode?: number }).statusCode === 404
  );
}
