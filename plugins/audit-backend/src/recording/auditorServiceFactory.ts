import {
  coreServices,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import { auditTrailServiceRef } from './auditTrailServiceRef';
import { createAuditLog } from './createAuditLog';
import { CurrentRequest } from './CurrentRequest';
import { RecordingAuditor } from './RecordingAuditor';

/** In place of Backstage's auditor: the same log lines, and each event in the audit trail. */
export const auditorServiceFactory = createServiceFactory({
  service: coreServices.auditor,
  deps: {
    auth: coreServices.auth,
    config: coreServices.rootConfig,
    httpAuth: coreServices.httpAuth,
    httpRouter: coreServices.httpRouter,
    logger: coreServices.logger,
    plugin: coreServices.pluginMetadata,
    trail: auditTrailServiceRef,
  },
  factory({ config, httpRouter, ...deps }) {
    const currentRequest = new CurrentRequest(deps.httpAuth);
    httpRouter.use(currentRequest.middleware);
    return new RecordingAuditor({
      ...deps,
      currentRequest,
      log: createAuditLog({ config, logger: deps.logger }),
    });
  },
});
