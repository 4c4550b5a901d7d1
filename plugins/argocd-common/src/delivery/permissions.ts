import { createPermission } from '@backstage/plugin-permission-common';

/** Resource type of {@link applicationActPermissions}: decided by who owns the service and by the environment. */
export const RESOURCE_TYPE_APPLICATION = 'argocd-application';

/** See the list of all applications, whatever the catalog shows. */
export const applicationListPermission = createPermission({
  name: 'argocd.application.list',
  attributes: { action: 'read' },
});

const acting = (act: string) =>
  createPermission({
    name: `argocd.application.${act}`,
    attributes: { action: 'update' },
    resourceType: RESOURCE_TYPE_APPLICATION,
  });

/** Compare with Git again. */
export const applicationRefreshPermission = acting('refresh');
/** Sync, and end a sync. */
export const applicationSyncPermission = acting('sync');
/** Go back to an earlier deployment. */
export const applicationRollbackPermission = acting('rollback');
/** Switch auto-sync off and on. */
export const applicationPausePermission = acting('pause');
/** Open the merge request that brings a version to the environment of the application. */
export const applicationPromotePermission = acting('promote');

export const applicationActPermissions = [
  applicationRefreshPermission,
  applicationSyncPermission,
  applicationRollbackPermission,
  applicationPausePermission,
  applicationPromotePermission,
];
