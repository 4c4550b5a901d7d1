import type { SandboxContext } from '../../core/SandboxContext';
import type { GitopsAddresses } from '../content/gitopsFiles';
import { MINIMAL_SERVICES, SERVICES, type Service } from '../data/services';
import { TEAMS, type Team } from '../data/teams';

/** How much is made: the whole sample organisation, or what a test of a create run needs. */
export type SeedSize = 'sample' | 'minimal';

export const REGISTRY = 'registry.runway.internal';

/** What of the organisation is made. */
export interface SeedPlan {
  services: Service[];
  /** Teams with namespaces. */
  tenants: Team[];
}

export function seedPlan(size: SeedSize): SeedPlan {
  return size === 'sample'
    ? { services: SERVICES, tenants: TEAMS.filter(team => team.hasTenant) }
    : {
        services: MINIMAL_SERVICES.map(service => ({
          ...service,
          upTo: 'dev',
        })),
        tenants: TEAMS.filter(team => team.name === 'flight-ops'),
      };
}

export function gitopsAddresses(ctx: SandboxContext): GitopsAddresses {
  const gitlab = ctx.url('gitlab');
  return {
    chartsUrl: `${gitlab}/platform/charts.git`,
    gitopsUrl: `${gitlab}/platform/gitops.git`,
    registry: REGISTRY,
  };
}
