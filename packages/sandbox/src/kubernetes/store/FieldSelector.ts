import type { KubernetesObject } from '../../core/SandboxContext';
import { badRequest } from '../errors/ApiError';
import type { ResourceDefinition } from '../resources/ResourceDefinition';

export type ObjectPredicate = (object: KubernetesObject) => boolean;

const involvedObject = [
  'kind',
  'namespace',
  'name',
  'uid',
  'apiVersion',
  'resourceVersion',
  'fieldPath',
].map(field => `involvedObject.${field}`);

/** Fields that may be selected besides the name and the namespace. */
const selectable: Record<string, readonly string[]> = {
  pods: [
    'spec.nodeName',
    'spec.restartPolicy',
    'spec.schedulerName',
    'spec.serviceAccountName',
    'spec.hostNetwork',
    'status.phase',
    'status.podIP',
    'status.nominatedNodeName',
  ],
  events: [...involvedObject, 'reason', 'reportingComponent', 'source', 'type'],
  namespaces: ['status.phase'],
  nodes: ['spec.unschedulable'],
  secrets: ['type'],
  services: ['spec.clusterIP', 'spec.type'],
  replicationcontrollers: ['status.replicas'],
  'replicasets.apps': ['status.replicas'],
  'jobs.batch': ['status.successful'],
};

/** Reads a `fieldSelector` parameter: `status.phase=Running,metadata.name!=a`. @throws ApiError 400 for other fields */
export function parseFieldSelector(
  definition: ResourceDefinition,
  text: string,
): ObjectPredicate {
  const requirements = text
    .split(',')
    .map(part => part.trim())
    .filter(Boolean)
    .map(part => parseRequirement(definition, text, part));
  return object => requirements.every(matches => matches(object));
}

function parseRequirement(
  definition: ResourceDefinition,
  selector: string,
  text: string,
): ObjectPredicate {
  const match = /^([^=!]+)(==|=|!=)(.*)$/.exec(text);
  if (!match) {
    throw badRequest(
      `invalid field selector: "${text}"; can't understand '${text}'`,
    );
  }
  const [, field, operator, expected] = match;
  if (
    !['metadata.name', 'metadata.namespace'].includes(field) &&
    !selectable[definition.id]?.includes(field)
  ) {
    throw badRequest(
      `Unable to find "${definition.group}/${definition.storageVersion}, Resource=${definition.plural}" that match label selector "", field selector "${selector}": field label not supported: ${field}`,
    );
  }
  return object =>
    (fieldValue(object, field) === expected) === (operator !== '!=');
}

function fieldValue(object: KubernetesObject, field: string): string {
  let value: any = object;
  for (const part of field.split('.')) {
    value = value?.[part];
  }
  if (field === 'source') {
    value = value?.component;
  }
  return value === undefined ? '' : String(value);
}
