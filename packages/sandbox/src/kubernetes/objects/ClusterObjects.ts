import type { KubernetesObject } from '../../core/SandboxContext';
import type { AdmissionPlugin, AdmissionRequest } from '../admission/Admission';
import { recordUpdate } from '../apply/ManagedFields';
import { applyDefaults } from '../defaults/objectDefaults';
import {
  alreadyExists,
  badRequest,
  conflict,
  notFound,
} from '../errors/ApiError';
import type { ResourceCatalog } from '../resources/ResourceCatalog';
import {
  apiVersionOf,
  storageSchema,
  type ResourceDefinition,
  type VersionedResource,
} from '../resources/ResourceDefinition';
import type { ObjectStore } from '../store/ObjectStore';
import { validateObject } from '../validation/validateObject';
import { checkUpdatePreconditions } from './checkPreconditions';
import { decodeObject } from './decodeObject';
import { isFinished } from './deletion';
import {
  prepareIdentity,
  prepareStatus,
  prepareUpdate,
  timestamp,
} from './prepareObject';
import type { WriteContext } from './WriteContext';
import { isEqual } from '../schema/isEqual';
import { cloneJson } from '../schema/cloneJson';

/** What an update makes of the current object. */
export type Change = (current: KubernetesObject) => KubernetesObject;

export interface UpdateOptions {
  /** `status` replaces only the status. */
  subresource?: string;
  /** The change comes from server-side apply and brings its own `managedFields`. */
  applied?: boolean;
}

/**
 * The write path of the API server: decode, default, admit, validate, admit again, record the manager, store.
 * Everything that changes a cluster goes through here.
 */
export class ClusterObjects {
  constructor(
    readonly store: ObjectStore,
    readonly catalog: ResourceCatalog,
    private readonly plugins: readonly AdmissionPlugin[],
  ) {}

  /** @throws ApiError 404 */
  get(
    definition: ResourceDefinition,
    namespace: string | undefined,
    name: string,
  ): KubernetesObject {
    const object = this.store.get(definition.id, namespace, name);
    if (!object) {
      throw notFound(definition, name);
    }
    return object;
  }

  /** @throws ApiError when the object is refused */
  create(
    resource: VersionedResource,
    namespace: string | undefined,
    body: unknown,
    context: WriteContext,
  ): KubernetesObject {
    const { definition } = resource;
    const draft = decodeObject(resource, cloneJson(body), context);
    if (draft.metadata.resourceVersion) {
      throw badRequest(
        'resourceVersion should not be set on objects to be created',
      );
    }
    checkNamespace(draft, namespace);
    prepareIdentity(definition, draft, namespace);
    prepareStatus(definition, draft);
    return this.insert(resource, draft, context);
  }

  /** Admits and stores an object that is complete but for defaults. */
  insert(
    { definition, version }: VersionedResource,
    draft: KubernetesObject,
    context: WriteContext,
  ): KubernetesObject {
    const { namespace, name } = draft.metadata;
    const request: AdmissionRequest = {
      operation: 'CREATE',
      definition,
      namespace,
      name,
      user: context.user,
      object: draft,
      warn: context.warn,
    };
    applyDefaults(definition, draft);
    this.plugins.forEach(plugin => plugin.mutate?.(request));
    validateObject(definition, draft);
    this.plugins.forEach(plugin => plugin.validate?.(request));
    if (this.store.get(definition.id, namespace, name)) {
      throw alreadyExists(definition, name);
    }
    const object = draft.metadata.managedFields
      ? draft
      : recordUpdate(storageSchema(definition), undefined, draft, {
          name: context.fieldManager,
          apiVersion: apiVersionOf(definition, version.name),
          time: timestamp(),
        });
    return context.dryRun ? object : this.store.put(definition.id, object);
  }

  /**
   * Replaces the object by what `change` makes of it.
   * @throws ApiError 404 when it is absent, 409 when `change` is based on an older version
   */
  update(
    resource: VersionedResource,
    namespace: string | undefined,
    name: string,
    change: Change,
    context: WriteContext,
    { subresource, applied }: UpdateOptions = {},
  ): KubernetesObject {
    const { definition } = resource;
    const current = this.get(definition, namespace, name);
    const changed = change(current);
    checkNamespace(changed, namespace);
    checkUpdatePreconditions(definition, changed, current);
    const prepared = prepareUpdate(definition, changed, current, subresource);
    const draft = subresource === 'status' ? prepared : cloneJson(prepared);
    return this.#store(resource, draft, current, context, {
      subresource,
      managedFields: applied ? changed.metadata.managedFields : undefined,
    });
  }

  #store(
    { definition, version }: VersionedResource,
    draft: KubernetesObject,
    current: KubernetesObject,
    context: WriteContext,
    options: { subresource?: string; managedFields?: unknown },
  ): KubernetesObject {
    const { namespace, name } = current.metadata;
    const { subresource } = options;
    const request: AdmissionRequest = {
      operation: 'UPDATE',
      definition,
      namespace,
      name,
      user: context.user,
      subresource,
      object: draft,
      previous: current,
      warn: context.warn,
    };
    if (subresource !== 'status') {
      applyDefaults(definition, draft);
      this.plugins.forEach(plugin => plugin.mutate?.(request));
      validateObject(definition, draft, current);
      this.plugins.forEach(plugin => plugin.validate?.(request));
    }
    const object = options.managedFields
      ? withManagedFields(draft, options.managedFields)
      : recordUpdate(storageSchema(definition), current, draft, {
          name: context.fieldManager,
          apiVersion: apiVersionOf(definition, version.name),
          time: timestamp(),
          subresource,
        });
    if (isFinished(definition, object)) {
      return context.dryRun ? object : this.store.remove(definition.id, object);
    }
    if (isSame(object, current)) {
      return current;
    }
    return context.dryRun ? object : this.store.put(definition.id, object);
  }

  /** Lets admission refuse a deletion. */
  admitDelete(
    definition: ResourceDefinition,
    object: KubernetesObject,
    context: WriteContext,
  ): void {
    const request: AdmissionRequest = {
      operation: 'DELETE',
      definition,
      namespace: object.metadata.namespace,
      name: object.metadata.name,
      user: context.user,
      previous: object,
      warn: context.warn,
    };
    this.plugins.forEach(plugin => plugin.validate?.(request));
  }
}

function withManagedFields(
  object: KubernetesObject,
  managedFields: unknown,
): KubernetesObject {
  return { ...object, metadata: { ...object.metadata, managedFields } };
}

/** Times at which managers acted don't make a difference. */
function isSame(a: KubernetesObject, b: KubernetesObject): boolean {
  return isEqual(timeless(a), timeless(b));
}

function timeless(object: KubernetesObject): unknown {
  return {
    ...object,
    metadata: {
      ...object.metadata,
      managedFields: object.metadata.managedFields?.map((entry: object) => ({
        ...entry,
        time: undefined,
      })),
    },
  };
}

function checkNamespace(
  object: KubernetesObject,
  namespace: string | undefined,
) {
  const given = object.metadata.namespace;
  if (given !== undefined && given !== (namespace ?? '')) {
    throw namespace === undefined
      ? conflict(
          { group: '', plural: 'namespaces' },
          given,
          'the namespace of the provided object must be empty',
        )
      : badRequest(
          'the namespace of the provided object does not match the namespace sent on the request',
        );
  }
}
