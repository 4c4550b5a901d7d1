import { createBackendFeatureLoader } from '@backstage/backend-plugin-api';
import { auditPlugin } from './plugin';
import { auditorServiceFactory } from './recording/auditorServiceFactory';
import { auditTrailServiceFactory } from './recording/auditTrailServiceRef';

/** The audit plugin, and the auditor of every plugin that feeds it. */
export default createBackendFeatureLoader({
  loader: () => [auditPlugin, auditorServiceFactory, auditTrailServiceFactory],
});
