import type {
  Application,
  OperationPhase,
  OperationState,
  ResourceResult,
} from '../../model/Application';
import { hasSyncOption } from '../../model/applicationSpec';
import type { AppProject } from '../../model/AppProject';
import { keyOf, refOf } from '../../model/ResourceKey';
import type { ClusterCache } from '../../stores/ClusterCache';
import type { RegisteredCluster } from '../../stores/ClusterRegistry';
import type { Comparison } from '../Comparison';
import { deletePoliciesOf, type HookDeletePolicy } from '../hooks';
import {
  applyTarget,
  pruneLive,
  refusal,
  type ApplyOptions,
} from './applyTask';
import { buildTasks } from './buildTasks';
import { progressOf, waitingMessage } from './progress';
import {
  hasEnded,
  isPending,
  isPrune,
  isRunning,
  phaseOfResult,
  resultKey,
  taskKey,
  toResult,
  type SyncTask,
} from './SyncTask';

export interface SyncOutcome {
  phase: OperationPhase;
  message: string;
  resources: ResourceResult[];
}

type RunState = 'successful' | 'pending' | 'failed';

/**
 * One step of a sync operation. What was done is kept in the results, so an operation goes on where it was, in the next
 * step or after a restart.
 */
export class SyncRun {
  readonly #results: Map<string, ResourceResult>;
  readonly #options: ApplyOptions;
  readonly #tasks: SyncTask[];
  readonly #cluster: ClusterCache;
  #phase: OperationPhase;
  #message: string;

