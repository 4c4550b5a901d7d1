import type {
  AuditorService,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { NotAllowedError } from '@backstage/errors';
import {
  type BasicPermission,
  AuthorizeResult,
} from '@backstage/plugin-permission-common';
import {
  type DifferenceAction,
  type DifferenceListQuery,
  reconciliationReadPermission,
  reconciliationResolvePermission,
} from '@runway/plugin-provisioning-common';
import { audited } from '../service/audited';
import type { PersonOptions } from '../service/ProvisioningService';
import type { ReconciliationService } from './ReconciliationService';

const REASON =
  'Only platform engineers compare the ledger with the upstreams. Ask the platform team.';

/** Lets through only what policy allows, and audits every change. */
export class AuthorizedReconciliationService implements ReconciliationService {
  constructor(
    private readonly options: {
      service: ReconciliationService;
      permissions: PermissionsService;
      auditor: AuditorService;
    },
  ) {}

  async get(query: DifferenceListQuery, options: PersonOptions) {
    await this.#require(reconciliationReadPermission, options);
    const [found, mayAct] = await Promise.all([
      this.options.service.get(query, options),
      this.#may(reconciliationResolvePermission, options),
    ]);
    return {
      ...found,
      can: mayAct ? found.can : { act: false, reason: REASON },
    };
  }

  async checkNow(options: PersonOptions) {
    return audited(
      this.options.auditor,
      'reconciliation-check',
      {},
      async () => {
        await this.#require(reconciliationResolvePermission, options);
        return this.options.service.checkNow(options);
      },
    );
  }

  async resolve(id: string, action: DifferenceAction, options: PersonOptions) {
    return audited(
      this.options.auditor,
      'reconciliation-resolve',
      { differenceId: id, action },
      async () => {
        await this.#require(reconciliationResolvePermission, options);
        return this.options.service.resolve(id, action, options);
      },
    );
  }

  async #may(permission: BasicPermission, options: PersonOptions) {
    const [{ result }] = await this.options.permissions.authorize(
      [{ permission }],
      options,
    );
    return result === AuthorizeResult.ALLOW;
  }

  async #require(permission: BasicPermission, options: PersonOptions) {
    if (!(await this.#may(permission, options))) {
      throw new NotAllowedError(REASON);
    }
  }
}
