import { createApiRef } from '@backstage/frontend-plugin-api';
import type { ChangesApi } from '@runway/plugin-provisioning-common';

/** Plans, opens, approves and follows changes of services as the signed-in person. */
export const changesApiRef = createApiRef<ChangesApi>().with({
  id: 'plugin.provisioning.changes',
  pluginId: 'provisioning',
});
