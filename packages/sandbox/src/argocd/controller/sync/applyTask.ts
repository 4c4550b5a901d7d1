import type { KubernetesObject } from '../../../core/SandboxContext';
import type { AppProject } from '../../model/AppProject';
import type { ResultCode } from '../../model/Application';
import { groupOf, keyOf, refOf } from '../../model/ResourceKey';
import { annotationOptions } from '../../model/tracking';
import type { ClusterCache } from '../../stores/ClusterCache';
import type { RegisteredCluster } from '../../stores/ClusterRegistry';
import { fieldManager } from '../fieldManager';
import { isDestinationPermitted, isKindPermitted } from '../projectPermissions';
import { objectOf, type SyncTask } from './SyncTask';
import { messageOf } from '../../model/messageOf';

export interface TaskOutcome {
  status: ResultCode;
  message: string;
}

export interface ApplyOptions {
  cluster: ClusterCache;
  dryRun: boolean;
  serverSideApply: boolean;
  prune: boolean;
}

/** Applies the task's target, or says what applying it would do. */
export function applyTarget(
  task: SyncTask,
  { cluster, dryRun, serverSideApply }: ApplyOptions,
): TaskOutcome {
  const target = task.target!;
  const name = kubectlName(target);
  const suffix = dryRun ? ' (dry run)' : '';
  try {
    const before = cluster.get(keyOf(target));
    let changed = task.isModified;
    if (!dryRun) {
      const applied = cluster.access.apply(target, { fieldManager });
      cluster.observe(before ? 'MODIFIED' : 'ADDED', applied);
      task.live = applied;
      changed =
        before?.metadata.resourceVersion !== applied.metadata.resourceVersion;
    }
    const updated = changed ? 'configured' : 'unchanged';
    const verb = before ? updated : 'created';
    return {
      status: 'Synced',
      message: `${name} ${
        serverSideApply ? 'serverside-applied' : verb
      }${suffix}`,
    };
  } catch (error) {
    return { status: 'SyncFailed', message: messageOf(error) };
  }
}

/** Deletes what Git no longer wants, where that is allowed. */
export function pruneLive(
  task: SyncTask,
  { cluster, dryRun, prune }: ApplyOptions,
): TaskOutcome {
  const live = task.live!;
  if (!prune) {
    return { status: 'PruneSkipped', message: 'ignored (requires pruning)' };
  }
  const options = annotationOptions(live, 'argocd.argoproj.io/sync-options');
  if (options.includes('Prune=false')) {
    return { status: 'PruneSkipped', message: 'ignored (no prune)' };
  }
  if (dryRun) {
    return { status: 'Pruned', message: 'pruned (dry run)' };
  }
  try {
    if (!live.metadata.deletionTimestamp) {
      cluster.access.delete(refOf(live));
    }
    return { status: 'Pruned', message: 'pruned' };
  } catch (error) {
    return { status: 'SyncFailed', message: messageOf(error) };
  }
}

/**
 * Why a task can't be done at all, whatever the cluster says to its content.
 * @param defined - kinds, as `<group>/<kind>`, that the same operation defines
 */
export function refusal(
  task: SyncTask,
  project: AppProject,
  registered: RegisteredCluster,
  cluster: ClusterCache,
  defined: Set<string>,
): string | undefined {
  const object = objectOf(task);
  const group = groupOf(object);
  const { name, namespace } = object.metadata;
  const missing = missingKind(object, cluster);
  if (missing && !defined.has(`${group}/${object.kind}`)) {
    return missing;
  }
  const namespaced = cluster.isNamespaced(group, object.kind);
  if (!isKindPermitted(project, group, object.kind, name, namespaced)) {
    return `resource ${group}:${object.kind} is not permitted in project ${project.metadata.name}`;
  }
  return namespaced &&
    !isDestinationPermitted(project, registered, namespace ?? '')
    ? `namespace ${namespace} is not permitted in project '${project.metadata.name}'`
    : undefined;
}

const knownKinds = new WeakMap<ClusterCache, Set<string>>();

function missingKind(
  object: KubernetesObject,
  cluster: ClusterCache,
): string | undefined {
  const known = knownKinds.get(cluster) ?? new Set<string>();
  knownKinds.set(cluster, known);
  const type = `${object.apiVersion}/${object.kind}`;
  if (known.has(type)) {
    return undefined;
  }
  try {
    cluster.access.get(refOf(object));
    cluster.access.apply(object, { fieldManager, dryRun: true });
  } catch (error) {
    if (
      /no matches for kind|could not find the requested resource/i.test(
        messageOf(error),
      )
    ) {
      const { namespace, name } = object.metadata;
      const { kind } = object;
      return `The Kubernetes API could not find ${groupOf(
        object,
      )}/${kind} for requested resource ${
        namespace ?? ''
      }/${name}. Make sure the "${kind}" CRD is installed on the destination cluster.`;
    }
    // Anything else is about this object, not about its kind, and shows when it is applied.
  }
  known.add(type);
  return undefined;
}

/** e.g. `deployment.apps/shop`. */
function kubectlName(object: KubernetesObject): string {
  const group = groupOf(object);
  const kind = object.kind.toLowerCase();
  return `${group ? `${kind}.${group}` : kind}/${object.metadata.name}`;
}
