import type { AuthService } from '@backstage/backend-plugin-api';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import type { RunStore } from '../database/RunStore';
import type { DatabaseRequestStore } from '../infrastructure/database/DatabaseRequestStore';
import { CatalogLocationDriver } from './CatalogLocationDriver';
import { ArgoCdApplicationDriver, NamespaceDriver } from './ConsequenceDrivers';
import { GitLabProjectDriver } from './GitLabProjectDriver';
import { GitOpsFilesDriver } from './GitOpsFilesDriver';
import { InfrastructureRequestDriver } from './InfrastructureRequestDriver';
import { CatalogPersonDriver, GitLabMemberDriver } from './PersonDrivers';
import type { ResourceDriver } from './ResourceDriver';
import {
  VaultPolicyDriver,
  VaultRoleDriver,
  VaultSecretDriver,
} from './VaultDrivers';

/** One driver a kind of resource. */
export function createDrivers(options: {
  catalog: CatalogService;
  auth: AuthService;
  requests: DatabaseRequestStore;
  store: RunStore;
}): ResourceDriver[] {
  return [
    new GitLabProjectDriver(),
    new VaultSecretDriver(),
    new VaultPolicyDriver(),
    new VaultRoleDriver(),
    new GitOpsFilesDriver(options),
    new ArgoCdApplicationDriver(),
    new NamespaceDriver(),
    new CatalogLocationDriver(options),
    new InfrastructureRequestDriver(options),
    new CatalogPersonDriver(),
    new GitLabMemberDriver(),
  ];
}
