import type { KubernetesObject } from '../../core/SandboxContext';
import type { FieldErrors } from '../errors/FieldErrors';
import type { ResourceDefinition } from '../resources/ResourceDefinition';
import {
  isDns1035Label,
  isDns1123Label,
  isDns1123Subdomain,
  isLabelValue,
  isPathSegment,
  isQualifiedName,
  type NameCheck,
} from './names';

const rbac = 'rbac.authorization.k8s.io';
const nameChecks: Record<string, NameCheck> = {
  namespaces: isDns1123Label,
  services: isDns1035Label,
  'statefulsets.apps': isDns1123Label,
  [`roles.${rbac}`]: isPathSegment,
  [`rolebindings.${rbac}`]: isPathSegment,
  [`clusterroles.${rbac}`]: isPathSegment,
  [`clusterrolebindings.${rbac}`]: isPathSegment,
};

const annotationLimit = 256 * 1024;

/** Checks name, labels, annotations, finalizers and owner references of an object. */
export function validateMetadata(
  definition: ResourceDefinition,
  { metadata }: KubernetesObject,
  errors: FieldErrors,
): void {
  validateName(definition, metadata, errors);
  validateLabels(metadata.labels, 'metadata.labels', errors);
  validateAnnotations(metadata.annotations, errors);
  (metadata.finalizers ?? []).forEach((finalizer: string, index: number) => {
    for (const message of isQualifiedName(finalizer)) {
      errors.invalid(`metadata.finalizers[${index}]`, finalizer, message);
    }
  });
  (metadata.ownerReferences ?? []).forEach(validateOwner(errors));
}

export function validateLabels(
  labels: Record<string, string> | undefined,
  path: string,
  errors: FieldErrors,
): void {
  for (const [key, value] of Object.entries(labels ?? {})) {
    for (const message of isQualifiedName(key)) {
      errors.invalid(path, key, message);
    }
    for (const message of isLabelValue(value)) {
      errors.invalid(path, value, message);
    }
  }
}

function validateName(
  definition: ResourceDefinition,
  metadata: KubernetesObject['metadata'],
  errors: FieldErrors,
) {
  if (!metadata.name) {
    errors.required('metadata.name', 'name or generateName is required');
    return;
  }
  const nameCheck = nameChecks[definition.id] ?? isDns1123Subdomain;
  for (const message of nameCheck(metadata.name)) {
    errors.invalid('metadata.name', metadata.name, message);
  }
  if (definition.id === 'cronjobs.batch' && metadata.name.length > 52) {
    errors.invalid(
      'metadata.name',
      metadata.name,
      'must be no more than 52 characters',
    );
  }
}

function validateAnnotations(
  annotations: Record<string, string> | undefined,
  errors: FieldErrors,
) {
  let size = 0;
  for (const [key, value] of Object.entries(annotations ?? {})) {
    size += key.length + value.length;
    for (const message of isQualifiedName(key.toLowerCase())) {
      errors.invalid('metadata.annotations', key, message);
    }
  }
  if (size > annotationLimit) {
    errors.tooLong('metadata.annotations', annotationLimit);
  }
}

function validateOwner(errors: FieldErrors) {
  return (owner: Record<string, unknown>, index: number) => {
    for (const field of ['apiVersion', 'kind', 'name', 'uid']) {
      if (!owner[field]) {
        errors.invalid(
          `metadata.ownerReferences[${index}].${field}`,
          owner[field] ?? '',
          'must not be empty',
        );
      }
    }
  };
}
