import type { KubernetesObject } from '../../../core/SandboxContext';
import type {
  Application,
  OperationState,
  SyncResource,
} from '../../model/Application';
import { hasSyncOption } from '../../model/applicationSpec';
import { keyOf, resourceKey } from '../../model/ResourceKey';
import { annotationOptions, syncWaveOf } from '../../model/tracking';
import type { ClusterCache } from '../../stores/ClusterCache';
import type { Comparison } from '../Comparison';
import { hookPhasesOf } from '../hooks';
import { compareTasks, resultKey, taskKey, type SyncTask } from './SyncTask';

/** What an operation has to do, in its order, with what it has done so far. */
export function buildTasks(
  application: Application,
  state: OperationState,
  comparison: Comparison,
): SyncTask[] {
  const { sync } = state.operation;
  const { cluster } = comparison;
  const tasks: SyncTask[] = comparison.managed
    .filter(
      resource => !resource.hook && isSelected(resource, sync.resources ?? []),
    )
    .map(({ target, live, differences }) => ({
      phase: 'Sync' as const,
      wave: syncWaveOf((target ?? live)!),
      ...(target ? { target } : {}),
      ...(live ? { live } : {}),
      isHook: false,
      isModified: !live || !target || differences.length > 0,
    }));
  const skipsHooks =
    (sync.resources?.length ?? 0) > 0 || sync.syncStrategy?.apply !== undefined;
  if (!skipsHooks) {
    tasks.push(...hookTasks(comparison.hooks, state, cluster));
  }
  if (hasSyncOption(sync.syncOptions, 'CreateNamespace=true')) {
    tasks.push(...namespaceTask(application, tasks, cluster));
  }
  orderPruning(tasks, sync.syncOptions);
  tasks.sort(compareTasks);

  const done = new Map(
    (state.syncResult?.resources ?? []).map(result => [
      resultKey(result),
      result,
    ]),
  );
  for (const task of tasks) {
    const result = done.get(taskKey(task));
    if (result) {
      task.status = result.status;
      task.state = result.hookPhase;
      task.message = result.message;
    }
  }
  return tasks;
}

function isSelected(
  object: { group: string; kind: string; name: string; namespace: string },
  resources: SyncResource[],
): boolean {
  return (
    resources.length === 0 ||
    resources.some(
      resource =>
        (resource.group ?? '') === object.group &&
        resource.kind === object.kind &&
        resource.name === object.name &&
        (!resource.namespace || resource.namespace === object.namespace),
    )
  );
}

function hookTasks(
  hooks: KubernetesObject[],
  state: OperationState,
  cluster: ClusterCache,
): SyncTask[] {
  const revision =
    state.syncResult?.revision || state.syncResult?.revisions?.[0] || '';
  return hooks.flatMap(hook =>
    hookPhasesOf(hook).map(phase => {
      const { generateName, ...metadata } = hook.metadata;
      const started = Math.floor(Date.parse(state.startedAt) / 1_000);
      const target = metadata.name
        ? hook
        : {
            ...hook,
            metadata: {
              ...metadata,
              name: `${generateName}${revision.slice(
                0,
                7,
              )}-${phase}-${started}`.toLowerCase(),
            },
          };
      return {
        phase,
        wave: syncWaveOf(hook),
        target,
        live: cluster.get(keyOf(target)),
        isHook: true,
        isModified: true,
      };
    }),
  );
}

/** The destination's namespace, when nothing else makes it and it is missing. */
function namespaceTask(
  application: Application,
  tasks: SyncTask[],
  cluster: ClusterCache,
): SyncTask[] {
  const name = application.spec.destination.namespace;
  const key = resourceKey({ kind: 'Namespace', name: name ?? '' });
  const isMade = tasks.some(task => task.target && keyOf(task.target) === key);
  if (!name || isMade) {
    return [];
  }
  const live = cluster.get(key);
  const managed = application.spec.syncPolicy?.managedNamespaceMetadata;
  if (live && !managed) {
    return [];
  }
  return [
    {
      phase: 'PreSync',
      wave: 0,
      target: {
        apiVersion: 'v1',
        kind: 'Namespace',
        metadata: {
          name,
          ...(managed?.labels ? { labels: managed.labels } : {}),
          ...(managed?.annotations ? { annotations: managed.annotations } : {}),
        },
      },
      ...(live ? { live } : {}),
      isHook: false,
      isModified: true,
    },
  ];
}

/** Prunes in the reverse order of the waves, or after everything else. */
function orderPruning(tasks: SyncTask[], options: string[] | undefined) {
  const pruned = tasks.filter(task => !task.target);
  const waves = [...new Set(pruned.map(task => task.wave))].sort(
    (a, b) => a - b,
  );
  for (const task of pruned) {
    task.wave = waves[waves.length - 1 - waves.indexOf(task.wave)];
  }
  const last =
    Math.max(
      0,
      ...tasks.filter(task => task.phase === 'Sync').map(task => task.wave),
    ) + 1;
  for (const task of pruned) {
    const own = annotationOptions(task.live, 'argocd.argoproj.io/sync-options');
    if (
      hasSyncOption(options, 'PruneLast=true') ||
      own.includes('PruneLast=true')
    ) {
      task.wave = last;
    }
  }
}
