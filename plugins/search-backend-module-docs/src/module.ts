import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { searchIndexRegistryExtensionPoint } from '@backstage/plugin-search-backend-node/alpha';
import { DocsRenderer } from './DocsRenderer';
import { RenderBeforeIndexing } from './RenderBeforeIndexing';
import { TechDocsClient } from './TechDocsClient';

/** Lets search find documentation that nobody has opened: it is rendered before it is indexed. */
export const searchModuleDocs = createBackendModule({
  pluginId: 'search',
  moduleId: 'docs',
  register(env) {
    env.registerInit({
      deps: {
        auth: coreServices.auth,
        catalog: catalogServiceRef,
        config: coreServices.rootConfig,
        discovery: coreServices.discovery,
        logger: coreServices.logger,
        search: searchIndexRegistryExtensionPoint,
      },
      async init({ auth, catalog, config, discovery, logger, search }) {
        const settings = config.getOptionalConfig('runway.docs');
        if (!settings) {
          return;
        }
        const renderer = new DocsRenderer({
          auth,
          catalog,
          logger,
          techdocs: new TechDocsClient({ auth, discovery }),
          seconds: settings.getOptionalNumber('secondsPerIndexing') ?? 60,
          concurrency: settings.getOptionalNumber('concurrency') ?? 2,
        });
        search.addDecorator({
          factory: new RenderBeforeIndexing(renderer, logger),
        });
      },
    });
  },
});
