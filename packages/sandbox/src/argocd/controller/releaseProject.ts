import { cascadeFinalizer } from '../model/applicationSpec';
import type { ControllerSystems } from './ControllerSystems';

/** Lets a project that is being deleted go, once no application refers to it any more. */
export function releaseProject(
  {
    applications,
    projects,
  }: Pick<ControllerSystems, 'applications' | 'projects'>,
  name: string,
): void {
  const project = projects.get(name);
  if (
    project?.metadata.deletionTimestamp &&
    !applications.list().some(({ spec }) => spec.project === name)
  ) {
    projects.update(name, draft => {
      draft.metadata.finalizers = draft.metadata.finalizers?.filter(
        finalizer => finalizer !== cascadeFinalizer,
      );
    });
  }
}
