import type { KubernetesObject } from '../../core/SandboxContext';
import { ApiError } from '../errors/ApiError';
import { encodeObject } from '../objects/decodeObject';
import {
  apiVersionOf,
  type VersionedResource,
} from '../resources/ResourceDefinition';
import type { ListPage } from '../store/listObjects';
import { objectsTable, partial } from './Table';

/** How a client wants objects to look. */
export interface Representation {
  as: 'object' | 'table' | 'metadata';
  /** What a table's rows carry. */
  includeObject: 'None' | 'Metadata' | 'Object';
}

/** Reads `Accept`: objects, tables (`as=Table`) or metadata only (`as=PartialObjectMetadata`). @throws ApiError 406 */
export function negotiate(
  accept: string | undefined,
  includeObject: string | undefined,
): Representation {
  const include =
    includeObject === 'None' || includeObject === 'Object'
      ? includeObject
      : 'Metadata';
  for (const type of (accept || '*/*').split(',').map(part => part.trim())) {
    if (/^(application\/json|application\/\*|\*\/\*)/.test(type)) {
      if (/;\s*as=Table/.test(type)) {
        return { as: 'table', includeObject: include };
      }
      if (/;\s*as=PartialObjectMetadata/.test(type)) {
        return { as: 'metadata', includeObject: include };
      }
      return { as: 'object', includeObject: include };
    }
  }
  throw new ApiError(
    406,
    'NotAcceptable',
    'only the following media types are accepted: application/json, application/yaml, application/vnd.kubernetes.protobuf',
    {},
  );
}

export function representObject(
  resource: VersionedResource,
  object: KubernetesObject,
  representation: Representation,
): object {
  const encoded = encodeObject(resource, object);
  switch (representation.as) {
    case 'table':
      return objectsTable(resource, [encoded], representation.includeObject, {
        resourceVersion: object.metadata.resourceVersion,
      });
    case 'metadata':
      return partial(encoded);
    default:
      return encoded;
  }
}

export function representList(
  resource: VersionedResource,
  page: ListPage,
  representation: Representation,
): object {
  const metadata = {
    resourceVersion: page.resourceVersion,
    ...(page.continueToken ? { continue: page.continueToken } : {}),
    ...(page.remainingItemCount
      ? { remainingItemCount: page.remainingItemCount }
      : {}),
  };
  const items = page.items.map(item => encodeObject(resource, item));
  switch (representation.as) {
    case 'table':
      return objectsTable(
        resource,
        items,
        representation.includeObject,
        metadata,
      );
    case 'metadata':
      return {
        kind: 'PartialObjectMetadataList',
        apiVersion: 'meta.k8s.io/v1',
        metadata,
        items: items.map(partial),
      };
    default:
      return {
        kind: resource.definition.listKind,
        apiVersion: apiVersionOf(resource.definition, resource.version.name),
        metadata,
        items: resource.definition.custom ? items : items.map(withoutType),
      };
  }
}

/** Items of built-in lists don't repeat their kind. */
function withoutType({ apiVersion, kind, ...rest }: KubernetesObject): object {
  return rest;
}
