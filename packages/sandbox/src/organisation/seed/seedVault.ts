import { createHash } from 'node:crypto';
import type { SandboxContext } from '../../core/SandboxContext';
import { portalPolicy } from '../../vault/policy/builtInPolicies';
import type { VaultSystem } from '../../vault/Vault';
import type { Service } from '../data/services';
import { ENVIRONMENTS, TEAMS, type Environment } from '../data/teams';

/**
 * Gives Vault an auth mount for each cluster, the portal its rights in the teams' names, and each service that reads
 * secrets its secret, policy and role in the environments it runs in.
 */
export function seedVault(
  ctx: SandboxContext,
  vault: VaultSystem,
  services: Service[],
): void {
  const { admin } = vault;
  ctx.store.transaction(() => {
    for (const cluster of ENVIRONMENTS) {
      if (!admin.read(`sys/auth`)?.[`kubernetes-${cluster}/`]) {
        admin.write(`sys/auth/kubernetes-${cluster}`, {
          type: 'kubernetes',
          description: `Service accounts of cluster ${cluster}`,
        });
      }
    }
    configureClusters(ctx, vault);
    admin.write('sys/policies/acl/runway-portal', {
      policy: portalPolicy(TEAMS.map(team => team.name)),
    });
    for (const service of services) {
      for (const environment of environmentsOf(service)) {
        seedService(vault, service, environment);
      }
    }
  });
}

/** Tells each auth mount where its cluster is. */
export function configureClusters(
  ctx: SandboxContext,
  { admin }: VaultSystem,
): void {
  for (const cluster of ENVIRONMENTS) {
    admin.write(`auth/kubernetes-${cluster}/config`, {
      kubernetes_host: `${ctx.url('kubernetes')}/${cluster}`,
    });
  }
}

/** The environments that a service has been promoted to. */
export function environmentsOf(service: Service): Environment[] {
  return service.upTo
    ? ENVIRONMENTS.slice(0, ENVIRONMENTS.indexOf(service.upTo) + 1)
    : [];
}

function seedService(
  { admin }: VaultSystem,
  service: Service,
  environment: Environment,
) {
  if (service.secrets.length === 0) {
    return;
  }
  const path = `${service.team}/${service.name}/${environment}`;
  const name = `${service.team}-${service.name}-${environment}`;
  admin.write(`secret/data/${path}`, {
    data: Object.fromEntries(
      service.secrets.map(key => [key, sampleValue(`${path}/${key}`)]),
    ),
  });
  admin.write(`secret/metadata/${path}`, {
    custom_metadata: { service: service.name, sample: 'true' },
  });
  admin.write(`sys/policies/acl/${name}`, {
    policy: `# Sample data.
path "secret/data/${path}" { capabilities = ["read"] }
path "secret/metadata/${path}" { capabilities = ["read"] }
`,
  });
  admin.write(`auth/kubernetes-${environment}/role/${name}`, {
    bound_service_account_names: [service.name],
    bound_service_account_namespaces: [`${service.team}-${environment}`],
    token_policies: [name],
    token_ttl: 3600,
    audience: 'vault',
  });
}

/** Looks like a secret and opens nothing. */
function sampleValue(name: string): string {
  return `sample-${createHash('sha256')
    .update(name)
    .digest('base64url')
    .slice(0, 24)}`;
}
