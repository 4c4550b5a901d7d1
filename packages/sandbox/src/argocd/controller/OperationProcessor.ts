import { isDeepStrictEqual } from 'node:util';
import type {
  Application,
  ApplicationSource,
  OperationState,
  SyncResult,
} from '../model/Application';
import {
  hasMultipleSources,
  isCompleted,
  sourceOf,
} from '../model/applicationSpec';
import { formatConditions, timestamp } from '../model/conditions';
import type { Comparison } from './Comparison';
import { compareApplication } from './compareApplication';
import type { ControllerSystems } from './ControllerSystems';
import { recordHistory } from './recordHistory';
import { kitchenTime, retryAt } from './retry';
import { validatePermissions } from './projectPermissions';
import { SyncRun } from './sync/SyncRun';
import { messageOf } from '../model/messageOf';

/** When to look at an operation again, in milliseconds. Undefined = when something happens. */
export type Requeue = number | undefined;

/** Carries out the sync operations of applications, step by step. */
export class OperationProcessor {
  constructor(private readonly systems: ControllerSystems) {}

  /** Goes on with an application's operation. */
  async process(application: Application): Promise<Requeue> {
    const { name } = application.metadata;
    const { operation } = application;
    if (!operation) {
      return undefined;
    }
    let state = application.status.operationState;
    if (!state || isCompleted(state.phase)) {
      state = { operation, phase: 'Running', startedAt: timestamp() };
      this.#keep(name, state);
    } else if (state.phase === 'Running' && state.finishedAt) {
      const wait = retryAt(state, this.systems.pace) - Date.now();
      if (wait > 0) {
        return wait;
      }
      state = restart(state);
      this.#keep(name, state);
    }
    const wasTerminating = state.phase === 'Terminating';
    const { next, comparison } = await this.#step(application, state);
    const current = this.systems.applications.get(name);
    if (!current?.operation) {
      return undefined;
    }
    const isTerminated =
      !wasTerminating && current.status.operationState?.phase === 'Terminating';
    if (isTerminated && next.phase === 'Running') {
      next.phase = 'Terminating';
      next.message = 'operation is terminating';
    }
    this.#planRetry(next, wasTerminating);
    this.#keep(name, next);
    if (isCompleted(next.phase)) {
      this.#finish(name, next, comparison);
      return undefined;
    }
    if (next.finishedAt) {
      return Math.max(0, retryAt(next, this.systems.pace) - Date.now());
    }
    // Step by step while something happens, then only when the cluster says so or it might have been missed.
    const progressed = !isDeepStrictEqual(
      next.syncResult?.resources,
      state.syncResult?.resources,
    );
    return isTerminated || progressed
      ? Math.min(20, 20 * this.systems.pace)
      : Math.max(20, 1_000 * this.systems.pace);
  }

