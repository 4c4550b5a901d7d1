import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { upstreamsServiceRef } from '@runway/integrations';
import { argocdPermissions } from '@runway/plugin-argocd-common';
import { createRouter } from './router/createRouter';
import { toApplicationSource } from './service/ApplicationSource';
import { AuthorizedApplicationsService } from './service/AuthorizedApplicationsService';
import { DefaultApplicationsService } from './service/DefaultApplicationsService';

/** Backend of the Argo CD plugin. */
export const argocdPlugin = createBackendPlugin({
  pluginId: 'argocd',
  register(env) {
    env.registerInit({
      deps: {
        catalog: catalogServiceRef,
        httpAuth: coreServices.httpAuth,
        httpRouter: coreServices.httpRouter,
        logger: coreServices.logger,
        permissions: coreServices.permissions,
        permissionsRegistry: coreServices.permissionsRegistry,
        upstreams: upstreamsServiceRef,
      },
      async init({
        catalog,
        httpAuth,
        httpRouter,
        logger,
        permissions,
        permissionsRegistry,
        upstreams,
      }) {
        permissionsRegistry.addPermissions(argocdPermissions);
        const sources = new Map(
          upstreams.environments.map(({ argocd }) => [
            argocd,
            toApplicationSource(upstreams.argocd(argocd)),
          ]),
        );
        const applications = new AuthorizedApplicationsService({
          inner: new DefaultApplicationsService({
            environments: upstreams.environments.map(({ name, argocd }) => ({
              name,
              source: sources.get(argocd)!,
            })),
            logger,
          }),
          catalog,
          permissions,
        });
        httpRouter.use(createRouter({ applications, httpAuth }));
      },
    });
  },
});
