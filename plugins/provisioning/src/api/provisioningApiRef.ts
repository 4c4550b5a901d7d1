import { createApiRef } from '@backstage/frontend-plugin-api';
import type { ProvisioningApi } from '@runway/plugin-provisioning-common';

/** Checks, previews, starts and follows runs as the signed-in person. */
export const provisioningApiRef = createApiRef<ProvisioningApi>().with({
  id: 'plugin.provisioning.client',
  pluginId: 'provisioning',
});
