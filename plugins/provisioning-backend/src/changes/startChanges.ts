import type {
  AuditorService,
  AuthService,
  HttpAuthService,
  LoggerService,
  PermissionsService,
  RootConfigService,
} from '@backstage/backend-plugin-api';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import type { Upstreams } from '@runway/integrations';
import type { Router } from 'express';
import type { RunStore } from '../database/RunStore';
import { AtlantisOrders } from '../infrastructure/AtlantisOrders';
import type { DatabaseRequestStore } from '../infrastructure/database/DatabaseRequestStore';
import { InfrastructureRemoval } from '../infrastructure/removal/InfrastructureRemoval';
import type { ResourceDriver } from '../resources/ResourceDriver';
import type { People } from '../service/People';
import { ChangeTelemetry } from '../telemetry/ChangeTelemetry';
import { ChangeWorker } from './ChangeWorker';
import { createChangesRouter } from './createChangesRouter';
import type { DatabaseChangeStore } from './database/DatabaseChangeStore';
import { DecommissionStrategy } from './decommission/DecommissionStrategy';
import { GitLabApprovals } from './GitLabApprovals';
import { MergeRequests } from './MergeRequests';
import { AuthorizedChangesService } from './service/AuthorizedChangesService';
import { DefaultChangesService } from './service/DefaultChangesService';
import { TransferStrategy } from './transfer/TransferStrategy';

/** People take minutes; GitLab need not be asked more often. */
const LOOK_EVERY_MS = 10_000;

export interface ChangesOptions {
  changes: DatabaseChangeStore;
  store: RunStore;
  upstreams: Upstreams;
  drivers: ResourceDriver[];
  requests: DatabaseRequestStore;
  people: People;
  catalog: CatalogService;
  auth: AuthService;
  auditor: AuditorService;
  httpAuth: HttpAuthService;
  permissions: PermissionsService;
  config: RootConfigService;
  logger: LoggerService;
  /** Entity refs of groups. */
  platformEngineers: string[];
  signal: AbortSignal;
}

/** What the rest of the plugin sees of changes. */
export interface StartedChanges {
  router: Router;
  /** Entity refs of services that a change is open for. */
  busyEntities(): Promise<ReadonlySet<string>>;
  /** Entity refs of the teams that services were given to, by the id of the run that made each. */
  newOwners(runIds: string[]): Promise<ReadonlyMap<string, string>>;
  /** Brings every open change forward that isn't worked on already. */
  begin(): Promise<void>;
  /** Resolves when no change is worked on here any more. */
  settled(): Promise<void>;
}

/** Decommissioning and transfer of services. */
export function startChanges(options: ChangesOptions): StartedChanges {
  const { changes, config } = options;
  const appUrl = config.getString('app.baseUrl');
  const fourEyes = config.getOptionalBoolean('runway.changes.fourEyes') ?? true;
  const parts = {
    ...options,
    telemetry: new ChangeTelemetry(options),
    gitLabApprovals: new GitLabApprovals({ ...options, fourEyes }),
    strategies: [
      new DecommissionStrategy(options),
      new InfrastructureRemoval({
        ...options,
        orders: new AtlantisOrders(options),
      }),
      new TransferStrategy(options),
    ],
    mergeRequests: new MergeRequests({
      ...options,
      changeUrl: id => `${appUrl}/changes/${id}`,
    }),
  };
  const worker = new ChangeWorker({ ...parts, lookEveryMs: LOOK_EVERY_MS });
  const service = new AuthorizedChangesService({
    ...options,
    service: new DefaultChangesService({ ...parts, worker }),
    fourEyes,
  });
  return {
    router: createChangesRouter({ service, httpAuth: options.httpAuth }),
    busyEntities: () => changes.busyEntities(),
    newOwners: runIds => changes.newOwners(runIds),
    begin: () => worker.begin(),
    settled: () => worker.settled(),
  };
}
