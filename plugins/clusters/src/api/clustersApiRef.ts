import { createApiRef } from '@backstage/frontend-plugin-api';
import type { ClustersApi } from '@runway/plugin-clusters-common';

/** Looks at clusters. */
export const clustersApiRef = createApiRef<ClustersApi>({
  id: 'plugin.clusters',
});
