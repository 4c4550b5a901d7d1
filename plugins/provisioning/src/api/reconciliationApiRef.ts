import { createApiRef } from '@backstage/frontend-plugin-api';
import type { ReconciliationApi } from '@runway/plugin-provisioning-common';

/** Where the ledger and the upstreams disagree, and what is done about it, as the signed-in person. */
export const reconciliationApiRef = createApiRef<ReconciliationApi>().with({
  id: 'plugin.provisioning.reconciliation',
  pluginId: 'provisioning',
});
