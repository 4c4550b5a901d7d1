import type { KubernetesObject, ObjectRef } from '../../core/SandboxContext';

/** Identifies an object of a cluster whatever its API version: `<group>/<kind>/<namespace>/<name>`. */
export type ResourceKey = string;

export function groupOf(object: { apiVersion: string }): string {
  const slash = object.apiVersion.indexOf('/');
  return slash < 0 ? '' : object.apiVersion.slice(0, slash);
}

export function versionOf(object: { apiVersion: string }): string {
  return object.apiVersion.slice(object.apiVersion.indexOf('/') + 1);
}

export function keyOf(object: KubernetesObject): ResourceKey {
  return resourceKey({
    group: groupOf(object),
    kind: object.kind,
    namespace: object.metadata.namespace,
    name: object.metadata.name,
  });
}

export function resourceKey(parts: {
  group?: string;
  kind: string;
  namespace?: string;
  name: string;
}): ResourceKey {
  return `${parts.group ?? ''}/${parts.kind}/${parts.namespace ?? ''}/${
    parts.name
  }`;
}

export function refOf(object: KubernetesObject): ObjectRef {
  return {
    apiVersion: object.apiVersion,
    kind: object.kind,
    name: object.metadata.name,
    ...(object.metadata.namespace
      ? { namespace: object.metadata.namespace }
      : {}),
  };
}

const clusterScoped = new Set([
  '/Namespace',
  '/Node',
  '/PersistentVolume',
  'admissionregistration.k8s.io/MutatingWebhookConfiguration',
  'admissionregistration.k8s.io/ValidatingAdmissionPolicy',
  'admissionregistration.k8s.io/ValidatingAdmissionPolicyBinding',
  'admissionregistration.k8s.io/ValidatingWebhookConfiguration',
  'apiextensions.k8s.io/CustomResourceDefinition',
  'apiregistration.k8s.io/APIService',
  'cert-manager.io/ClusterIssuer',
  'flowcontrol.apiserver.k8s.io/FlowSchema',
  'flowcontrol.apiserver.k8s.io/PriorityLevelConfiguration',
  'networking.k8s.io/IngressClass',
  'node.k8s.io/RuntimeClass',
  'rbac.authorization.k8s.io/ClusterRole',
  'rbac.authorization.k8s.io/ClusterRoleBinding',
  'scheduling.k8s.io/PriorityClass',
  'storage.k8s.io/CSIDriver',
  'storage.k8s.io/CSINode',
  'storage.k8s.io/StorageClass',
  'storage.k8s.io/VolumeAttachment',
]);

/** Whether a built-in or well-known kind has no namespace. */
export function isClusterScopedKind(group: string, kind: string): boolean {
  return clusterScoped.has(`${group}/${kind}`);
}
