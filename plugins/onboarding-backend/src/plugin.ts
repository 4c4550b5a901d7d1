import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { upstreamsServiceRef } from '@runway/integrations';
import { onboardingPermissions } from '@runway/plugin-onboarding-common';
import { DatabaseOnboardingStore } from './database/DatabaseOnboardingStore';
import { FirstChanges } from './observation/FirstChanges';
import { Observer } from './observation/Observer';
import { createRouter } from './router/createRouter';
import { Audience } from './service/Audience';
import { AuthorizedOnboardingService } from './service/AuthorizedOnboardingService';
import { DefaultOnboardingService } from './service/DefaultOnboardingService';
import { readChecklist } from './service/readChecklist';

/** First days of invited people: what was seen of them, what they ticked, how long it took. */
export const onboardingPlugin = createBackendPlugin({
  pluginId: 'onboarding',
  register(env) {
    env.registerInit({
      deps: {
        auditor: coreServices.auditor,
        auth: coreServices.auth,
        catalog: catalogServiceRef,
        config: coreServices.rootConfig,
        database: coreServices.database,
        httpAuth: coreServices.httpAuth,
        httpRouter: coreServices.httpRouter,
        logger: coreServices.logger,
        permissions: coreServices.permissions,
        permissionsRegistry: coreServices.permissionsRegistry,
        scheduler: coreServices.scheduler,
        upstreams: upstreamsServiceRef,
        userInfo: coreServices.userInfo,
      },
      async init(deps) {
        const { auth, catalog, config, logger, userInfo } = deps;
        const settings = config.getOptionalConfig('runway.onboarding');
        const number = (key: string, otherwise: number) =>
          settings?.getOptionalNumber(key) ?? otherwise;
        const groups = (role: string) =>
          config.getOptionalStringArray(`runway.roles.${role}`) ?? [];
        const store = await DatabaseOnboardingStore.create(deps);
        const service = new AuthorizedOnboardingService({
          service: new DefaultOnboardingService({
            store,
            catalog,
            audience: new Audience({
              catalog,
              userInfo,
              platformEngineers: groups('platformEngineers'),
              managers: groups('managers'),
            }),
            measures: {
              checklist: readChecklist(
                settings?.getOptionalString('checklist') ?? '',
              ),
              stuckAfterDays: number('stuckAfterDays', 5),
              windowDays: number('windowDays', 180),
              now: Date.now,
            },
          }),
          permissions: deps.permissions,
          auditor: deps.auditor,
        });
        deps.permissionsRegistry.addPermissions(onboardingPermissions);
        deps.httpRouter.use(createRouter({ service, httpAuth: deps.httpAuth }));
        const observer = new Observer({
          store,
          catalog,
          auth,
          changes: new FirstChanges(deps.upstreams),
          logger,
          peoplePerPass: number('peoplePerPass', 25),
        });
        const seconds = number('everySeconds', 300);
        await deps.scheduler.scheduleTask({
          id: 'onboarding-observe',
          frequency: { seconds },
          // A pass that is cut off goes on with whoever was not looked at.
          timeout: { seconds: Math.max(seconds, 60) },
          initialDelay: { seconds: 15 },
          fn: signal => observer.pass(signal),
        });
      },
    });
  },
});
