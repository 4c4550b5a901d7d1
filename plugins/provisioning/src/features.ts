import { createFrontendFeatureLoader } from '@backstage/frontend-plugin-api';
import { catalogEntityModule } from './catalogEntityModule';
import { provisioningPlugin } from './plugin';
import { scaffolderCreateModule } from './scaffolderCreateModule';

/** Everything this package adds to the portal: the plugin, and its screens in place of the scaffolder's and the catalog's. */
export default createFrontendFeatureLoader({
  loader: () => [
    provisioningPlugin,
    scaffolderCreateModule,
    catalogEntityModule,
  ],
});
