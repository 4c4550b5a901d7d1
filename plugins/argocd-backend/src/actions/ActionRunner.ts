import { isError } from '@backstage/errors';
import { ArgoCdApplication, ArgoCdClient } from '@runway/integrations';
import { REQUESTED_BY_INFO } from '../feed/toApplicationRecord';
import { ApplicationRecord } from '../feed/ApplicationIndex';
import {
  ActionChange,
  ActionStore,
  AutoSync,
  StoredAction,
} from './ActionStore';
import { GitChange, GitChanges } from './GitChanges';
import { ACTION_INFO, operationMark } from './judgeAction';

/** Asks Argo CD, or the GitOps repository, for what an action wants. */
export class ActionRunner {
  constructor(
    private readonly options: {
      store: Pick<ActionStore, 'lastPause' | 'change'>;
      client(instance: string): ArgoCdClient;
      git: GitChanges;
    },
  ) {}

  /**
   * Asks once. Everything but a sync and a rollback may be asked again at any time.
   *
   * @returns what is known afterwards
   * @throws UpstreamError, ConflictError
   */
  async ask(
    action: StoredAction,
    record: ApplicationRecord,
    gitChange?: GitChange,
  ): Promise<ActionChange> {
    const { request, application } = action;
    if (gitChange) {
      return {
        state: 'running',
        mergeRequest: await this.options.git.open(record, gitChange, {
          actionId: action.id,
          by: action.by,
          token: action.gitToken ?? '',
        }),
      };
    }
    const client = this.options.client(application.instance);
    const { name } = application;
    switch (request.kind) {
      case 'refresh': {
        const { status } = await client.application(name, {
          ...scopeOf(action),
          refresh: request.hard ? 'hard' : 'normal',
        });
        return {
          state: 'succeeded',
          message: `Argo CD says: ${status.sync?.status ?? 'Unknown'}, ${
            status.health?.status ?? 'Unknown'
          }.`,
        };
      }
      case 'sync':
        return begun(
          await client.sync(name, {
            ...scopeOf(action),
            prune: request.prune,
            dryRun: request.dryRun,
            ...(request.resources && { resources: request.resources }),
            infos: [
              { name: ACTION_INFO, value: action.id },
              { name: REQUESTED_BY_INFO, value: action.by },
            ],
          }),
        );
      case 'rollback':
        return begun(
          await client.rollback(name, {
            ...scopeOf(action),
            id: request.historyId,
            prune: request.prune,
          }),
        );
      case 'terminate':
        return this.#terminate(client, action);
      case 'pause':
        return this.#pause(client, action);
      case 'resume':
        return this.#resume(client, action);
      default:
        throw new Error(
          `Unknown action ${JSON.stringify(request satisfies never)}`,
        );
    }
  }

  async #terminate(
    client: ArgoCdClient,
    action: StoredAction,
  ): Promise<ActionChange> {
    try {
      await client.terminate(action.application.name, scopeOf(action));
    } catch (error) {
      // What has ended by itself needs no ending.
      if (
        !isError(error) ||
        !/no operation is in progress/i.test(error.message)
      ) {
        throw error;
      }
    }
    return { state: 'running' };
  }

  async #pause(
    client: ArgoCdClient,
    action: StoredAction,
  ): Promise<ActionChange> {
    const { name } = action.application;
    const { spec } = await client.application(name, scopeOf(action));
    const autoSync = spec.syncPolicy?.automated;
    if (autoSync) {
      // Before it is taken away: a process that dies in between must not forget it.
      await this.options.store.change(action.id, { autoSync });
      await setAutoSync(client, action, null);
    }
    return { state: 'succeeded', message: 'Auto-sync is off.' };
  }

  async #resume(
    client: ArgoCdClient,
    action: StoredAction,
  ): Promise<ActionChange> {
    const pause = await this.options.store.lastPause(action.application);
    const { enabled, ...before }: AutoSync = pause?.autoSync ?? {};
    await setAutoSync(client, action, before);
    return {
      state: 'succeeded',
      message: pause?.autoSync
        ? 'Auto-sync is on as it was.'
        : 'Auto-sync is on, without pruning and self-healing: it was not switched off in Runway, so nobody knows how it was.',
    };
  }
}

/** @param autoSync - null switches it off in a way that every version of Argo CD knows */
function setAutoSync(
  client: ArgoCdClient,
  action: StoredAction,
  autoSync: AutoSync | null,
) {
  return client.patchApplication(action.application.name, {
    ...scopeOf(action),
    patch: { spec: { syncPolicy: { automated: autoSync } } },
  });
}

export const scopeOf = ({ project, application }: StoredAction) => ({
  project,
  appNamespace: application.namespace,
});

/** The answer still tells of the operation before, which is how the new one is known. */
function begun({ status }: ArgoCdApplication): ActionChange {
  const { startedAt, operation } = status.operationState ?? {};
  const former = operation?.info?.find(({ name }) => name === ACTION_INFO);
  const baseline = operationMark(startedAt, former?.value);
  return { state: 'running', ...(baseline && { baseline }) };
}
