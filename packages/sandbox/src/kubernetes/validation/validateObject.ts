import type { KubernetesObject } from '../../core/SandboxContext';
import { FieldErrors } from '../errors/FieldErrors';
import {
  storageSchema,
  type ResourceDefinition,
} from '../resources/ResourceDefinition';
import { validateCustom } from '../schema/validateCustom';
import { isRecord } from '../schema/decodeBuiltin';
import type { Schema } from '../schema/Schema';
import { isConfigKey } from './names';
import { validateMetadata } from './validateMetadata';
import {
  validateIngress,
  validateNetworkPolicy,
  validateService,
} from './validateNetworking';
import { validatePodSpec } from './validatePodSpec';
import {
  validateAutoscaler,
  validateBinding,
  validateDefinition,
  validateDisruptionBudget,
  validateLimitRange,
  validateRole,
} from './validatePolicies';
import { validateUpdate } from './validateUpdate';
import {
  validateCronJob,
  validateDaemonSet,
  validateDeployment,
  validateJob,
  validateReplicaSet,
  validateStatefulSet,
  validateTemplate,
} from './validateWorkloads';

type Draft = any;

const rbac = 'rbac.authorization.k8s.io';
const validators: Record<string, (object: Draft, errors: FieldErrors) => void> =
  {
    pods: ({ spec }, errors) => validatePodSpec(spec ?? {}, 'spec', errors),
    podtemplates: ({ template }, errors) =>
      validateTemplate(template, 'template', errors),
    'deployments.apps': withSpec(validateDeployment),
    'replicasets.apps': withSpec(validateReplicaSet),
    'statefulsets.apps': withSpec(validateStatefulSet),
    'daemonsets.apps': withSpec(validateDaemonSet),
    'jobs.batch': withSpec(validateJob),
    'cronjobs.batch': withSpec(validateCronJob),
    services: withSpec(validateService),
    'ingresses.networking.k8s.io': validateIngress,
    'networkpolicies.networking.k8s.io': validateNetworkPolicy,
    'horizontalpodautoscalers.autoscaling': withSpec(validateAutoscaler),
    'poddisruptionbudgets.policy': withSpec(validateDisruptionBudget),
    limitranges: validateLimitRange,
    'customresourcedefinitions.apiextensions.k8s.io':
      withSpec(validateDefinition),
    [`roles.${rbac}`]: validateRole,
    [`clusterroles.${rbac}`]: validateRole,
    [`rolebindings.${rbac}`]: validateBinding,
    [`clusterrolebindings.${rbac}`]: validateBinding,
    configmaps: validateKeys,
    secrets: validateKeys,
  };

/** Kinds whose `spec` may be left out. */
const optionalSpec = new Set([
  'namespaces',
  'nodes',
  'limitranges',
  'resourcequotas',
  'serviceaccounts',
  'poddisruptionbudgets.policy',
  'networkpolicies.networking.k8s.io',
  'leases.coordination.k8s.io',
  'services',
  'ingressclasses.networking.k8s.io',
]);

/**
 * Checks an object before it is stored.
 * @param previous - what it replaces
 * @throws ApiError 422 with all that is wrong
 */
export function validateObject(
  definition: ResourceDefinition,
  object: KubernetesObject,
  previous?: KubernetesObject,
): void {
  const errors = new FieldErrors();
  validateMetadata(definition, object, errors);
  const schema = storageSchema(definition);
  if (definition.custom) {
    validateCustom(schema, object, errors);
  } else {
    if (
      !object.spec &&
      schema.fields?.has('spec') &&
      !optionalSpec.has(definition.id)
    ) {
      errors.required('spec');
    }
    validators[definition.id]?.(object, errors);
    if (errors.empty) {
      requireFields(schema, object, '', errors);
    }
  }
  if (previous && errors.empty) {
    validateUpdate(definition, object, previous, errors);
  }
  errors.throwIfAny(definition, object.metadata.name);
}

/** What the types say is required, for whatever the validators above don't look at. */
function requireFields(
  schema: Schema,
  value: unknown,
  path: string,
  errors: FieldErrors,
) {
  if (Array.isArray(value) && schema.element) {
    value.forEach((entry, index) =>
      requireFields(schema.element!, entry, `${path}[${index}]`, errors),
    );
  } else if (isRecord(value) && schema.fields) {
    for (const name of schema.required ?? []) {
      if (value[name] === undefined && !lenient.has(name)) {
        errors.required(path ? `${path}.${name}` : name);
      }
    }
    for (const [name, entry] of Object.entries(value)) {
      const field = schema.fields.get(name);
      if (field && !skipped.has(name) && typeof entry === 'object') {
        requireFields(field, entry, path ? `${path}.${name}` : name, errors);
      }
    }
  }
}

/** Required by the description, but an absent value reads as the zero value. */
const lenient = new Set([
  'metadata',
  'endpoints',
  'involvedObject',
  'driver',
  'preference',
  'podSelector',
  'rules',
  'subsets',
  'weight',
  'value',
]);
const skipped = new Set(['metadata', 'status', 'openAPIV3Schema']);

function withSpec(validator: (object: Draft, errors: FieldErrors) => void) {
  return (object: Draft, errors: FieldErrors) => {
    if (object.spec) {
      validator(object, errors);
    }
  };
}

const dataLimit = 1024 * 1024;

function validateKeys(object: Draft, errors: FieldErrors) {
  let size = 0;
  for (const field of ['data', 'binaryData']) {
    for (const [key, value] of Object.entries(object[field] ?? {})) {
      size += String(value).length;
      for (const message of isConfigKey(key)) {
        errors.invalid(`${field}[${key}]`, key, message);
      }
    }
  }
  if (size > dataLimit) {
    errors.tooLong('data', dataLimit);
  }
}
