import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import {
  type KubernetesClient,
  upstreamsServiceRef,
} from '@runway/integrations';
import { clustersPermissions } from '@runway/plugin-clusters-common';
import { JudgedCluster } from './list/JudgedCluster';
import { ClusterFeed } from './reading/ClusterFeed';
import { createRouter } from './router/createRouter';
import { AuthorizedNamespacesService } from './service/AuthorizedNamespacesService';
import { DefaultNamespacesService } from './service/DefaultNamespacesService';

/** Backend of the clusters plugin. */
export const clustersPlugin = createBackendPlugin({
  pluginId: 'clusters',
  register(env) {
    env.registerInit({
      deps: {
        config: coreServices.rootConfig,
        httpAuth: coreServices.httpAuth,
        httpRouter: coreServices.httpRouter,
        lifecycle: coreServices.lifecycle,
        rootLifecycle: coreServices.rootLifecycle,
        logger: coreServices.logger,
        permissions: coreServices.permissions,
        permissionsRegistry: coreServices.permissionsRegistry,
        upstreams: upstreamsServiceRef,
      },
      async init(deps) {
        const { config, lifecycle, logger, rootLifecycle, upstreams } = deps;
        deps.permissionsRegistry.addPermissions(clustersPermissions);
        const systemNamespaces = config.getOptionalStringArray(
          'runway.clusters.systemNamespaces',
        );
        const feeds = upstreams
          .clients()
          .filter(
            (client): client is KubernetesClient =>
              client.system === 'kubernetes',
          )
          .map(client => new ClusterFeed({ client, logger }));
        const clusters = feeds.map(
          feed =>
            new JudgedCluster({
              feed,
              environments: upstreams.environments
                .filter(({ cluster }) => cluster === feed.cluster)
                .map(({ name }) => name),
              systemNamespaces,
            }),
        );
        // Reading begins when all of the portal has started, so that it doesn't hold up the start.
        rootLifecycle.addStartupHook(() => feeds.forEach(feed => feed.start()));
        lifecycle.addShutdownHook(async () => {
          await Promise.all(feeds.map(feed => feed.stop()));
        });
        const namespaces = new AuthorizedNamespacesService({
          inner: new DefaultNamespacesService({
            clusters,
            environments: upstreams.environments.map(({ name }) => name),
          }),
          permissions: deps.permissions,
        });
        deps.httpRouter.use(
          createRouter({ namespaces, httpAuth: deps.httpAuth }),
        );
      },
    });
  },
});
