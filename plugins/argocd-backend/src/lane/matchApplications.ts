import { Entity } from '@backstage/catalog-model';
import { SERVICE_ANNOTATION } from '@runway/plugin-argocd-common';
import { ApplicationIndex, ApplicationRecord } from '../feed/ApplicationIndex';
import { readAnnotations } from './readAnnotations';

/** Applications that belong to an entity. */
export interface Matches {
  /** By the label that Runway gives them. */
  own: ApplicationRecord[];
  /** By the annotations that other plugins for Argo CD use as well. */
  annotated: ApplicationRecord[];
}

/**
 * Finds the applications of an entity: those with the label `runway.aerq.io/service`, and those that its annotations
 * describe, see {@link readAnnotations}. `ServicesByApplication` answers the opposite question.
 */
export function matchApplications(
  entity: Entity,
  index: Pick<ApplicationIndex, 'ofService' | 'all'>,
): Matches {
  const { annotations = {}, name } = entity.metadata;
  const own = index.ofService(annotations[SERVICE_ANNOTATION] ?? name);
  const matcher = readAnnotations(annotations);
  const annotated = [];
  for (const record of matcher ? index.all() : []) {
    if (matcher!.matches(record) && !own.includes(record)) {
      annotated.push(record);
    }
  }
  return { own, annotated };
}
