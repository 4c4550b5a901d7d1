import { Entity } from '@backstage/catalog-model';
import { SERVICE_ANNOTATION } from '@runway/plugin-argocd-common';
import { ApplicationIndex, ApplicationRecord } from '../feed/ApplicationIndex';
import { parseLabelSelector } from './labelSelector';

/** Applications that belong to an entity. */
export interface Matches {
  /** By the label that Runway gives them. */
  own: ApplicationRecord[];
  /** By the annotations that other plugins for Argo CD use as well. */
  annotated: ApplicationRecord[];
}

/**
 * Finds the applications of an entity: those with the label `runway.aerq.io/service`, and those that its annotations
 * `argocd/app-name`, `argocd/app-selector` and `argocd/project-name` describe together, of the instances
 * `argocd/instance-name` and the namespaces `argocd/app-namespace` if these are given. Names may be several, separated by
 * commas. A selector that can't be read matches nothing.
 */
export function matchApplications(
  entity: Entity,
  index: Pick<ApplicationIndex, 'ofService' | 'all'>,
): Matches {
  const { annotations = {}, name } = entity.metadata;
  const own = index.ofService(annotations[SERVICE_ANNOTATION] ?? name);
  const names = listOf(annotations['argocd/app-name']);
  const projects = listOf(annotations['argocd/project-name']);
  const selector = annotations['argocd/app-selector'];
  if (!names && !projects && !selector) {
    return { own, annotated: [] };
  }
  const instances = listOf(annotations['argocd/instance-name']);
  const namespaces = listOf(annotations['argocd/app-namespace']);
  const isSelected = selector ? parseLabelSelector(selector) : () => true;
  const annotated = [];
  for (const record of index.all()) {
    const { summary, labels } = record;
    if (
      (names?.has(summary.name) ?? true) &&
      (projects?.has(summary.project) ?? true) &&
      (instances?.has(summary.instance) ?? true) &&
      (namespaces?.has(summary.namespace) ?? true) &&
      isSelected?.(labels) &&
      !own.includes(record)
    ) {
      annotated.push(record);
    }
  }
  return { own, annotated };
}

function listOf(text: string | undefined): Set<string> | undefined {
  const parts = text
    ?.split(',')
    .map(part => part.trim())
    .filter(Boolean);
  return parts?.length ? new Set(parts) : undefined;
}
