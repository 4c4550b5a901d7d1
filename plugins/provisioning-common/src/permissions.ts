import { createPermission } from '@backstage/plugin-permission-common';

/** Start a run, check one beforehand, preview it. */
export const runCreatePermission = createPermission({
  name: 'provisioning.run.create',
  attributes: { action: 'create' },
});

/** See runs, their steps, logs and resources. */
export const runReadPermission = createPermission({
  name: 'provisioning.run.read',
  attributes: { action: 'read' },
});

/** Retry a run that failed. */
export const runRetryPermission = createPermission({
  name: 'provisioning.run.retry',
  attributes: { action: 'update' },
});

/** Take back what a run made. */
export const runUndoPermission = createPermission({
  name: 'provisioning.run.undo',
  attributes: { action: 'delete' },
});

export const provisioningPermissions = [
  runCreatePermission,
  runReadPermission,
  runRetryPermission,
  runUndoPermission,
];
