import type {
  PermissionsRegistryService,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { NotAllowedError } from '@backstage/errors';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { createConditionTransformer } from '@backstage/plugin-permission-node';
import {
  auditEventReadPermission,
  type AuditFilter,
  type AuditListQuery,
} from '@runway/plugin-audit-common';
import type { AuditStore, Visibility } from '../database/AuditStore';
import type { AuditTrail } from '../recording/AuditTrail';
import { auditEventResourceRef } from './auditEventRules';
import type { AuditService, PersonOptions } from './AuditService';

/** A reader waits that long for what was done a moment ago. */
const FLUSH_MS = 2_000;

/** Shows of the trail what the policy lets a person see. */
export class AuthorizedAuditService implements AuditService {
  constructor(
    private readonly options: {
      store: AuditStore;
      trail: Pick<AuditTrail, 'flush'>;
      permissions: PermissionsService;
      permissionsRegistry: PermissionsRegistryService;
    },
  ) {}

  async list(query: AuditListQuery, options: PersonOptions) {
    const visibility = await this.#visibility(options);
    await this.options.trail.flush(FLUSH_MS);
    const page = await this.options.store.list(query, visibility);
    return {
      ...page,
      scope: visibility === 'all' ? ('all' as const) : ('own' as const),
    };
  }

  async kinds(options: PersonOptions) {
    await this.#visibility(options);
    await this.options.trail.flush(FLUSH_MS);
    return { items: await this.options.store.kinds() };
  }

  async export(filter: AuditFilter, options: PersonOptions) {
    const visibility = await this.#visibility(options);
    await this.options.trail.flush(FLUSH_MS);
    return this.options.store.pages(filter, visibility);
  }

  async #visibility(options: PersonOptions): Promise<Visibility> {
    const [decision] = await this.options.permissions.authorizeConditional(
      [{ permission: auditEventReadPermission }],
      options,
    );
    if (decision.result === AuthorizeResult.ALLOW) {
      return 'all';
    }
    if (decision.result === AuthorizeResult.CONDITIONAL) {
      const ruleset = this.options.permissionsRegistry.getPermissionRuleset(
        auditEventResourceRef,
      );
      return createConditionTransformer(ruleset)(decision.conditions);
    }
    throw new NotAllowedError(
      'Your role does not include the audit trail. Ask the platform team.',
    );
  }
}
