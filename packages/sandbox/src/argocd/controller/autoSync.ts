import { isDeepStrictEqual } from 'node:util';
import type {
  Application,
  ApplicationCondition,
  Operation,
  OperationState,
} from '../model/Application';
import {
  hasMultipleSources,
  isAutomated,
  isCompleted,
  sourceOf,
} from '../model/applicationSpec';
import type { Comparison } from './Comparison';

export interface AutoSyncDecision {
  /** To be started now. */
  operation?: Operation;
  /** To be looked at again after so many milliseconds. */
  retryAfter?: number;
  /** Why nothing is synced although something differs. */
  condition?: ApplicationCondition;
}

/** Whether a comparison calls for an automated sync. */
export function decideAutoSync(
  application: Application,
  comparison: Comparison,
  pace: number,
): AutoSyncDecision {
  const { spec, metadata, status } = application;
  const { sync, resources } = comparison;
  if (
    !isAutomated(spec) ||
    application.operation ||
    metadata.deletionTimestamp ||
    sync.status !== 'OutOfSync'
  ) {
    return {};
  }
  const automated = spec.syncPolicy!.automated!;
  const outOfSync = resources.filter(
    resource => !resource.hook && resource.status !== 'Synced',
  );
  if (
    !automated.prune &&
    outOfSync.every(resource => resource.requiresPruning)
  ) {
    return {};
  }
  const multiple = hasMultipleSources(spec);
  const revisions = multiple ? sync.revisions! : [sync.revision!];
  const operation: Operation = {
    sync: {
      ...(multiple
        ? { sources: spec.sources, revisions }
        : { source: sourceOf(spec), revision: sync.revision }),
      ...(automated.prune ? { prune: true } : {}),
      ...(spec.syncPolicy!.syncOptions
        ? { syncOptions: spec.syncPolicy!.syncOptions }
        : {}),
    },
    initiatedBy: { automated: true },
    retry: spec.syncPolicy!.retry ?? { limit: 5 },
  };

  const last = status.operationState;
  if (last && isAlreadyAttempted(application, last, revisions)) {
    const attempted = attemptedRevisions(last);
    if (last.phase !== 'Succeeded') {
      return {
        condition: {
          type: 'SyncError',
          message: `Failed last sync attempt to [${attempted.join(' ')}]: ${
            last.message ?? ''
          }`,
        },
      };
    }
    if (!automated.selfHeal) {
      return {};
    }
    const attempts = last.operation.sync.autoHealAttemptsCount ?? 0;
    const wait = selfHealDelay(attempts, pace) - sinceEnd(last);
    if (wait > 0) {
      return { retryAfter: wait };
    }
    operation.sync.autoHealAttemptsCount = attempts + 1;
    operation.sync.resources = outOfSync.map(({ group, kind, name }) => ({
      ...(group ? { group } : {}),
      kind,
      name,
    }));
  }
  if (
    automated.prune &&
    !automated.allowEmpty &&
    resources.every(resource => resource.requiresPruning)
  ) {
    return {
      condition: {
        type: 'SyncError',
        message: `Skipping sync attempt to [${revisions.join(
          ' ',
        )}]: auto-sync will wipe out all resources`,
      },
    };
  }
  return { operation };
}

function isAlreadyAttempted(
  { spec }: Application,
  { syncResult, phase }: OperationState,
  revisions: string[],
): boolean {
  if (!syncResult) {
    return isCompleted(phase);
  }
  return hasMultipleSources(spec)
    ? isDeepStrictEqual(syncResult.revisions, revisions) &&
        isDeepStrictEqual(syncResult.sources, spec.sources)
    : syncResult.revision === revisions[0] &&
        isDeepStrictEqual(syncResult.source, sourceOf(spec));
}

function attemptedRevisions({ syncResult }: OperationState): string[] {
  return (
    syncResult?.revisions ?? (syncResult?.revision ? [syncResult.revision] : [])
  );
}

/** 2 s after the first attempt to heal, three times as long after each further one, at most 5 minutes. */
function selfHealDelay(attempts: number, pace: number): number {
  return attempts === 0
    ? 0
    : Math.min(300_000, 2_000 * 3 ** (attempts - 1)) * pace;
}

function sinceEnd({ finishedAt }: OperationState): number {
  return finishedAt ? Date.now() - Date.parse(finishedAt) : 0;
}
