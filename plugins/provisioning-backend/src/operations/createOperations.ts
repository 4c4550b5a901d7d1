import type { AuthService } from '@backstage/backend-plugin-api';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import { ArgoCdWait } from './ArgoCdWait';
import { CatalogRegister } from './CatalogRegister';
import type { DatabaseRequestStore } from '../infrastructure/database/DatabaseRequestStore';
import { GitOpsCommit } from './GitOpsCommit';
import { InfrastructureRequest } from './InfrastructureRequest';
import type { Operation } from './Operation';
import { PersonInvite } from './PersonInvite';
import { PipelineWait } from './PipelineWait';
import { RepositoryPublish } from './RepositoryPublish';
import { VaultProvision } from './VaultProvision';

/** Every operation that a template's step can ask for. */
export function createOperations(options: {
  catalog: CatalogService;
  auth: AuthService;
  requests: DatabaseRequestStore;
}): Operation[] {
  return [
    new RepositoryPublish(),
    new VaultProvision(),
    new GitOpsCommit(),
    new PipelineWait(),
    new ArgoCdWait(),
    new CatalogRegister(options),
    new InfrastructureRequest(options),
    new PersonInvite(options),
  ];
}
