import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import { upstreamMonitorServiceRef } from '@runway/integrations';
import { upstreamsPermissions } from '@runway/plugin-upstreams-common';
import { createRouter } from './router/createRouter';
import { AuthorizedStatusService } from './service/AuthorizedStatusService';
import { DefaultStatusService } from './service/DefaultStatusService';

/** Backend of the status page. */
export const upstreamsPlugin = createBackendPlugin({
  pluginId: 'upstreams',
  register(env) {
    env.registerInit({
      deps: {
        httpAuth: coreServices.httpAuth,
        httpRouter: coreServices.httpRouter,
        monitor: upstreamMonitorServiceRef,
        permissions: coreServices.permissions,
        permissionsRegistry: coreServices.permissionsRegistry,
      },
      async init({
        httpAuth,
        httpRouter,
        monitor,
        permissions,
        permissionsRegistry,
      }) {
        permissionsRegistry.addPermissions(upstreamsPermissions);
        const status = new AuthorizedStatusService({
          inner: new DefaultStatusService(monitor),
          permissions,
        });
        httpRouter.use(createRouter({ status, httpAuth }));
      },
    });
  },
});
