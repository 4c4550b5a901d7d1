import { createPermission } from '@backstage/plugin-permission-common';

/** See changes, their plans and outcomes. */
export const changeReadPermission = createPermission({
  name: 'provisioning.change.read',
  attributes: { action: 'read' },
});

/** Plan, open, cancel and retry a change of a service. Ownership is checked besides. */
export const changeOpenPermission = createPermission({
  name: 'provisioning.change.open',
  attributes: { action: 'update' },
});

/** Approve or reject a change in a role that the person has. */
export const changeApprovePermission = createPermission({
  name: 'provisioning.change.approve',
  attributes: { action: 'update' },
});

export const changePermissions = [
  changeReadPermission,
  changeOpenPermission,
  changeApprovePermission,
];
