import { createPermission } from '@backstage/plugin-permission-common';

/** Allows to see how the upstream systems are. */
export const upstreamsStatusReadPermission = createPermission({
  name: 'upstreams.status.read',
  attributes: { action: 'read' },
});

/** Every permission of the plugin, as announced to the permission framework. */
export const upstreamsPermissions = [upstreamsStatusReadPermission];
