import { createPermission } from '@backstage/plugin-permission-common';

/** Allows to see which version of a service runs where, and whether it is well. */
export const argocdApplicationReadPermission = createPermission({
  name: 'argocd.application.read',
  attributes: { action: 'read' },
});

/** Every permission of the plugin, as announced to the permission framework. */
export const argocdPermissions = [argocdApplicationReadPermission];
