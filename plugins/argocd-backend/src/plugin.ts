import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import { actionsRegistryServiceRef } from '@backstage/backend-plugin-api/alpha';
import { NotAllowedError } from '@backstage/errors';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { signalsServiceRef } from '@backstage/plugin-signals-node';
import { metrics } from '@opentelemetry/api';
import { upstreamsServiceRef } from '@runway/integrations';
import { argocdPermissions } from '@runway/plugin-argocd-common';
import { createActionsRouter } from './actions/createActionsRouter';
import { startActions } from './actions/startActions';
import { createApplicationsRouter } from './applications/createApplicationsRouter';
import { ApplicationRecord } from './feed/ApplicationIndex';
import { startFeeds } from './feed/startFeeds';
import { DefaultGitChanges } from './gitops/DefaultGitChanges';
import { GitOpsRepository } from './gitops/GitOpsRepository';
import { Proposals } from './gitops/Proposals';
import { Lanes } from './lane/Lanes';
import { ApplicationLists } from './list/ApplicationLists';
import { registerActions } from './mcp/registerActions';
import { People } from './promotion/People';
import { startDelivery } from './promotion/startDelivery';
import { createReadingRouter } from './router/createReadingRouter';
import { AuthorizedApplicationsService } from './service/AuthorizedApplicationsService';
import { DefaultApplicationsService } from './service/DefaultApplicationsService';
import { openDatabase } from './service/openDatabase';
import { Readers } from './service/Readers';
import { startRetention } from './service/startRetention';

/** Backend of the Argo CD plugin. */
export const argocdPlugin = createBackendPlugin({
  pluginId: 'argocd',
  register(env) {
    env.registerInit({
      deps: {
        actionsRegistry: actionsRegistryServiceRef,
        auditor: coreServices.auditor,
        auth: coreServices.auth,
        catalog: catalogServiceRef,
        config: coreServices.rootConfig,
        database: coreServices.database,
        httpAuth: coreServices.httpAuth,
        httpRouter: coreServices.httpRouter,
        lifecycle: coreServices.lifecycle,
        logger: coreServices.logger,
        permissions: coreServices.permissions,
        permissionsRegistry: coreServices.permissionsRegistry,
        scheduler: coreServices.scheduler,
        signals: signalsServiceRef,
        upstreams: upstreamsServiceRef,
      },
      async init(deps) {
        const { catalog, httpAuth, httpRouter, permissions, upstreams } = deps;
        const { environments } = upstreams;
        deps.permissionsRegistry.addPermissions(argocdPermissions);
        const knex = await openDatabase(deps.database);
        const { index, channels, signals } = await startFeeds({
          ...deps,
          knex,
          meter: metrics.getMeter('argocd'),
        });
        const readers = new Readers({ catalog, permissions });
        const shared = { ...deps, knex, index, channels, signals, readers };
        const people = new People(catalog);
        const gitops = new GitOpsRepository(upstreams);
        const proposals = new Proposals(upstreams);
        const acting = startActions({
          ...shared,
          git: new DefaultGitChanges({
            gitops,
            proposals,
            proposerOf: async ref =>
              people.proposer(ref, await deps.auth.getOwnServiceCredentials()),
          }),
        });
        const delivery = await startDelivery({
          ...shared,
          authorizer: acting.authorizer,
          gitops,
          people,
          proposals,
        });
        await startRetention({
          ...deps,
          stores: { actions: acting.store, promotions: delivery.store },
        });
        const lists = new ApplicationLists({ index, channels });
        registerActions({
          ...shared,
          ...acting,
          registry: deps.actionsRegistry,
          async list(query, reader) {
            if (!(await readers.mayList(reader))) {
              throw new NotAllowedError('You may not see all applications');
            }
            return lists.list(query);
          },
        });
        const urlOf = ({ summary }: ApplicationRecord) =>
          [
            upstreams.argocd(summary.instance).webUrl,
            'applications',
            summary.namespace,
            summary.name,
          ].join('/');
        httpRouter.use(
          createReadingRouter({
            applications: new AuthorizedApplicationsService({
              inner: new DefaultApplicationsService({
                environments,
                index,
                urlOf,
              }),
              catalog,
              readers,
            }),
            httpAuth,
            index,
            lanes: new Lanes({
              index,
              channels,
              readers,
              environments,
              urlOf,
              pausedOf: acting.pauses.of,
              details: delivery.details,
            }),
            lists,
            readers,
          }),
        );
        httpRouter.use(delivery.router);
        httpRouter.use(createApplicationsRouter({ ...acting, httpAuth }));
        httpRouter.use(createActionsRouter({ ...acting, httpAuth }));
      },
    });
  },
});
