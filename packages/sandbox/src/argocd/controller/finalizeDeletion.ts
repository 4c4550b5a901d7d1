import { InputError, NotFoundError } from '@backstage/errors';
import type { Application } from '../model/Application';
import {
  cascadeFinalizers,
  hasSyncOption,
  isCascading,
} from '../model/applicationSpec';
import { withConditions } from '../model/conditions';
import { refOf } from '../model/ResourceKey';
import { annotationOptions } from '../model/tracking';
import type { KubernetesObject } from '../../core/SandboxContext';
import type { ClusterCache } from '../stores/ClusterCache';
import type { ControllerSystems } from './ControllerSystems';
import { messageOf } from '../model/messageOf';

/**
 * Deletes what an application that is being deleted has deployed, then lets it go. False while objects are still leaving
 * or something refuses, which becomes a condition of the application.
 */
export function finalizeDeletion(
  systems: ControllerSystems,
  application: Application,
): boolean {
  try {
    return deleteDeployed(systems, application);
  } catch (error) {
    systems.applications.update(application.metadata.name, draft => {
      draft.status.conditions = withConditions(
        draft.status.conditions,
        [{ type: 'DeletionError', message: messageOf(error) }],
        ['DeletionError'],
      );
    });
    return false;
  }
}

function deleteDeployed(
  systems: ControllerSystems,
  application: Application,
): boolean {
  if (!isCascading(application)) {
    return true;
  }
  if (!systems.projects.get(application.spec.project)) {
    throw new Error(
      `error getting app project "${application.spec.project}": appproject.argoproj.io "${application.spec.project}" not found`,
    );
  }
  const cluster = destination(systems, application);
  const deployed = () =>
    (cluster?.managedBy(application.metadata.name) ?? []).filter(object =>
      isDeletable(application, object),
    );
  const objects = deployed();
  // What is leaving already goes first.
  if (!objects.some(object => object.metadata.deletionTimestamp)) {
    for (const object of objects) {
      cluster!.access.delete(refOf(object));
    }
  }
  if (deployed().length > 0) {
    return false;
  }
  systems.applications.update(application.metadata.name, draft => {
    draft.metadata.finalizers = draft.metadata.finalizers?.filter(
      finalizer => !cascadeFinalizers.includes(finalizer),
    );
  });
  return true;
}

/** Undefined when the destination is gone, and with it everything that was there. */
function destination(
  { clusters }: ControllerSystems,
  { spec }: Application,
): ClusterCache | undefined {
  try {
    return clusters.cache(clusters.resolve(spec.destination));
  } catch (error) {
    if (error instanceof NotFoundError || error instanceof InputError) {
      return undefined;
    }
    throw error;
  }
}

function isDeletable(
  application: Application,
  object: KubernetesObject,
): boolean {
  const own = annotationOptions(object, 'argocd.argoproj.io/sync-options');
  return (
    !own.includes('Delete=false') &&
    !own.includes('Delete=confirm') &&
    !hasSyncOption(application.spec.syncPolicy?.syncOptions, 'Delete=false')
  );
}
