import type {
  ApproveChange,
  Change,
  ChangeList,
  ChangeListQuery,
  ChangePlan,
  ChangeSubject,
  OpenChange,
  RejectChange,
} from '@runway/plugin-provisioning-common';
import type { PersonOptions } from '../../service/ProvisioningService';

/** Changes of services that exist, for a signed-in person. */
export interface ChangesService {
  plan(subject: ChangeSubject, options: PersonOptions): Promise<ChangePlan>;
  open(request: OpenChange, options: PersonOptions): Promise<Change>;
  list(query: ChangeListQuery, options: PersonOptions): Promise<ChangeList>;
  get(id: string, options: PersonOptions): Promise<Change>;
  approve(
    id: string,
    request: ApproveChange,
    options: PersonOptions,
  ): Promise<Change>;
  reject(
    id: string,
    request: RejectChange,
    options: PersonOptions,
  ): Promise<Change>;
  cancel(id: string, options: PersonOptions): Promise<Change>;
  retry(id: string, options: PersonOptions): Promise<Change>;
}
