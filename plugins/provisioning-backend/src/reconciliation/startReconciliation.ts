import type {
  AuditorService,
  AuthService,
  DatabaseService,
  HttpAuthService,
  LoggerService,
  PermissionsService,
  RootConfigService,
  SchedulerService,
  UrlReaderService,
} from '@backstage/backend-plugin-api';
import type { Meter } from '@opentelemetry/api';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import type { Upstreams } from '@runway/integrations';
import type { Router } from 'express';
import type { RunStore } from '../database/RunStore';
import type { Operation } from '../operations/Operation';
import type { ResourceDriver } from '../resources/ResourceDriver';
import type { People } from '../service/People';
import type { TemplateFiles } from '../template/TemplateFiles';
import { Recreation } from './actions/Recreation';
import { AuthorizedReconciliationService } from './AuthorizedReconciliationService';
import { createReconciliationRouter } from './createReconciliationRouter';
import { DatabaseCheckState } from './database/DatabaseCheckState';
import { DatabaseDifferences } from './database/DatabaseDifferences';
import { DatabaseLedgerView } from './database/DatabaseLedgerView';
import { DefaultReconciliationService } from './DefaultReconciliationService';
import { DifferenceResolver } from './DifferenceResolver';
import { Inspector } from './Inspector';
import { measureDifferences } from './measureDifferences';
import { readReconciliationConfig } from './readReconciliationConfig';
import { Reconciler } from './Reconciler';
import { createScans } from './scans/createScans';
import { GitOpsMarks } from './survey/GitOpsMarks';
import { Survey } from './survey/Survey';

export const CHECK_TASK = 'reconciliation';

/** Sightings of one pass count once. */
const APART_MS = 5_000;
/** The check lets everything else begin first. */
const INITIAL_DELAY_S = 30;

export interface ReconciliationOptions {
  /** The plugin's database, migrated. */
  database: DatabaseService;
  store: RunStore;
  upstreams: Upstreams;
  drivers: ResourceDriver[];
  operations: Operation[];
  files: TemplateFiles;
  people: People;
  catalog: CatalogService;
  auth: AuthService;
  auditor: AuditorService;
  httpAuth: HttpAuthService;
  permissions: PermissionsService;
  reader: UrlReaderService;
  config: RootConfigService;
  scheduler: SchedulerService;
  logger: LoggerService;
  meter: Meter;
  signal: AbortSignal;
  /** Entity refs of services that a change is under way for. */
  busyEntities: () => Promise<ReadonlySet<string>>;
  /** Entity refs of the teams that services were given to, by the id of the run that made each. */
  newOwners: (runIds: string[]) => Promise<ReadonlyMap<string, string>>;
}

/** What the rest of the plugin sees of reconciliation. */
export interface StartedReconciliation {
  router: Router;
  /** Ends measuring; resolves once no action is being worked on here. */
  stop(): Promise<void>;
}

/** Schedules the check, in one replica at a time, and offers its results. */
export async function startReconciliation(
  options: ReconciliationOptions,
): Promise<StartedReconciliation> {
  const { scheduler, logger, signal } = options;
  const config = readReconciliationConfig(options.config);
  const knex = await options.database.getClient();
  const ledger = new DatabaseLedgerView(knex);
  const state = new DatabaseCheckState(knex);
  const differences = new DatabaseDifferences(knex, {
    now: Date.now,
    apartMs: APART_MS,
  });
  const gitops = new GitOpsMarks(options);
  const survey = (during: AbortSignal) =>
    new Survey({ ...options, gitops, signal: during });
  const inspector = new Inspector({ ledger, drivers: options.drivers });
  const parts = { ...options, ledger, differences, state, inspector, survey };
  const reconciler = new Reconciler({
    ...parts,
    scans: createScans({ ...options, ledger }),
    config,
    now: Date.now,
  });
  const resolver = new DifferenceResolver({
    ...parts,
    recreation: new Recreation(options),
  });
  await scheduler.scheduleTask({
    id: CHECK_TASK,
    scope: 'global',
    frequency: { seconds: config.everySeconds },
    timeout: { milliseconds: 2 * config.deadlineMs },
    initialDelay: { seconds: Math.min(INITIAL_DELAY_S, config.everySeconds) },
    signal,
    fn: during => reconciler.pass(during),
  });
  const stopMeasuring = measureDifferences(options.meter, () =>
    differences.counts(),
  );
  const service = new AuthorizedReconciliationService({
    ...options,
    service: new DefaultReconciliationService({
      ...parts,
      resolver,
      everySeconds: config.everySeconds,
      startPass: () => startPass(scheduler, logger),
    }),
  });
  return {
    router: createReconciliationRouter({ service, httpAuth: options.httpAuth }),
    async stop() {
      stopMeasuring();
      await resolver.idle();
    },
  };
}

/** @returns false when a pass is under way already, here or in another replica */
async function startPass(
  scheduler: SchedulerService,
  logger: LoggerService,
): Promise<boolean> {
  try {
    await scheduler.triggerTask(CHECK_TASK);
    return true;
  } catch (error) {
    if ((error as Error).name !== 'ConflictError') {
      throw error;
    }
    logger.debug('A reconciliation pass is under way already');
    return false;
  }
}
