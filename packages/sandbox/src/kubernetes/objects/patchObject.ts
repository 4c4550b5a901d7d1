import jsonPatch from 'fast-json-patch';
import type { KubernetesObject } from '../../core/SandboxContext';
import { applyConfiguration } from '../apply/ManagedFields';
import { mergePatch } from '../apply/mergePatch';
import { strategicMergePatch } from '../apply/strategicMergePatch';
import { ApiError, badRequest } from '../errors/ApiError';
import { FieldErrors } from '../errors/FieldErrors';
import {
  apiVersionOf,
  storageSchema,
  type VersionedResource,
} from '../resources/ResourceDefinition';
import { isRecord } from '../schema/decodeBuiltin';
import type { ClusterObjects } from './ClusterObjects';
import { decodeObject, encodeObject } from './decodeObject';
import { prepareIdentity, prepareStatus, timestamp } from './prepareObject';
import type { WriteContext } from './WriteContext';
import { cloneJson } from '../schema/cloneJson';

export type PatchType = 'json' | 'merge' | 'strategic' | 'apply';

export interface Patch {
  type: PatchType;
  body: unknown;
  /** Server-side apply: take fields from other managers. */
  force?: boolean;
  subresource?: string;
}

/**
 * Changes an object by a patch of any kind.
 * @returns the object, and whether server-side apply made it
 * @throws ApiError 404 when it is absent (but for server-side apply), 409 on conflicts, 422 when the patch doesn't fit
 */
export function patchObject(
  objects: ClusterObjects,
  resource: VersionedResource,
  namespace: string | undefined,
  name: string,
  patch: Patch,
  context: WriteContext,
): { object: KubernetesObject; created: boolean } {
  const { definition } = resource;
  if (patch.type === 'apply') {
    return applyPatch(objects, resource, namespace, name, patch, context);
  }
  if (patch.type === 'strategic' && definition.custom) {
    throw unsupportedPatch();
  }
  const change = (current: KubernetesObject) =>
    decodeObject(
      resource,
      patched(resource, encodeObject(resource, current), patch),
      context,
    );
  return {
    created: false,
    object: objects.update(resource, namespace, name, change, context, {
      subresource: patch.subresource,
    }),
  };
}

export function unsupportedPatch(): ApiError {
  return new ApiError(
    415,
    'UnsupportedMediaType',
    'the body of the request was in an unknown format - accepted media types include: application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml',
    {},
  );
}

function patched(
  { version }: VersionedResource,
  current: KubernetesObject,
  { type, body }: Patch,
): unknown {
  switch (type) {
    case 'json':
      return applyJsonPatch(current, body);
    case 'strategic':
      return strategicMergePatch(version.schema, current, body);
    default:
      return mergePatch(current, body);
  }
}

function applyJsonPatch(current: KubernetesObject, body: unknown): unknown {
  if (!Array.isArray(body)) {
    throw badRequest(
      'error decoding patch: json: cannot unmarshal object into Go value of type jsonpatch.Patch',
    );
  }
  try {
    return jsonPatch.applyPatch(cloneJson(current), body, true).newDocument;
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n')[0] : '';
    throw new ApiError(
      422,
      'Invalid',
      `the server rejected our request due to an error in our request: ${reason}`,
      {},
    );
  }
}

function applyPatch(
  objects: ClusterObjects,
  resource: VersionedResource,
  namespace: string | undefined,
  name: string,
  patch: Patch,
  context: WriteContext,
): { object: KubernetesObject; created: boolean } {
  const { definition, version } = resource;
  checkManager(context.fieldManager);
  const configuration = readConfiguration(resource, name, patch.body, context);
  const schema = storageSchema(definition);
  const manager = {
    name: context.fieldManager,
    apiVersion: apiVersionOf(definition, version.name),
    subresource: patch.subresource,
    time: timestamp(),
  };
  const live = objects.store.get(definition.id, namespace, name);
  if (!live && !patch.subresource) {
    const draft = cloneJson(
      applyConfiguration(schema, undefined, configuration, manager, true),
    );
    const { managedFields } = draft.metadata;
    prepareIdentity(definition, draft, namespace);
    prepareStatus(definition, draft);
    draft.metadata.managedFields = managedFields;
    return { object: objects.insert(resource, draft, context), created: true };
  }
  const change = (current: KubernetesObject) =>
    applyConfiguration(
      schema,
      current,
      configuration,
      manager,
      patch.force ?? false,
    );
  return {
    created: false,
    object: objects.update(resource, namespace, name, change, context, {
      subresource: patch.subresource,
      applied: true,
    }),
  };
}

function readConfiguration(
  resource: VersionedResource,
  name: string,
  body: unknown,
  context: WriteContext,
): KubernetesObject {
  if (isRecord(body) && (!body.apiVersion || !body.kind)) {
    throw badRequest(
      `invalid object type: Object 'Kind' is missing in '${JSON.stringify(
        body,
      )}'`,
    );
  }
  const configuration = decodeObject(resource, body, context);
  const { metadata } = configuration;
  if (metadata.managedFields) {
    throw badRequest('metadata.managedFields must be nil');
  }
  if (metadata.name && metadata.name !== name) {
    throw badRequest(
      `the name of the object (${metadata.name}) does not match the name on the URL (${name})`,
    );
  }
  metadata.name = name;
  delete metadata.creationTimestamp;
  return configuration;
}

function checkManager(fieldManager: string) {
  if (!fieldManager) {
    const errors = new FieldErrors();
    errors.required('fieldManager', 'is required for apply patch');
    errors.throwIfAny({ group: 'meta.k8s.io', kind: 'PatchOptions' }, '');
  }
}
