import type { AuthService } from '@backstage/backend-plugin-api';
import type { ScaffolderService } from '@backstage/plugin-scaffolder-node';
import type { JsonObject, JsonValue } from '@backstage/types';
import type { LogLine } from '@runway/plugin-provisioning-common';
import { isGoing, type TaskState, TaskStates } from './TaskStates';

/**
 * The scaffolder, as far as runs need it. Tasks run in the name of the platform: a person's token would expire while a
 * task waits, and whatever is made in a person's name takes that name from the ledger.
 */
export class TaskRunner {
  readonly #states: TaskStates;

  constructor(
    private readonly options: {
      scaffolder: ScaffolderService;
      auth: AuthService;
    },
  ) {
    this.#states = new TaskStates(options.scaffolder);
  }

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
    return this.#states.of(taskId, await this.#asPlatform());
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

/** The scaffolder logs a failure with its stack: paths of the server, which help nobody who reads the run. */
function withoutStack(message: string) {
  return message
    .split('\n')
    .filter(line => !/^\s+at /.test(line))
    .join('\n');
}
