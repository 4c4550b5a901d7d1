import { ConflictError, stringifyError } from '@backstage/errors';
import {
  ArgoCdApplication,
  ArgoCdClient,
  isUpstreamError,
} from '@runway/integrations';
import { ApplicationIndex, ApplicationRecord } from '../feed/ApplicationIndex';
import { toApplicationRecord } from '../feed/toApplicationRecord';
import { ActionRunner, scopeOf } from './ActionRunner';
import { ActionChange, StoredAction } from './ActionStore';
import { describeOperation } from './describeAction';
import { GitChange, GitChanges } from './GitChanges';
import { ACTION_INFO, judgeAction, operationMark } from './judgeAction';
import { planAction } from './planAction';

/** Older ones are not begun late: who asked doesn't expect it any more. */
const TOO_LATE_MS = 5 * 60_000;
const AGAIN_MS = 15_000;
/** Merge requests wait for people. */
const MERGE_REQUEST_MS = 20_000;

/** Finds out what became of an action when nobody knows, by asking who does; asks again for what never arrived. */
export class ActionRecovery {
  constructor(
    private readonly options: {
      index: Pick<ApplicationIndex, 'get'>;
      client(instance: string): ArgoCdClient;
      runner: ActionRunner;
      git: GitChanges;
      now?: () => number;
    },
  ) {}

  /**
   * @returns what is known now; an upstream that doesn't answer, or not to the portal's credential, is asked again later:
   * what can't be looked at may well go on
   */
  async look(action: StoredAction): Promise<ActionChange> {
    try {
      if (action.mergeRequest) {
        return await this.#mergeRequest(action);
      }
      return await this.#operation(action);
    } catch (error) {
      return this.#later(
        action,
        isUpstreamError(error) ? error.message : stringifyError(error),
      );
    }
  }

  async #mergeRequest(action: StoredAction): Promise<ActionChange> {
    const mergeRequest = await this.#findMergeRequest(action);
    switch (mergeRequest?.state) {
      case undefined:
        return {
          state: 'failed',
          message: 'GitLab has no such merge request any more.',
        };
      case 'merged':
        return {
          state: 'succeeded',
          mergeRequest,
          message: 'Merged. Argo CD deploys it.',
        };
      case 'closed':
        return {
          state: 'failed',
          mergeRequest,
          message: 'The merge request was closed without being merged.',
        };
      default:
        return {
          mergeRequest,
          message: 'Waits to be merged.',
          lookAt: this.#now() + MERGE_REQUEST_MS,
        };
    }
  }

  async #findMergeRequest(action: StoredAction) {
    try {
      return await this.options.git.mergeRequest(action.mergeRequest!.iid);
    } catch (error) {
      if (isUpstreamError(error) && error.upstreamStatus === 404) {
        return undefined;
      }
      throw error;
    }
  }

  async #operation(action: StoredAction): Promise<ActionChange> {
    const { instance, name } = action.application;
    const application = await this.options
      .client(instance)
      .findApplication(name, scopeOf(action));
    if (!application) {
      return {
        state: 'failed',
        message: 'The application was deleted in the meantime.',
      };
    }
    const record = toApplicationRecord(application, {
      instance,
      teamOf: () => undefined,
    });
    return action.state === 'running'
      ? this.#overtaken(action, record)
      : this.#unconfirmed(action, record, application);
  }

  /** Argo CD remembers one operation only. */
  #overtaken(action: StoredAction, record: ApplicationRecord): ActionChange {
    const judgement = judgeAction(action, record);
    switch (judgement.kind) {
      case 'ended':
        return judgement.change;
      case 'overtaken':
        return {
          state: 'lost',
          message:
            'Another operation followed before Runway saw the end of this one. The history of the application shows whether it was deployed.',
        };
      default:
        return { state: 'running', lookAt: this.#now() + AGAIN_MS };
    }
  }

  /** It was written down, but not whether Argo CD was asked. */
  async #unconfirmed(
    action: StoredAction,
    record: ApplicationRecord,
    application: ArgoCdApplication,
  ): Promise<ActionChange> {
    if (isKnown(action, record, application)) {
      return { state: 'running' };
    }
    if (this.#isTooLate(action)) {
      return lost();
    }
    if (action.request.kind === 'sync' || action.request.kind === 'rollback') {
      const busy =
        action.method === 'operation' &&
        describeOperation(record.summary.operation);
      if (busy) {
        return { state: 'failed', message: busy };
      }
    }
    return this.#askAgain(action, record);
  }

  /** What is refused for good has failed; what isn't answered is looked at later. */
  async #askAgain(
    action: StoredAction,
    record: ApplicationRecord,
  ): Promise<ActionChange> {
    const { index, runner } = this.options;
    try {
      return await runner.ask(
        action,
        index.get(action.application) ?? record,
        gitChangeOf(action, record),
      );
    } catch (error) {
      const isRefused = isUpstreamError(error)
        ? !error.retryable && !error.outcomeUnknown
        : error instanceof ConflictError;
      if (isRefused) {
        return { state: 'failed', message: (error as Error).message };
      }
      throw error;
    }
  }

  #later(action: StoredAction, message: string): ActionChange {
    return this.#isTooLate(action) && action.state === 'requested'
      ? {
          state: 'lost',
          message: `Runway could not find out what became of it: ${message}. Look at the application.`,
        }
      : {
          message: `${message}. Runway looks again.`,
          lookAt: this.#now() + AGAIN_MS,
        };
  }

  #isTooLate = ({ requestedAt }: StoredAction) =>
    this.#now() - requestedAt > TOO_LATE_MS;

  #now = () => (this.options.now ?? Date.now)();
}

const lost = (): ActionChange => ({
  state: 'lost',
  message:
    'Argo CD knows nothing of it, and it is too old to be begun now. Look at the application and ask again.',
});

function isKnown(
  action: StoredAction,
  record: ApplicationRecord,
  { status }: ArgoCdApplication,
): boolean {
  const { request } = action;
  if (request.kind === 'sync') {
    return record.operationInfo[ACTION_INFO] === action.id;
  }
  if (request.kind === 'rollback' && action.method === 'operation') {
    const { operationState } = status;
    const entry = record.history.find(({ id }) => id === request.historyId);
    const sync = operationState?.operation?.sync;
    return (
      operationMark(
        operationState?.startedAt,
        record.operationInfo[ACTION_INFO],
      ) !== action.baseline &&
      entry?.revision !== undefined &&
      entry.revision === (sync?.revisions?.at(-1) ?? sync?.revision)
    );
  }
  return false;
}

function gitChangeOf(
  action: StoredAction,
  record: ApplicationRecord,
): GitChange | undefined {
  return action.method === 'merge-request'
    ? planAction(record, action.request).gitChange
    : undefined;
}
