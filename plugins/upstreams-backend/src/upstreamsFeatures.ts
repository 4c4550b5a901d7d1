import { createBackendFeatureLoader } from '@backstage/backend-plugin-api';
import { detailedRootHealthServiceFactory } from './health/DetailedRootHealthService';
import { upstreamsPlugin } from './plugin';

/** The plugin, and the health service of the backend. */
export const upstreamsFeatures = createBackendFeatureLoader({
  loader: () => [upstreamsPlugin, detailedRootHealthServiceFactory],
});
