import { createPermission } from '@backstage/plugin-permission-common';

/**
 * Read what the pods of a service write to their log. Judged with the service's catalog entity: logs may hold what only its
 * owners should read. What runs where, and the events of pods, come with Backstage's `kubernetes.resources.read`.
 */
export const podLogReadPermission = createPermission({
  name: 'kubernetes.pod.log.read',
  attributes: { action: 'read' },
  resourceType: 'catalog-entity',
});

export const kubernetesPermissions = [podLogReadPermission];