  async #step(
    application: Application,
    state: OperationState,
  ): Promise<{ next: OperationState; comparison?: Comparison }> {
    const next: OperationState = structuredClone(state);
    const failed = (message: string) => {
      next.phase = 'Error';
      next.message = message;
      return { next };
    };
    const { spec } = application;
    const project = this.systems.projects.get(spec.project);
    if (!project) {
      return failed(
        `Failed to load application project: error getting app project "${spec.project}": appproject.argoproj.io "${spec.project}" not found`,
      );
    }
    next.syncResult ??= newResult(application, next);
    const result = next.syncResult;
    const multiple = (result.sources?.length ?? 0) > 0;
    const sources: ApplicationSource[] = multiple
      ? result.sources!
      : [result.source!];
    const invalid = validatePermissions(spec, project, this.systems.clusters);
    if (invalid.length > 0) {
      return failed(formatConditions(invalid));
    }
    try {
      const registered = this.systems.clusters.resolve(spec.destination);
      const comparison = await compareApplication(
        this.systems,
        application,
        project,
        {
          sources,
          revisions: multiple ? result.revisions ?? [] : [result.revision],
          multiple,
        },
      );
      if (multiple) {
        result.revisions = comparison.sync.revisions;
      } else {
        result.revision = comparison.sync.revision ?? '';
      }
      const errors = comparison.conditions.filter(
        condition => condition.type === 'ComparisonError',
      );
      if (errors.length > 0) {
        return failed(formatConditions(errors));
      }
      const run = new SyncRun(
        application,
        project,
        registered,
        next,
        comparison,
      );
      const outcome =
        next.phase === 'Terminating' ? run.terminate() : run.step();
      next.phase = outcome.phase;
      next.message = outcome.message;
      result.resources = outcome.resources;
      return { next, comparison };
    } catch (error) {
      return failed(messageOf(error));
    }
  }

  #planRetry(state: OperationState, wasTerminating: boolean) {
    const retries = state.retryCount ?? 0;
    const limit = state.operation.retry?.limit ?? 0;
    if (state.phase !== 'Failed' && state.phase !== 'Error') {
      return;
    }
    if (!wasTerminating && (retries < limit || limit < 0)) {
      // Running and finished at once is how Argo CD says that a failed operation waits for its next attempt.
      state.phase = 'Running';
      state.finishedAt = timestamp();
      state.retryCount = retries + 1;
      const at = new Date(retryAt(state, this.systems.pace));
      state.message = `${state.message}. Retrying attempt #${
        state.retryCount
      } at ${kitchenTime(at)}.`;
    } else if (retries > 0) {
      state.message = `${state.message} (retried ${retries} times).`;
    }
  }

  #keep(name: string, state: OperationState) {
    this.systems.applications.update(name, draft => {
      draft.status.operationState = state;
      if (isCompleted(state.phase)) {
        state.finishedAt = timestamp();
        delete draft.operation;
      }
    });
  }

  #finish(name: string, state: OperationState, comparison?: Comparison) {
    const { sync } = state.operation;
    if (
      state.phase === 'Succeeded' &&
      comparison &&
      !sync.dryRun &&
      !sync.resources?.length
    ) {
      this.systems.applications.update(name, draft =>
        recordHistory(draft, state, comparison),
      );
    }
    const application = this.systems.applications.get(name);
    if (application) {
      const subject = sync.resources?.length
        ? 'Partial sync operation'
        : 'Sync operation';
      const revision = state.syncResult
        ? ` to ${
            state.syncResult.revision ||
            (state.syncResult.revisions ?? []).join(', ')
          }`
        : '';
      const succeeded = state.phase === 'Succeeded';
      this.systems.events.record(
        application,
        'OperationCompleted',
        succeeded
          ? `${subject}${revision} succeeded`
          : `${subject}${revision} failed: ${state.message}`,
        succeeded ? 'Normal' : 'Warning',
      );
    }
  }
}

function newResult(
  { spec }: Application,
  { operation }: OperationState,
): SyncResult {
  const { sync } = operation;
  const multiple = sync.sources?.length
    ? true
    : !sync.source && hasMultipleSources(spec);
  return multiple
    ? {
        revision: '',
        revisions: sync.revisions ?? [],
        source: { repoURL: '' },
        sources: sync.sources?.length ? sync.sources : spec.sources,
      }
    : {
        revision: sync.revision ?? '',
        source: sync.source ?? sourceOf(spec),
      };
}

/** A failed operation at the beginning of its next attempt. */
function restart(state: OperationState): OperationState {
  const next = structuredClone(state);
  const refresh = next.operation.retry?.refresh;
  if (refresh) {
    delete next.operation.sync.revision;
    delete next.operation.sync.revisions;
  }
  next.message = `Retrying operation${
    refresh ? ' with latest revisions' : ''
  }. Attempt #${next.retryCount}`;
  delete next.finishedAt;
  delete next.syncResult;
  return next;
}
