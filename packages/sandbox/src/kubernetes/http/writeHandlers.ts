import { badRequest } from '../errors/ApiError';
import { FieldErrors } from '../errors/FieldErrors';
import type { ClusterObjects } from '../objects/ClusterObjects';
import { decodeObject } from '../objects/decodeObject';
import { deleteObject, type DeleteOptions } from '../objects/deletion';
import {
  patchObject,
  unsupportedPatch,
  type PatchType,
} from '../objects/patchObject';
import type { WriteContext } from '../objects/WriteContext';
import type { VersionedResource } from '../resources/ResourceDefinition';
import { isRecord } from '../schema/decodeBuiltin';
import { listObjects } from '../store/listObjects';
import type { ApiRequest } from './ApiRequest';
import { scopeOf, selection } from './readHandlers';
import { representList, representObject } from './representation';

export async function createObject(
  objects: ClusterObjects,
  resource: VersionedResource,
  request: ApiRequest,
): Promise<void> {
  const { definition } = resource;
  const body = await request.body();
  const namespace = scopeOf(resource, request.info.namespace);
  if (definition.namespaced && namespace === undefined) {
    throw badRequest('an empty namespace may not be set during creation');
  }
  const object = objects.create(
    resource,
    namespace,
    body,
    request.writeContext(),
  );
  request.send(201, representObject(resource, object, request.representation));
}

export async function replaceObject(
  objects: ClusterObjects,
  resource: VersionedResource,
  request: ApiRequest,
): Promise<void> {
  const { definition } = resource;
  const { namespace, name, subresource } = request.info;
  const context = request.writeContext();
  const next = decodeObject(resource, await request.body(), context);
  if (definition.custom && !next.metadata.resourceVersion) {
    const errors = new FieldErrors();
    errors.invalid(
      'metadata.resourceVersion',
      0,
      'must be specified for an update',
    );
    errors.throwIfAny(definition, name!);
  }
  const object = objects.update(
    resource,
    scopeOf(resource, namespace),
    name!,
    () => next,
    context,
    { subresource },
  );
  request.send(200, representObject(resource, object, request.representation));
}

const patchTypes: Record<string, PatchType> = {
  'application/json-patch+json': 'json',
  'application/merge-patch+json': 'merge',
  'application/strategic-merge-patch+json': 'strategic',
  'application/apply-patch+yaml': 'apply',
};

/** @throws ApiError 415 */
export function patchType(request: ApiRequest): PatchType {
  const type = patchTypes[request.contentType];
  if (!type) {
    throw unsupportedPatch();
  }
  return type;
}

export async function patchRequest(
  objects: ClusterObjects,
  resource: VersionedResource,
  request: ApiRequest,
): Promise<void> {
  const { namespace, name, subresource } = request.info;
  const { object, created } = patchObject(
    objects,
    resource,
    scopeOf(resource, namespace),
    name!,
    {
      type: patchType(request),
      body: await request.body(),
      force: request.query.get('force') === 'true',
      subresource,
    },
    request.writeContext(),
  );
  request.send(
    created ? 201 : 200,
    representObject(resource, object, request.representation),
  );
}

export async function deleteRequest(
  objects: ClusterObjects,
  resource: VersionedResource,
  request: ApiRequest,
): Promise<void> {
  const { definition } = resource;
  const { namespace, name } = request.info;
  const { options, context } = await deleteOptions(request);
  const { object, gone } = deleteObject(
    objects,
    definition,
    scopeOf(resource, namespace),
    name!,
    options,
    context,
  );
  if (!gone || definition.id === 'pods') {
    request.send(
      200,
      representObject(resource, object, request.representation),
    );
    return;
  }
  request.send(200, {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Success',
    details: {
      name,
      ...(definition.group ? { group: definition.group } : {}),
      kind: definition.plural,
      uid: object.metadata.uid,
    },
  });
}

export async function deleteCollection(
  objects: ClusterObjects,
  resource: VersionedResource,
  request: ApiRequest,
): Promise<void> {
  const { options, context } = await deleteOptions(request);
  const page = listObjects(objects.store, {
    resource: resource.definition.id,
    namespace: scopeOf(resource, request.info.namespace),
    matches: selection(resource, request),
    limit: request.number('limit'),
  });
  for (const { metadata } of page.items) {
    deleteObject(
      objects,
      resource.definition,
      metadata.namespace,
      metadata.name,
      options,
      context,
    );
  }
  request.send(200, representList(resource, page, request.representation));
}

/** From the body, or from the query. @throws ApiError */
async function deleteOptions(
  request: ApiRequest,
): Promise<{ options: DeleteOptions; context: WriteContext }> {
  const body = await request.body();
  const given: Record<string, unknown> = isRecord(body) ? body : {};
  const policy =
    given.propagationPolicy ??
    request.query.get('propagationPolicy') ??
    undefined;
  const errors = new FieldErrors();
  const known = ['Background', 'Foreground', 'Orphan'];
  if (policy !== undefined && !known.includes(String(policy))) {
    errors.notSupported('propagationPolicy', policy, known);
  }
  errors.throwIfAny({ group: 'meta.k8s.io', kind: 'DeleteOptions' }, '');
  const context = request.writeContext();
  return {
    context: {
      ...context,
      dryRun:
        context.dryRun ||
        (Array.isArray(given.dryRun) && given.dryRun.includes('All')),
    },
    options: {
      ...given,
      propagationPolicy: policy as DeleteOptions['propagationPolicy'],
      gracePeriodSeconds:
        (given.gracePeriodSeconds as number | undefined) ??
        request.number('gracePeriodSeconds'),
    },
  };
}
