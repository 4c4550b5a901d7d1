import { createApiRef } from '@backstage/frontend-plugin-api';
import type { UpstreamsApi } from '@runway/plugin-upstreams-common';

/** How the upstream systems are, for the signed-in person. */
export const upstreamsApiRef = createApiRef<UpstreamsApi>().with({
  id: 'plugin.upstreams.client',
  pluginId: 'upstreams',
});
