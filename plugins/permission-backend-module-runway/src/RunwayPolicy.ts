import {
  AuthorizeResult,
  type ConditionalPolicyDecision,
  type DefinitivePolicyDecision,
  type PolicyDecision,
} from '@backstage/plugin-permission-common';
import type {
  PermissionPolicy,
  PolicyQuery,
  PolicyQueryUser,
} from '@backstage/plugin-permission-node';
import type { Role, Roles } from './Roles';

/** The person whose request is judged. */
interface Person extends Role {
  ownershipRefs: string[];
  ref: string;
  /** All but the last one. */
  environmentsBeforeProduction: string[];
}

type Rule = (person: Person) => PolicyDecision;

const ALLOW: DefinitivePolicyDecision = { result: AuthorizeResult.ALLOW };
const DENY: DefinitivePolicyDecision = { result: AuthorizeResult.DENY };

const anybody: Rule = () => ALLOW;

const developers: Rule = ({ developer, platformEngineer }) =>
  developer || platformEngineer ? ALLOW : DENY;

const platformEngineers: Rule = ({ platformEngineer }) =>
  platformEngineer ? ALLOW : DENY;

const taskOwner: Rule = person =>
  person.platformEngineer
    ? ALLOW
    : conditional('scaffolder', 'scaffolder-task', 'IS_TASK_OWNER', {
        createdBy: [person.ref],
      });

const auditActor: Rule = person =>
  person.platformEngineer
    ? ALLOW
    : conditional('audit', 'audit-event', 'IS_ACTOR', {
        actors: [person.ref],
      });

const entityOwner: Rule = person =>
  person.platformEngineer
    ? ALLOW
    : conditional('catalog', 'catalog-entity', 'IS_ENTITY_OWNER', {
        claims: person.ownershipRefs,
      });

const serviceOwner: Rule = person => {
  if (person.platformEngineer) {
    return ALLOW;
  }
  return person.developer
    ? conditional('argocd', 'argocd-application', 'IS_SERVICE_OWNER', {
        claims: person.ownershipRefs,
      })
    : DENY;
};

const serviceOwnerBeforeProduction: Rule = person => {
  const decision = serviceOwner(person);
  return 'conditions' in decision
    ? {
        ...decision,
        conditions: {
          allOf: [
            decision.conditions,
            {
              rule: 'IN_ENVIRONMENT',
              resourceType: 'argocd-application',
              params: { names: person.environmentsBeforeProduction },
            },
          ],
        },
      }
    : decision;
};

/**
 * Who may do what, by the permission's name. A permission that isn't here is denied, whatever it is called and whoever
 * asks; adding a plugin therefore means adding its permissions.
 */
const RULES: Record<string, Rule> = {
  'catalog.entity.read': anybody,
  'catalog.entity.refresh': entityOwner,
  'catalog.entity.validate': developers,
  'catalog.location.read': anybody,
  'catalog.location.analyze': developers,
  // Registering goes through runs, so that undo and decommissioning know of it.
  'catalog.entity.create': platformEngineers,
  'catalog.entity.delete': platformEngineers,
  'catalog.location.create': platformEngineers,
  'catalog.location.delete': platformEngineers,
  'catalog.ingestion.read': platformEngineers,
  'catalog.ingestion.manage': platformEngineers,

  'scaffolder.template.parameter.read': anybody,
  'scaffolder.template.step.read': anybody,
  // Templates run through provisioning, which asks the scaffolder in its own name: no task without a ledger.
  'scaffolder.task.create': platformEngineers,
  'scaffolder.action.execute': platformEngineers,
  'scaffolder.task.read': taskOwner,
  'scaffolder.task.cancel': taskOwner,
  // Both run template text that the browser sends, with the portal's credentials.
  'scaffolder.template.dry-run': platformEngineers,
  'scaffolder.template.management': platformEngineers,

  'provisioning.run.read': anybody,
  // Ownership of the service is checked by the provisioning backend itself.
  'provisioning.run.create': developers,
  'provisioning.run.retry': developers,
  'provisioning.run.undo': developers,
  'provisioning.change.read': anybody,
  'provisioning.change.open': developers,
  'provisioning.change.approve': developers,
  'provisioning.reconciliation.read': platformEngineers,
  'provisioning.reconciliation.resolve': platformEngineers,

  // Whose first days a person sees is decided by the onboarding backend: own, of the team one leads, figures, all.
  'onboarding.record.read': anybody,
  'onboarding.checklist.tick': anybody,

  'argocd.application.read': anybody,
  // Also what belongs to no service: tenants, applications of applications.
  'argocd.application.list': anybody,
  'argocd.application.refresh': serviceOwner,
  'argocd.application.sync': serviceOwner,
  'argocd.application.rollback': serviceOwner,
  'argocd.application.promote': serviceOwner,
  // Production that nobody deploys to by itself is the platform's business.
  'argocd.application.pause': serviceOwnerBeforeProduction,

  // How namespaces are isolated is no secret: who sees what is missing can mend it.
  'clusters.namespace.read': anybody,

  // Running a plugin's task now, or stopping it, touches everybody.
  'scheduler.task.manage': platformEngineers,

  // What runs where is everybody's business; what it writes to its log is its owners'.
  'kubernetes.clusters.read': anybody,
  'kubernetes.resources.read': anybody,
  'kubernetes.pod.log.read': entityOwner,

  // Everybody sees what they did themselves.
  'audit.event.read': auditActor,
  'upstreams.status.read': anybody,
};

/** Deny by default: what isn't allowed by name is denied. */
export class RunwayPolicy implements PermissionPolicy {
  /** @param environments - names, in promotion order */
  constructor(
    private readonly roles: Roles,
    private readonly environments: readonly string[] = [],
  ) {}

  async handle(
    request: PolicyQuery,
    user?: PolicyQueryUser,
  ): Promise<PolicyDecision> {
    const rule = RULES[request.permission.name];
    if (!user || !rule) {
      return DENY;
    }
    const { ownershipEntityRefs, userEntityRef } = user.info;
    return rule({
      ...this.roles.of(ownershipEntityRefs),
      ownershipRefs: ownershipEntityRefs,
      ref: userEntityRef,
      environmentsBeforeProduction: this.environments.slice(0, -1),
    });
  }
}

function conditional(
  pluginId: string,
  resourceType: string,
  rule: string,
  params: Record<string, string[]>,
): ConditionalPolicyDecision {
  return {
    result: AuthorizeResult.CONDITIONAL,
    pluginId,
    resourceType,
    conditions: { rule, resourceType, params },
  };
}
