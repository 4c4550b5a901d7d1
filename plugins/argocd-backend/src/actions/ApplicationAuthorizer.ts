import {
  AuthService,
  BackstageCredentials,
  PermissionsRegistryService,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { parseEntityRef } from '@backstage/catalog-model';
import { NotAllowedError } from '@backstage/errors';
import {
  PolicyDecision,
  ResourcePermission,
} from '@backstage/plugin-permission-common';
import { createConditionAuthorizer } from '@backstage/plugin-permission-node';
import {
  ActionKind,
  applicationPausePermission,
  applicationPromotePermission,
  applicationRefreshPermission,
  applicationRollbackPermission,
  applicationSyncPermission,
} from '@runway/plugin-argocd-common';
import {
  applicationResourceRef,
  ApplicationResource,
} from './applicationRules';

/** An application, or where one would be. */
export interface Target extends ApplicationResource {
  /** As people call it, e.g. `orders-production`. */
  title: string;
}

export type Act = ActionKind | 'promote';

const PERMISSIONS: Record<Act, ResourcePermission> = {
  refresh: applicationRefreshPermission,
  sync: applicationSyncPermission,
  terminate: applicationSyncPermission,
  rollback: applicationRollbackPermission,
  pause: applicationPausePermission,
  resume: applicationPausePermission,
  promote: applicationPromotePermission,
};

const WORDS: Record<Act, string> = {
  refresh: 'refresh',
  sync: 'sync',
  terminate: 'end operations of',
  rollback: 'roll back',
  pause: 'pause auto-sync of',
  resume: 'resume auto-sync of',
  promote: 'promote to',
};

/** Says who may do what with an application, and whom to ask otherwise. */
export class ApplicationAuthorizer {
  constructor(
    private readonly options: {
      auth: AuthService;
      permissions: PermissionsService;
      permissionsRegistry: PermissionsRegistryService;
      /** All of them: what is denied in one may be allowed in others. */
      environments: readonly string[];
    },
  ) {}

  /**
   * @param targets - one entry of the answer for each
   * @returns why not and whom to ask; undefined where it is allowed
   */
  async whyNot(
    act: Act,
    targets: Target[],
    { credentials }: { credentials: BackstageCredentials },
  ): Promise<Array<string | undefined>> {
    // Policies always allow services; only people act, so that the audit trail names one.
    if (!this.options.auth.isPrincipal(credentials, 'user')) {
      return targets.map(
        () => 'Only people may do this: sign in, and use a token of your own.',
      );
    }
    const [decision] = await this.options.permissions.authorizeConditional(
      [{ permission: PERMISSIONS[act] }],
      { credentials },
    );
    const allows = (resource: ApplicationResource) =>
      this.#allows(decision, resource);
    return targets.map(target =>
      allows(target)
        ? undefined
        : explain(
            act,
            target,
            this.options.environments.some(environment =>
              allows({ ...target, environment }),
            ),
          ),
    );
  }

  /** @throws NotAllowedError that says whom to ask */
  async require(
    act: Act,
    target: Target,
    options: { credentials: BackstageCredentials },
  ): Promise<void> {
    const [problem] = await this.whyNot(act, [target], options);
    if (problem) {
      throw new NotAllowedError(problem);
    }
  }

  #allows(decision: PolicyDecision, resource: ApplicationResource): boolean {
    return createConditionAuthorizer(
      this.options.permissionsRegistry.getPermissionRuleset(
        applicationResourceRef,
      ),
    )(decision, resource);
  }
}

function explain(act: Act, target: Target, isElsewhere: boolean): string {
  const what = `You may not ${WORDS[act]} ${target.title}`;
  if (isElsewhere) {
    return `${what}: ${
      target.environment
        ? `not in ${target.environment}`
        : 'it is in no environment'
    }. Ask the platform team.`;
  }
  const teams = target.owners.map(owner => parseEntityRef(owner).name);
  return teams.length
    ? `${what}: it belongs to ${teams.join(
        ', ',
      )}. Ask somebody of that team, or the platform team.`
    : `${what}: it belongs to no service. Ask the platform team.`;
}
