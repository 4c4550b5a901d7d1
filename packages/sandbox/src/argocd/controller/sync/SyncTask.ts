import type { KubernetesObject } from '../../../core/SandboxContext';
import type {
  OperationPhase,
  ResourceResult,
  ResultCode,
  SyncPhase,
} from '../../model/Application';
import { isCompleted } from '../../model/applicationSpec';
import { groupOf, versionOf } from '../../model/ResourceKey';
import { hookPhasesOf } from '../hooks';
import { imagesOf } from '../nodeInfo';

/** One object to apply, or to prune when it has no target. */
export interface SyncTask {
  phase: SyncPhase;
  wave: number;
  target?: KubernetesObject;
  live?: KubernetesObject;
  isHook: boolean;
  /** False when the live object is already what Git wants. */
  isModified: boolean;
  status?: ResultCode;
  state?: OperationPhase;
  message?: string;
}

export const phaseOfResult: Record<ResultCode, OperationPhase> = {
  Synced: 'Running',
  SyncFailed: 'Failed',
  Pruned: 'Succeeded',
  PruneSkipped: 'Succeeded',
};

export const objectOf = (task: SyncTask): KubernetesObject =>
  (task.target ?? task.live)!;
export const isPrune = (task: SyncTask) => !task.target;
export const isPending = (task: SyncTask) => !task.state;
export const isRunning = (task: SyncTask) => task.state === 'Running';
export const hasEnded = (task: SyncTask) =>
  task.state !== undefined && isCompleted(task.state);

/** Identifies a task among those of an operation, also after a restart. */
export function taskKey(task: SyncTask): string {
  const object = objectOf(task);
  return resultKey({
    group: groupOf(object),
    kind: object.kind,
    namespace: object.metadata.namespace ?? '',
    name: object.metadata.name,
    syncPhase: task.phase,
  });
}

export function resultKey(
  result: Pick<
    ResourceResult,
    'group' | 'kind' | 'namespace' | 'name' | 'syncPhase'
  >,
): string {
  return [
    result.group,
    result.kind,
    result.namespace,
    result.name,
    result.syncPhase,
  ].join('/');
}

export function toResult(task: SyncTask): ResourceResult {
  const object = objectOf(task);
  const images = imagesOf(object);
  return {
    group: groupOf(object),
    version: versionOf(object),
    kind: object.kind,
    namespace: object.metadata.namespace ?? '',
    name: object.metadata.name,
    ...(task.status ? { status: task.status } : {}),
    ...(task.message ? { message: task.message } : {}),
    ...(task.isHook ? { hookType: hookPhasesOf(object)[0] } : {}),
    ...(task.state ? { hookPhase: task.state } : {}),
    syncPhase: task.phase,
    ...(images.length > 0 ? { images } : {}),
  };
}

const phaseOrder: SyncPhase[] = ['PreSync', 'Sync', 'PostSync', 'SyncFail'];

/** Order in which kinds are applied; custom resources come last. */
const kindOrder = [
  'Namespace',
  'NetworkPolicy',
  'ResourceQuota',
  'LimitRange',
  'PodSecurityPolicy',
  'PodDisruptionBudget',
  'ServiceAccount',
  'Secret',
  'SecretList',
  'ConfigMap',
  'StorageClass',
  'PersistentVolume',
  'PersistentVolumeClaim',
  'CustomResourceDefinition',
  'ClusterRole',
  'ClusterRoleList',
  'ClusterRoleBinding',
  'ClusterRoleBindingList',
  'Role',
  'RoleList',
  'RoleBinding',
  'RoleBindingList',
  'Service',
  'DaemonSet',
  'Pod',
  'ReplicationController',
  'ReplicaSet',
  'Deployment',
  'HorizontalPodAutoscaler',
  'StatefulSet',
  'Job',
  'CronJob',
  'IngressClass',
  'Ingress',
  'APIService',
];

export function compareTasks(a: SyncTask, b: SyncTask): number {
  const kindRank = (task: SyncTask) => {
    const index = kindOrder.indexOf(objectOf(task).kind);
    return index < 0 ? kindOrder.length : index;
  };
  return (
    phaseOrder.indexOf(a.phase) - phaseOrder.indexOf(b.phase) ||
    a.wave - b.wave ||
    kindRank(a) - kindRank(b) ||
    objectOf(a).metadata.name.localeCompare(objectOf(b).metadata.name)
  );
}
