import type { KubernetesObject } from '../../core/SandboxContext';
import type { ClusterObjects } from '../objects/ClusterObjects';
import type { VersionedResource } from '../resources/ResourceDefinition';
import {
  parseFieldSelector,
  type ObjectPredicate,
} from '../store/FieldSelector';
import { parseLabelSelector } from '../store/LabelSelector';
import { listObjects } from '../store/listObjects';
import type { ApiRequest } from './ApiRequest';
import { representList, representObject } from './representation';

export function getObject(
  objects: ClusterObjects,
  resource: VersionedResource,
  request: ApiRequest,
): void {
  const { namespace, name } = request.info;
  const object = objects.get(
    resource.definition,
    scopeOf(resource, namespace),
    name!,
  );
  request.send(200, representObject(resource, object, request.representation));
}

export function listPage(
  objects: ClusterObjects,
  resource: VersionedResource,
  request: ApiRequest,
): void {
  const page = listObjects(objects.store, {
    resource: resource.definition.id,
    namespace: scopeOf(resource, request.info.namespace),
    matches: selection(resource, request),
    limit: request.number('limit'),
    continueToken: request.query.get('continue') || undefined,
    resourceVersion: request.query.get('resourceVersion') || undefined,
    resourceVersionMatch:
      request.query.get('resourceVersionMatch') || undefined,
  });
  request.send(200, representList(resource, page, request.representation));
}

/** What the request's label and field selectors let through. */
export function selection(
  { definition }: VersionedResource,
  request: ApiRequest,
): ObjectPredicate {
  const labels = parseLabelSelector(request.query.get('labelSelector') ?? '');
  const fields = parseFieldSelector(
    definition,
    request.query.get('fieldSelector') ?? '',
  );
  return (object: KubernetesObject) =>
    labels(object.metadata.labels) && fields(object);
}

/** Namespace to look in; cluster-scoped objects have none even where the path names one. */
export function scopeOf(
  { definition }: VersionedResource,
  namespace: string | undefined,
): string | undefined {
  return definition.namespaced ? namespace : undefined;
}