  constructor(
    application: Application,
    private readonly project: AppProject,
    private readonly registered: RegisteredCluster,
    private readonly state: OperationState,
    comparison: Comparison,
  ) {
    const { sync } = state.operation;
    this.#cluster = comparison.cluster;
    this.#phase = state.phase;
    this.#message = state.message ?? '';
    this.#results = new Map(
      (state.syncResult?.resources ?? []).map(result => [
        resultKey(result),
        result,
      ]),
    );
    this.#options = {
      cluster: comparison.cluster,
      dryRun: sync.dryRun ?? false,
      prune: sync.prune ?? false,
      serverSideApply: hasSyncOption(sync.syncOptions, 'ServerSideApply=true'),
    };
    this.#tasks = buildTasks(application, state, comparison);
  }

  step(): SyncOutcome {
    this.#advance();
    return this.#outcome();
  }

  /** Ends the hooks that run. */
  terminate(): SyncOutcome {
    for (const task of this.#tasks.filter(
      candidate => candidate.isHook && isRunning(candidate),
    )) {
      if (task.live) {
        this.#cluster.access.delete(refOf(task.live));
      }
      this.#record(task, 'Failed', 'Terminated');
    }
    this.#set('Failed', 'Operation terminated');
    return this.#outcome();
  }

  #outcome(): SyncOutcome {
    return {
      phase: this.#phase,
      message: this.#message,
      resources: [...this.#results.values()],
    };
  }

  #advance() {
    let tasks = this.#tasks;
    const refusals = new Set<string>();
    const defined = new Set(
      tasks
        .map(task => task.target)
        .filter(target => target?.kind === 'CustomResourceDefinition')
        .map(target => `${target!.spec?.group}/${target!.spec?.names?.kind}`),
    );
    for (const task of tasks) {
      const reason = refusal(
        task,
        this.project,
        this.registered,
        this.#cluster,
        defined,
      );
      if (reason) {
        refusals.add(reason);
        task.status = 'SyncFailed';
        this.#record(task, undefined, reason);
      }
    }
    if (refusals.size > 0) {
      this.#set(
        'Failed',
        `one or more synchronization tasks are not valid: ${[...refusals]
          .sort()
          .join('; ')}`,
      );
      return;
    }

    this.#updateRunning(tasks);
    const multiStep =
      tasks.length > 0 &&
      (tasks[0].phase !== tasks.at(-1)!.phase ||
        tasks[0].wave !== tasks.at(-1)!.wave);
    const running = tasks.filter(
      task => (multiStep || task.isHook) && isRunning(task),
    );
    if (running.length > 0) {
      this.#waitFor(running, false);
      return;
    }
    const leaving = tasks.filter(
      task => task.status === 'Pruned' && task.live?.metadata.deletionTimestamp,
    );
    if (leaving.length > 0) {
      this.#waitFor(leaving, true);
      return;
    }

    const hooks = tasks.filter(task => task.isHook && task.live);
    const onFailure = tasks.filter(task => task.phase === 'SyncFail');
    tasks = tasks.filter(task => task.phase !== 'SyncFail');
    if (tasks.some(task => hasEnded(task) && task.state !== 'Succeeded')) {
      this.#fail(
        onFailure,
        tasks,
        'one or more synchronization tasks completed unsuccessfully',
      );
      this.#removeHooks(hooks, 'HookFailed');
      return;
    }
    let pending = tasks.filter(isPending);
    if (
      hasSyncOption(
        this.state.operation.sync.syncOptions,
        'ApplyOutOfSyncOnly=true',
      )
    ) {
      pending = pending.filter(task => task.isModified);
    }
    if (pending.length === 0) {
      this.#removeHooks(hooks, 'HookSucceeded');
      this.#set('Succeeded', 'successfully synced (no more tasks)');
      return;
    }
    this.#runWave(pending, tasks, onFailure);
  }

  #runWave(pending: SyncTask[], all: SyncTask[], onFailure: SyncTask[]) {
    const { phase, wave } = pending[0];
    const now = pending.filter(
      task => task.phase === phase && task.wave === wave,
    );
    this.#set('Running', 'one or more tasks are running');
    const result = this.#run(now);
    if (result === 'failed') {
      this.#fail(onFailure, all, 'one or more objects failed to apply');
    } else if (result === 'pending') {
      this.#waitFor(
        now.filter(task => isPending(task)),
        true,
      );
    } else if (
      pending.length === now.length &&
      !now.some(task => task.isHook)
    ) {
      this.#removeHooks(
        all.filter(task => task.isHook && task.live),
        'HookSucceeded',
      );
      this.#set('Succeeded', 'successfully synced (all tasks run)');
    } else {
      this.#waitFor(now, false);
    }
  }

  #run(tasks: SyncTask[]): RunState {
    let failed = false;
    const finish = (
      task: SyncTask,
      { status, message }: ReturnType<typeof applyTarget>,
    ) => {
      task.status = status;
      const phase =
        this.#options.dryRun && phaseOfResult[status] === 'Running'
          ? 'Succeeded'
          : phaseOfResult[status];
      this.#record(task, phase, message);
      failed ||= status === 'SyncFailed';
    };
    for (const task of tasks.filter(isPrune)) {
      finish(task, pruneLive(task, this.#options));
    }
    if (failed) {
      return 'failed';
    }
    const outdated = tasks.filter(
      task =>
        task.isHook &&
        task.live &&
        deletePoliciesOf(task.target!).includes('BeforeHookCreation'),
    );
    for (const task of outdated) {
      if (!this.#options.dryRun) {
        this.#cluster.access.delete(refOf(task.live!));
        task.live = this.#cluster.get(keyOf(task.target!));
      }
    }
    if (outdated.some(task => task.live && !this.#options.dryRun)) {
      return 'pending';
    }
    for (const task of tasks.filter(candidate => !isPrune(candidate))) {
      finish(task, applyTarget(task, this.#options));
    }
    return failed ? 'failed' : 'successful';
  }

  /** Takes over how the hooks and, between waves, the objects applied earlier are doing. */
  #updateRunning(tasks: SyncTask[]) {
    for (const task of tasks.filter(isRunning)) {
      task.live = task.target && this.#cluster.get(keyOf(task.target));
      const progress = progressOf(task);
      if (!task.live) {
        task.status = 'SyncFailed';
      }
      if (progress) {
        this.#record(task, progress.phase, progress.message);
      }
    }
  }

  /** Ends the operation, once what is to run after a failure has run. */
  #fail(onFailure: SyncTask[], tasks: SyncTask[], message: string) {
    const waiting = onFailure.filter(isPending);
    if (waiting.length > 0) {
      this.#run(waiting);
      this.#waitFor(waiting, false);
      return;
    }
    const reasons = tasks
      .filter(task => task.status === 'SyncFailed' && task.message)
      .map(task => task.message);
    this.#set(
      'Failed',
      reasons.length > 0 ? `${message}, reason: ${reasons.join(',')}` : message,
    );
  }

  #removeHooks(hooks: SyncTask[], policy: HookDeletePolicy) {
    const ended = policy === 'HookSucceeded' ? 'Succeeded' : 'Failed';
    for (const hook of hooks) {
      if (
        hook.state === ended &&
        deletePoliciesOf(hook.target!).includes(policy)
      ) {
        this.#cluster.access.delete(refOf(hook.live!));
      }
    }
  }

  #waitFor(tasks: SyncTask[], isDeletion: boolean) {
    this.#set('Running', waitingMessage(tasks, isDeletion));
  }

  #record(
    task: SyncTask,
    state: OperationPhase | undefined,
    message: string | undefined,
  ) {
    task.state = state;
    task.message = message || task.message;
    this.#results.set(taskKey(task), toResult(task));
  }

  #set(phase: OperationPhase, message: string) {
    this.#phase = phase;
    this.#message = message;
  }
}
