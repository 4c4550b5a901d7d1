import type { AuthService } from '@backstage/backend-plugin-api';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import type { Upstreams } from '@runway/integrations';
import type { DatabaseLedgerView } from '../database/DatabaseLedgerView';
import { CatalogScan } from './CatalogScan';
import { ArgoCdApplicationScan, NamespaceScan } from './ClusterScans';
import { GitLabProjectScan } from './GitLabProjectScan';
import { GitOpsScan } from './GitOpsScan';
import type { MarkScan } from './MarkScan';
import { VaultScan } from './VaultScan';

/** Every place where something could carry a mark. */
export function createScans(options: {
  upstreams: Upstreams;
  ledger: DatabaseLedgerView;
  catalog: CatalogService;
  auth: AuthService;
}): MarkScan[] {
  const { upstreams, ledger } = options;
  const { environments } = upstreams;
  const distinct = (names: string[]) => [...new Set(names)];
  return [
    new GitLabProjectScan(upstreams.gitlab().instance),
    new GitOpsScan(upstreams.gitops.instance, { ledger }),
    ...distinct(environments.map(({ argocd }) => argocd)).map(
      instance => new ArgoCdApplicationScan(instance),
    ),
    ...distinct(environments.map(({ cluster }) => cluster)).map(
      cluster => new NamespaceScan(cluster),
    ),
    ...distinct(environments.map(({ vault }) => vault)).map(
      instance =>
        new VaultScan(instance, {
          ledger,
          mounts: distinct(
            environments
              .filter(({ vault }) => vault === instance)
              .map(({ cluster }) => `kubernetes-${cluster}`),
          ),
        }),
    ),
    new CatalogScan(options),
  ];
}
