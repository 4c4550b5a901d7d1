import type { KubernetesObject } from '../../core/SandboxContext';
import { strategicMergePatch } from '../apply/strategicMergePatch';
import { mergePatch } from '../apply/mergePatch';
import jsonPatch from 'fast-json-patch';
import { FieldErrors } from '../errors/FieldErrors';
import type { ClusterObjects } from '../objects/ClusterObjects';
import type { VersionedResource } from '../resources/ResourceDefinition';
import { builtinSchema } from '../schema/builtinSchemas';
import { decodeBuiltin } from '../schema/decodeBuiltin';
import { formatSelector } from '../store/LabelSelector';
import type { ApiRequest } from './ApiRequest';
import { patchType } from './writeHandlers';
import { cloneJson } from '../schema/cloneJson';

interface Scale {
  spec?: { replicas?: number };
  metadata?: { resourceVersion?: string };
}

/** `scale`: reads and sets the replicas of anything that has them, as a Scale. */
export async function scaleSubresource(
  objects: ClusterObjects,
  resource: VersionedResource,
  request: ApiRequest,
): Promise<void> {
  const { definition } = resource;
  const { namespace, name = '', subresource } = request.info;
  const current = objects.get(definition, namespace, name);
  if (request.method === 'GET') {
    request.send(200, scaleOf(resource, current));
    return;
  }
  const body = await request.body();
  const wanted = decodeScale(
    request.method === 'PATCH'
      ? patchedScale(request, scaleOf(resource, current), body)
      : body,
  );
  const replicas = wanted.spec?.replicas ?? 0;
  if (replicas < 0) {
    const errors = new FieldErrors();
    errors.invalid(
      'spec.replicas',
      replicas,
      'must be greater than or equal to 0',
    );
    errors.throwIfAny({ group: 'autoscaling', kind: 'Scale' }, name);
  }
  const path = definition.scale?.specReplicasPath ?? '.spec.replicas';
  const updated = objects.update(
    resource,
    namespace,
    name,
    object => {
      const next = cloneJson(object);
      write(next, path, replicas);
      next.metadata.resourceVersion = wanted.metadata?.resourceVersion;
      return next;
    },
    request.writeContext(),
    { subresource },
  );
  request.send(200, scaleOf(resource, updated));
}

function scaleOf(
  { definition }: VersionedResource,
  object: KubernetesObject,
): object {
  const { metadata, spec } = object;
  const paths = definition.scale;
  const selector = paths
    ? read(object, paths.labelSelectorPath ?? '')
    : formatSelector(spec.selector ?? {});
  return {
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata: {
      name: metadata.name,
      namespace: metadata.namespace,
      uid: metadata.uid,
      resourceVersion: metadata.resourceVersion,
      creationTimestamp: metadata.creationTimestamp,
    },
    spec: {
      replicas: read(object, paths?.specReplicasPath ?? '.spec.replicas') ?? 0,
    },
    status: {
      replicas:
        read(object, paths?.statusReplicasPath ?? '.status.replicas') ?? 0,
      ...(selector ? { selector } : {}),
    },
  };
}

function patchedScale(
  request: ApiRequest,
  scale: object,
  patch: unknown,
): unknown {
  switch (patchType(request)) {
    case 'json':
      return jsonPatch.applyPatch(cloneJson(scale), patch as []).newDocument;
    case 'strategic':
      return strategicMergePatch({ type: 'any' }, scale, patch);
    default:
      return mergePatch(scale, patch);
  }
}

function decodeScale(value: unknown): Scale {
  return decodeBuiltin<Scale>(
    builtinSchema('autoscaling', 'v1', 'Scale')!,
    value,
    'Scale in version "v1" cannot be handled as a Scale',
  ).value;
}

function read(object: unknown, path: string): unknown {
  return path
    .split('.')
    .filter(Boolean)
    .reduce((value: any, key) => value?.[key], object);
}

function write(object: KubernetesObject, path: string, value: unknown) {
  const keys = path.split('.').filter(Boolean);
  const last = keys.pop()!;
  let target: any = object;
  for (const key of keys) {
    target[key] ??= {};
    target = target[key];
  }
  target[last] = value;
}
