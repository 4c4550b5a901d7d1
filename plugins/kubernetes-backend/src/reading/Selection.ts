import type { Entity } from '@backstage/catalog-model';
import {
  KUBERNETES_ANNOTATION,
  KUBERNETES_LABEL_SELECTOR_QUERY_ANNOTATION,
} from '@backstage/plugin-kubernetes-common';

/** Which objects of a cluster belong to an entity. */
export interface Selection {
  /** Label selector. */
  selector: string;
  /** All namespaces when left out. */
  namespace?: string;
  /** Only in this cluster, when said. */
  cluster?: string;
}

/** Reads Backstage's annotations. Undefined for an entity that has nothing in clusters. */
export function selectionOf({ metadata }: Entity): Selection | undefined {
  const annotations = metadata.annotations ?? {};
  const id = annotations[KUBERNETES_ANNOTATION];
  const selector =
    annotations[KUBERNETES_LABEL_SELECTOR_QUERY_ANNOTATION] ??
    (id && `${KUBERNETES_ANNOTATION}=${id}`);
  return selector
    ? {
        selector,
        namespace: annotations['backstage.io/kubernetes-namespace'],
        cluster: annotations['backstage.io/kubernetes-cluster'],
      }
    : undefined;
}
