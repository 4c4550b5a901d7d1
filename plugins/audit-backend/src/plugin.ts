import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import { auditPermissions } from '@runway/plugin-audit-common';
import { DatabaseAuditStore } from './database/DatabaseAuditStore';
import { startRetention } from './database/startRetention';
import { auditTrailServiceRef } from './recording/auditTrailServiceRef';
import { createRouter } from './router/createRouter';
import { auditEventResourceRef, isActorRule } from './service/auditEventRules';
import { AuthorizedAuditService } from './service/AuthorizedAuditService';

/** The rest of the process waits that long for the last entries. */
const CLOSE_MS = 10_000;

/** The audit trail: its database, its retention, and reading it. */
export const auditPlugin = createBackendPlugin({
  pluginId: 'audit',
  register(env) {
    env.registerInit({
      deps: {
        auditor: coreServices.auditor,
        config: coreServices.rootConfig,
        database: coreServices.database,
        httpAuth: coreServices.httpAuth,
        httpRouter: coreServices.httpRouter,
        lifecycle: coreServices.lifecycle,
        logger: coreServices.logger,
        permissions: coreServices.permissions,
        permissionsRegistry: coreServices.permissionsRegistry,
        scheduler: coreServices.scheduler,
        trail: auditTrailServiceRef,
      },
      async init({
        auditor,
        config,
        database,
        httpAuth,
        httpRouter,
        lifecycle,
        logger,
        permissions,
        permissionsRegistry,
        scheduler,
        trail,
      }) {
        const store = await DatabaseAuditStore.create({ database });
        trail.attach(store);
        lifecycle.addShutdownHook(() => trail.close(CLOSE_MS));
        permissionsRegistry.addResourceType({
          resourceRef: auditEventResourceRef,
          permissions: auditPermissions,
          rules: [isActorRule],
        });
        httpRouter.use(
          createRouter({
            service: new AuthorizedAuditService({
              store,
              trail,
              permissions,
              permissionsRegistry,
            }),
            httpAuth,
            auditor,
          }),
        );
        await startRetention({ store, config, scheduler, logger });
      },
    });
  },
});
