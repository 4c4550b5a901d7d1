import { createPermission } from '@backstage/plugin-permission-common';

/** Allows to see the namespaces of all clusters and how they are isolated. */
export const clustersNamespaceReadPermission = createPermission({
  name: 'clusters.namespace.read',
  attributes: { action: 'read' },
});

/** Every permission of the plugin, as announced to the permission framework. */
export const clustersPermissions = [clustersNamespaceReadPermission];
