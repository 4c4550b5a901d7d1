import {
  coreServices,
  createServiceFactory,
  createServiceRef,
} from '@backstage/backend-plugin-api';
import { HttpLedgerService, type LedgerService } from './LedgerService';

/** The provisioning ledger, for modules that add scaffolder actions. */
export const ledgerServiceRef = createServiceRef<LedgerService>({
  id: 'runway.provisioning.ledger',
  scope: 'plugin',
  defaultFactory: async service =>
    createServiceFactory({
      service,
      deps: { auth: coreServices.auth, discovery: coreServices.discovery },
      factory: deps => new HttpLedgerService(deps),
    }),
});
