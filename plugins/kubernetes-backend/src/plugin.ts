import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import {
  kubernetesClustersReadPermission,
  kubernetesResourcesReadPermission,
} from '@backstage/plugin-kubernetes-common';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { upstreamsServiceRef } from '@runway/integrations';
import { createRouter } from './router/createRouter';
import { AuthorizedKubernetesService } from './service/AuthorizedKubernetesService';
import { DefaultKubernetesService } from './service/DefaultKubernetesService';
import { PodOwners } from './service/PodOwners';

/**
 * Backend of Backstage's Kubernetes tab over Runway's own connections to clusters: with time limits, partial answers and one
 * account, and without a proxy into the clusters.
 */
export const kubernetesPlugin = createBackendPlugin({
  pluginId: 'kubernetes',
  register(env) {
    env.registerInit({
      deps: {
        auditor: coreServices.auditor,
        auth: coreServices.auth,
        catalog: catalogServiceRef,
        httpAuth: coreServices.httpAuth,
        httpRouter: coreServices.httpRouter,
        permissions: coreServices.permissions,
        permissionsRegistry: coreServices.permissionsRegistry,
        upstreams: upstreamsServiceRef,
      },
      async init(deps) {
        // `kubernetes.pod.log.read` is judged with entities, which are the catalog's.
        deps.permissionsRegistry.addPermissions([
          kubernetesClustersReadPermission,
          kubernetesResourcesReadPermission,
        ]);
        const service = new AuthorizedKubernetesService({
          ...deps,
          inner: new DefaultKubernetesService(deps),
          owners: new PodOwners(deps),
        });
        deps.httpRouter.use(createRouter({ ...deps, service }));
      },
    });
  },
});
