import type {
  Difference,
  DifferenceAction,
  DifferenceListQuery,
  Reconciliation,
} from '@runway/plugin-provisioning-common';
import type { PersonOptions } from '../service/ProvisioningService';

/** Where the ledger and the upstreams disagree, and what a person can do about it. */
export interface ReconciliationService {
  get(
    query: DifferenceListQuery,
    options: PersonOptions,
  ): Promise<Reconciliation>;
  checkNow(options: PersonOptions): Promise<{ started: boolean }>;
  resolve(
    id: string,
    action: DifferenceAction,
    options: PersonOptions,
  ): Promise<{ difference?: Difference }>;
}
