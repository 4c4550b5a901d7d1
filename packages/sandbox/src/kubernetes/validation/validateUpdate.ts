import type { KubernetesObject } from '../../core/SandboxContext';
import type { FieldErrors } from '../errors/FieldErrors';
import type { ResourceDefinition } from '../resources/ResourceDefinition';
import { isEqual } from '../schema/isEqual';

type Draft = any;

const immutable = 'field is immutable';

/** Paths that never change once the object exists. */
const immutableFields: Record<string, string[]> = {
  'deployments.apps': ['spec.selector'],
  'replicasets.apps': ['spec.selector'],
  'daemonsets.apps': ['spec.selector'],
  'jobs.batch': [
    'spec.completions',
    'spec.selector',
    'spec.template',
    'spec.completionMode',
  ],
  secrets: ['type'],
  'storageclasses.storage.k8s.io': [
    'provisioner',
    'parameters',
    'reclaimPolicy',
  ],
};

/** Checks what an update must not change. */
export function validateUpdate(
  definition: ResourceDefinition,
  object: KubernetesObject,
  previous: KubernetesObject,
  errors: FieldErrors,
): void {
  for (const path of immutableFields[definition.id] ?? []) {
    const value = read(object, path);
    if (
      !isEqual(value, read(previous, path)) &&
      !(path === 'spec.template' && previous.spec?.suspend)
    ) {
      errors.invalid(path, value, immutable);
    }
  }
  special[definition.id]?.(object, previous, errors);
}

const statefulSetFields = [
  'replicas',
  'ordinals',
  'template',
  'updateStrategy',
  'revisionHistoryLimit',
  'persistentVolumeClaimRetentionPolicy',
  'minReadySeconds',
];

const special: Record<
  string,
  (object: Draft, previous: Draft, errors: FieldErrors) => void
> = {
  pods: validatePodUpdate,
  'statefulsets.apps': ({ spec }, previous, errors) => {
    if (!sameExcept(spec, previous.spec, statefulSetFields)) {
      errors.forbidden(
        'spec',
        "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden",
      );
    }
  },
  services: ({ spec }, previous, errors) => {
    const before = previous.spec;
    if (
      before.clusterIP &&
      spec.clusterIP !== before.clusterIP &&
      spec.type !== 'ExternalName' &&
      before.type !== 'ExternalName'
    ) {
      errors.invalid(
        'spec.clusterIPs[0]',
        spec.clusterIPs ?? null,
        'may not change once set',
      );
    }
  },
  persistentvolumeclaims: ({ spec }, previous, errors) => {
    if (!sameExcept(spec, previous.spec, ['resources', 'volumeName'])) {
      errors.forbidden(
        'spec',
        'spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims',
      );
    }
  },
  configmaps: validateImmutableData,
  secrets: validateImmutableData,
  'rolebindings.rbac.authorization.k8s.io': validateRoleRef,
  'clusterrolebindings.rbac.authorization.k8s.io': validateRoleRef,
};

function validatePodUpdate(
  object: Draft,
  previous: Draft,
  errors: FieldErrors,
) {
  const strip = (spec: Draft) => ({
    ...spec,
    containers: spec.containers?.map(withoutImage),
    initContainers: spec.initContainers?.map(withoutImage),
  });
  if (
    !sameExcept(strip(object.spec), strip(previous.spec), [
      'activeDeadlineSeconds',
      'tolerations',
      'terminationGracePeriodSeconds',
      'schedulingGates',
      'nodeName',
    ])
  ) {
    errors.forbidden(
      'spec',
      'pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)',
    );
  }
}

function withoutImage({ image, ...rest }: Draft) {
  return rest;
}

function validateImmutableData(
  object: Draft,
  previous: Draft,
  errors: FieldErrors,
) {
  if (!previous.immutable) {
    return;
  }
  if (!object.immutable) {
    errors.forbidden('immutable', 'field is immutable when `immutable` is set');
  }
  for (const field of ['data', 'binaryData']) {
    if (!isEqual(object[field], previous[field])) {
      errors.forbidden(field, 'field is immutable when `immutable` is set');
    }
  }
}

function validateRoleRef(object: Draft, previous: Draft, errors: FieldErrors) {
  if (!isEqual(object.roleRef, previous.roleRef)) {
    errors.invalid('roleRef', object.roleRef, 'cannot change roleRef');
  }
}

function sameExcept(a: Draft, b: Draft, fields: string[]): boolean {
  const keep = (value: Draft) =>
    Object.fromEntries(
      Object.entries(value ?? {}).filter(
        ([key, entry]) => !fields.includes(key) && entry !== undefined,
      ),
    );
  return isEqual(keep(a), keep(b));
}

function read(object: Draft, path: string): unknown {
  return path.split('.').reduce((value, key) => value?.[key], object);
}
