import { randomBytes, randomUUID } from 'node:crypto';
import type { KubernetesObject } from '../../core/SandboxContext';
import type { ResourceDefinition } from '../resources/ResourceDefinition';
import { allContainers } from '../defaults/podDefaults';
import { isEqual } from '../schema/isEqual';

type Draft = any;

const suffixAlphabet = 'bcdfghjklmnpqrstvwxz2456789';

/** Second precision, as Kubernetes writes times. */
export function timestamp(date = new Date()): string {
  return `${date.toISOString().slice(0, 19)}Z`;
}

/** Random end of generated names. */
export function randomSuffix(length = 5): string {
  return [...randomBytes(length)]
    .map(byte => suffixAlphabet[byte % suffixAlphabet.length])
    .join('');
}

/** Gives a new object its identity; what the server owns in the body is ignored. */
export function prepareIdentity(
  definition: ResourceDefinition,
  object: Draft,
  namespace: string | undefined,
): void {
  const { metadata } = object;
  if (!metadata.name && metadata.generateName) {
    metadata.name = metadata.generateName.slice(0, 58) + randomSuffix();
  }
  delete metadata.managedFields;
  delete metadata.selfLink;
  delete metadata.deletionTimestamp;
  delete metadata.deletionGracePeriodSeconds;
  delete metadata.namespace;
  Object.assign(metadata, {
    ...(namespace ? { namespace } : {}),
    uid: randomUUID(),
    creationTimestamp: timestamp(),
  });
  delete metadata.generation;
  if (definition.countsGenerations || definition.custom) {
    metadata.generation = 1;
  }
}

/** The status a new object begins with; one in the body is ignored where status is a subresource. */
export function prepareStatus(
  definition: ResourceDefinition,
  object: Draft,
): void {
  if (definition.id === 'nodes') {
    return;
  }
  if (definition.subresources.has('status')) {
    delete object.status;
  }
  const initial = initialStatus[definition.id]?.(object);
  if (initial) {
    object.status = initial;
  }
  if (definition.id === 'namespaces') {
    object.spec = { finalizers: ['kubernetes'] };
  }
}

const initialStatus: Record<string, (object: Draft) => Draft> = {
  pods: object => ({ phase: 'Pending', qosClass: qosClass(object) }),
  namespaces: () => ({ phase: 'Active' }),
  services: () => ({ loadBalancer: {} }),
  'ingresses.networking.k8s.io': () => ({ loadBalancer: {} }),
  persistentvolumeclaims: () => ({ phase: 'Pending' }),
  persistentvolumes: () => ({ phase: 'Pending' }),
  'deployments.apps': () => ({}),
  'replicasets.apps': () => ({ replicas: 0 }),
  'statefulsets.apps': () => ({ replicas: 0, availableReplicas: 0 }),
  'daemonsets.apps': () => ({
    currentNumberScheduled: 0,
    desiredNumberScheduled: 0,
    numberMisscheduled: 0,
    numberReady: 0,
  }),
  'jobs.batch': () => ({}),
  'cronjobs.batch': () => ({}),
  resourcequotas: () => ({}),
};

/** Guaranteed, Burstable or BestEffort, by requests and limits of all containers. */
export function qosClass({ spec }: Draft): string {
  const containers = allContainers(spec ?? {});
  const resources = containers.map(container => container.resources ?? {});
  if (resources.every(({ limits, requests }) => !limits && !requests)) {
    return 'BestEffort';
  }
  const guaranteed = resources.every(
    ({ limits, requests }) =>
      limits?.cpu &&
      limits?.memory &&
      isEqual(limits.cpu, requests?.cpu) &&
      isEqual(limits.memory, requests?.memory),
  );
  return guaranteed ? 'Guaranteed' : 'Burstable';
}

/**
 * Carries over what an update can't change: identity, and the half of the object that the request doesn't address.
 * @param subresource - `status` replaces only the status
 */
export function prepareUpdate(
  definition: ResourceDefinition,
  next: Draft,
  current: KubernetesObject,
  subresource: string | undefined,
): KubernetesObject {
  const kept = [
    'name',
    'namespace',
    'uid',
    'creationTimestamp',
    'generation',
    'generateName',
    'deletionTimestamp',
    'deletionGracePeriodSeconds',
    'managedFields',
    'resourceVersion',
  ];
  const metadata =
    subresource === 'status'
      ? statusMetadata(definition, next, current)
      : {
          ...Object.fromEntries(
            Object.entries(next.metadata).filter(
              ([key]) => !kept.includes(key),
            ),
          ),
          ...Object.fromEntries(
            kept
              .filter(key => current.metadata[key] !== undefined)
              .map(key => [key, current.metadata[key]]),
          ),
        };
  for (const [key, value] of Object.entries(metadata)) {
    // Empty lists and maps are as good as absent ones.
    if (typeof value === 'object' && Object.keys(value ?? {}).length === 0) {
      delete (metadata as Record<string, unknown>)[key];
    }
  }
  if (subresource === 'status') {
    return { ...current, status: next.status, metadata } as KubernetesObject;
  }
  const result = { ...next, metadata };
  if (definition.subresources.has('status')) {
    delete result.status;
    if (current.status !== undefined) {
      result.status = current.status;
    }
  }
  if (definition.id === 'namespaces' && subresource !== 'finalize') {
    result.spec = current.spec;
  }
  if (countsChange(definition, result, current)) {
    metadata.generation = (current.metadata.generation ?? 0) + 1;
  }
  return result;
}

/** A status update leaves the metadata alone, but for the annotations of Deployments. */
function statusMetadata(
  definition: ResourceDefinition,
  next: Draft,
  { metadata }: KubernetesObject,
): KubernetesObject['metadata'] {
  return definition.id === 'deployments.apps'
    ? { ...metadata, annotations: next.metadata.annotations }
    : { ...metadata };
}

/** Whether the change is one of the specification. */
function countsChange(
  definition: ResourceDefinition,
  next: KubernetesObject,
  current: KubernetesObject,
): boolean {
  if (definition.custom) {
    return !isEqual(body(next), body(current));
  }
  if (!definition.countsGenerations) {
    return false;
  }
  return (
    !isEqual(next.spec, current.spec) ||
    (definition.id === 'deployments.apps' &&
      !isEqual(
        next.metadata.annotations ?? {},
        current.metadata.annotations ?? {},
      ))
  );
}

function body({ metadata, status, ...rest }: KubernetesObject) {
  return rest;
}
