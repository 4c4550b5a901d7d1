import { createPermission } from '@backstage/plugin-permission-common';
import { applicationListPermission } from './delivery/permissions';

/** Allows to see which version of a service runs where, and whether it is well. */
export const argocdApplicationReadPermission = createPermission({
  name: 'argocd.application.read',
  attributes: { action: 'read' },
});

/** Every permission of the plugin without a resource type, as announced to the permission framework. */
export const argocdPermissions = [
  argocdApplicationReadPermission,
  applicationListPermission,
];
