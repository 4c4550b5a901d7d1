import type { KubernetesObject } from '../../core/SandboxContext';
import type { ResourceDefinition } from '../resources/ResourceDefinition';
import { checkIdentity } from './checkPreconditions';
import type { ClusterObjects } from './ClusterObjects';
import { timestamp } from './prepareObject';
import type { WriteContext } from './WriteContext';

/** Body of a DELETE. */
export interface DeleteOptions {
  gracePeriodSeconds?: number;
  propagationPolicy?: 'Orphan' | 'Background' | 'Foreground';
  orphanDependents?: boolean;
  preconditions?: { uid?: string; resourceVersion?: string };
}

export interface Deletion {
  /** The object as it was last, or as it waits for its finalizers. */
  object: KubernetesObject;
  /** False while finalizers, or the grace period of a Pod, hold it. */
  gone: boolean;
}

export const foregroundFinalizer = 'foregroundDeletion';
export const orphanFinalizer = 'orphan';

/** @throws ApiError 404, or 409 when a precondition fails */
export function deleteObject(
  objects: ClusterObjects,
  definition: ResourceDefinition,
  namespace: string | undefined,
  name: string,
  options: DeleteOptions,
  context: WriteContext,
): Deletion {
  const current = objects.get(definition, namespace, name);
  checkIdentity(definition, options.preconditions ?? {}, current);
  objects.admitDelete(definition, current, context);
  const marked = markDeleted(definition, current, options);
  const gone = isFinished(definition, marked);
  if (context.dryRun || marked === current) {
    return { object: marked, gone };
  }
  return {
    gone,
    object: gone
      ? objects.store.remove(definition.id, marked)
      : objects.store.put(definition.id, marked),
  };
}

/** Nothing holds a deleted object any more. */
export function isFinished(
  definition: ResourceDefinition,
  object: KubernetesObject,
): boolean {
  const { metadata, spec } = object;
  if (!metadata.deletionTimestamp || metadata.finalizers?.length) {
    return false;
  }
  if (definition.id === 'namespaces') {
    return !spec?.finalizers?.length;
  }
  return !metadata.deletionGracePeriodSeconds;
}

function markDeleted(
  definition: ResourceDefinition,
  current: KubernetesObject,
  options: DeleteOptions,
): KubernetesObject {
  const grace = gracePeriod(definition, current, options);
  const finalizers = finalizersOf(definition, current, options);
  const { deletionTimestamp, deletionGracePeriodSeconds } = current.metadata;
  if (
    deletionTimestamp &&
    grace >= (deletionGracePeriodSeconds ?? 0) &&
    finalizers.length === (current.metadata.finalizers?.length ?? 0)
  ) {
    return current;
  }
  const generation = current.metadata.generation;
  return {
    ...current,
    metadata: {
      ...current.metadata,
      deletionTimestamp:
        deletionTimestamp && grace >= (deletionGracePeriodSeconds ?? 0)
          ? deletionTimestamp
          : timestamp(new Date(Date.now() + grace * 1000)),
      deletionGracePeriodSeconds: grace,
      ...(generation && !deletionTimestamp
        ? { generation: generation + 1 }
        : {}),
      ...(finalizers.length > 0 ? { finalizers } : {}),
    },
    ...(definition.id === 'namespaces'
      ? { status: { ...current.status, phase: 'Terminating' } }
      : {}),
  };
}

/** Only Pods that run somewhere end gracefully. Seconds. */
function gracePeriod(
  definition: ResourceDefinition,
  { spec, status }: KubernetesObject,
  options: DeleteOptions,
): number {
  if (definition.id !== 'pods') {
    return 0;
  }
  if (
    !spec.nodeName ||
    status?.phase === 'Succeeded' ||
    status?.phase === 'Failed'
  ) {
    return 0;
  }
  return options.gracePeriodSeconds ?? spec.terminationGracePeriodSeconds ?? 30;
}

function finalizersOf(
  definition: ResourceDefinition,
  { metadata }: KubernetesObject,
  options: DeleteOptions,
): string[] {
  const policy =
    options.propagationPolicy ??
    (options.orphanDependents ? 'Orphan' : undefined);
  const finalizers: string[] = (metadata.finalizers ?? []).filter(
    (finalizer: string) =>
      !policy ||
      (finalizer !== foregroundFinalizer && finalizer !== orphanFinalizer),
  );
  if (definition.id === 'namespaces' || definition.id === 'pods') {
    return finalizers;
  }
  if (policy === 'Orphan') {
    return [...finalizers, orphanFinalizer];
  }
  return policy === 'Foreground'
    ? [...finalizers, foregroundFinalizer]
    : finalizers;
}
