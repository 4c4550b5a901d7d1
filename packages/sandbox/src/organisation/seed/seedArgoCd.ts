import type { ArgoCdSystem } from '../../argocd/ArgoCd';
import type { SandboxContext } from '../../core/SandboxContext';
import { platformProject, rootApplication } from '../content/gitopsFiles';
import { ENVIRONMENTS } from '../data/teams';
import { gitopsAddresses } from './SeedPlan';

/** The project of the platform and, for each environment, the application that makes all others. Teams come from Git. */
export function seedArgoCd(ctx: SandboxContext, argocd: ArgoCdSystem): void {
  const addresses = gitopsAddresses(ctx);
  argocd.createProject(platformProject(addresses));
  for (const environment of ENVIRONMENTS) {
    argocd.createApplication(rootApplication(environment, addresses));
  }
}
