import {
  coreServices,
  createServiceFactory,
  createServiceRef,
} from '@backstage/backend-plugin-api';
import type { AuditTrail } from './AuditTrail';
import { BufferedAuditTrail } from './BufferedAuditTrail';

const DEFAULT_CAPACITY = 10_000;

/** The one trail of the process; the audit plugin gives it its database. */
export const auditTrailServiceRef = createServiceRef<AuditTrail>({
  id: 'runway.audit-trail',
  scope: 'root',
});

export const auditTrailServiceFactory = createServiceFactory({
  service: auditTrailServiceRef,
  deps: { config: coreServices.rootConfig, logger: coreServices.rootLogger },
  factory: ({ config, logger }) =>
    new BufferedAuditTrail({
      logger: logger.child({ plugin: 'audit' }),
      capacity:
        config.getOptionalNumber('runway.audit.maxQueuedEvents') ??
        DEFAULT_CAPACITY,
    }),
});
