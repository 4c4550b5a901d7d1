import type {
  ClusterAccess,
  KubernetesObject,
  ObjectRef,
} from '../core/SandboxContext';
import { ApiError } from './errors/ApiError';
import type { ClusterObjects } from './objects/ClusterObjects';
import { encodeObject } from './objects/decodeObject';
import { deleteObject } from './objects/deletion';
import { patchObject } from './objects/patchObject';
import { internalWrite } from './objects/WriteContext';
import type { VersionedResource } from './resources/ResourceDefinition';
import { cloneJson } from './schema/cloneJson';

/** The cluster for other parts of the sandbox. Objects that are listed are frozen; copy them to change them. */
export function createClusterAccess(
  name: string,
  objects: ClusterObjects,
): ClusterAccess {
  const { store, catalog } = objects;

  /** @throws ApiError like the discovery of a client */
  function resourceOf({ apiVersion, kind }: ObjectRef): VersionedResource {
    const resource = catalog.ofKind(apiVersion, kind);
    if (!resource) {
      throw new ApiError(
        404,
        'NotFound',
        `no matches for kind "${kind}" in version "${apiVersion}"`,
      );
    }
    return resource;
  }

  function scopeOf(
    { definition }: VersionedResource,
    namespace: string | undefined,
  ): string | undefined {
    return definition.namespaced ? namespace ?? 'default' : undefined;
  }

  return {
    name,

    apply(object, { fieldManager, dryRun = false }) {
      const resource = resourceOf({ ...object, name: object.metadata.name });
      const { namespace: given, ...metadata } = object.metadata;
      const namespace = scopeOf(resource, given);
      const { object: applied } = patchObject(
        objects,
        resource,
        namespace,
        object.metadata.name,
        { type: 'apply', body: { ...object, metadata }, force: true },
        { ...internalWrite(fieldManager), dryRun },
      );
      return cloneJson(encodeObject(resource, applied));
    },

    get(ref) {
      const resource = catalog.ofKind(ref.apiVersion, ref.kind);
      const found =
        resource &&
        store.get(
          resource.definition.id,
          scopeOf(resource, ref.namespace),
          ref.name,
        );
      return found && cloneJson(encodeObject(resource, found));
    },

    list({ apiVersion, kind, namespace, labels }) {
      const wanted = Object.entries(labels ?? {});
      const isSelected = ({ metadata }: KubernetesObject) =>
        wanted.every(([key, value]) => metadata.labels?.[key] === value);
      return catalog
        .all()
        .filter(definition => !kind || definition.kind === kind)
        .flatMap(definition => {
          const resource = apiVersion
            ? catalog.ofKind(apiVersion, definition.kind)
            : { definition, version: storageVersion(definition) };
          if (resource?.definition !== definition) {
            return [];
          }
          return store
            .list(definition.id, namespace)
            .filter(isSelected)
            .map(object => encodeObject(resource, object));
        });
    },

    delete(ref) {
      const resource = resourceOf(ref);
      const namespace = scopeOf(resource, ref.namespace);
      if (!store.get(resource.definition.id, namespace, ref.name)) {
        return false;
      }
      deleteObject(
        objects,
        resource.definition,
        namespace,
        ref.name,
        { propagationPolicy: 'Background' },
        internalWrite('sandbox'),
      );
      return true;
    },
  };
}

function storageVersion(definition: VersionedResource['definition']) {
  return definition.versions.find(
    version => version.name === definition.storageVersion,
  )!;
}
