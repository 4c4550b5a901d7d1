import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { AnswerCache } from './AnswerCache';
import { CatalogVersion } from './CatalogVersion';
import { createAnswerCacheHandler } from './createAnswerCacheHandler';

const MAX_BYTES = 16 * 1024 * 1024;

/** Lets the catalog page of a large organisation answer from memory. */
export const catalogModuleRunway = createBackendModule({
  pluginId: 'catalog',
  moduleId: 'runway',
  register(env) {
    env.registerInit({
      deps: {
        database: coreServices.database,
        httpAuth: coreServices.httpAuth,
        httpRouter: coreServices.httpRouter,
        permissions: coreServices.permissions,
      },
      async init({ database, httpAuth, httpRouter, permissions }) {
        // Modules come before their plugin: this handler sees requests first.
        httpRouter.use(
          createAnswerCacheHandler({
            cache: new AnswerCache(MAX_BYTES),
            version: new CatalogVersion(database),
            httpAuth,
            permissions,
          }),
        );
      },
    });
  },
});
