import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import { metrics } from '@opentelemetry/api';
import { ScmIntegrations } from '@backstage/integration';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { scaffolderServiceRef } from '@backstage/plugin-scaffolder-node';
import {
  healthChecksServiceRef,
  upstreamsServiceRef,
} from '@runway/integrations';
import {
  changePermissions,
  provisioningPermissions,
  reconciliationPermissions,
} from '@runway/plugin-provisioning-common';
import { DatabaseChangeStore } from './changes/database/DatabaseChangeStore';
import { explainChange } from './changes/explainChange';
import { startChanges } from './changes/startChanges';
import { DatabaseRunStore } from './database/DatabaseRunStore';
import { DatabaseRequestStore } from './infrastructure/database/DatabaseRequestStore';
import { explainRequest } from './infrastructure/explainRequest';
import { startInfrastructure } from './infrastructure/startInfrastructure';
import { createOperations } from './operations/createOperations';
import { createDrivers } from './resources/createDrivers';
import { startReconciliation } from './reconciliation/startReconciliation';
import { createDryRunRouter } from './router/createDryRunRouter';
import { createRouter } from './router/createRouter';
import { createTaskRouter } from './router/createTaskRouter';
import { AuthorizedProvisioningService } from './service/AuthorizedProvisioningService';
import { AuthorizedDryRuns, DefaultDryRuns } from './service/DryRuns';
import { DefaultProvisioningService } from './service/DefaultProvisioningService';
import { OperationRunner } from './service/OperationRunner';
import { People } from './service/People';
import { PreflightChecks } from './service/Preflight';
import { Previewer } from './service/Previewer';
import { RunMonitor } from './service/RunMonitor';
import { TaskRunner } from './service/TaskRunner';
import { Templates } from './template/Templates';
import { TemplateFiles } from './template/TemplateFiles';
import { measureChanges } from './telemetry/measureChanges';
import { measureLedger } from './telemetry/measureLedger';
import { RunTelemetry } from './telemetry/RunTelemetry';
import { startLoop } from './worker/startLoop';
import { UndoWorker } from './worker/UndoWorker';

const LOOP_MS = 2_000;

/** Runs: preflight, preview, ledger, retry, undo. */
export const provisioningPlugin = createBackendPlugin({
  pluginId: 'provisioning',
  register(env) {
    env.registerInit({
      deps: {
        auditor: coreServices.auditor,
        auth: coreServices.auth,
        catalog: catalogServiceRef,
        config: coreServices.rootConfig,
        database: coreServices.database,
        healthChecks: healthChecksServiceRef,
        httpAuth: coreServices.httpAuth,
        httpRouter: coreServices.httpRouter,
        lifecycle: coreServices.lifecycle,
        logger: coreServices.logger,
        permissions: coreServices.permissions,
        permissionsRegistry: coreServices.permissionsRegistry,
        reader: coreServices.urlReader,
        scaffolder: scaffolderServiceRef,
        scheduler: coreServices.scheduler,
        upstreams: upstreamsServiceRef,
        userInfo: coreServices.userInfo,
      },
      async init({
        auditor,
        auth,
        catalog,
        config,
        database,
        healthChecks,
        httpAuth,
        httpRouter,
        lifecycle,
        logger,
        permissions,
        permissionsRegistry,
        reader,
        scaffolder,
        scheduler,
        upstreams,
        userInfo,
      }) {
        const stopped = new AbortController();
        const store = await DatabaseRunStore.create({ database });
        const tasks = new TaskRunner({ scaffolder, auth });
        const people = new People({ catalog, userInfo });
        const templates = new Templates(catalog);
        const files = new TemplateFiles({
          reader,
          integrations: ScmIntegrations.fromConfig(config),
        });
        const telemetry = new RunTelemetry({ logger });
        const meter = metrics.getMeter('runway-provisioning');
        const ledger = await database.getClient();
        const requests = new DatabaseRequestStore(ledger);
        const operations = createOperations({ catalog, auth, requests });
        const drivers = createDrivers({ catalog, auth, requests, store });
        healthChecks.add('database', () => ledger.raw('select 1'));
        const stopMeasuring = measureLedger(meter, ledger);
        const stopMeasuringChanges = measureChanges(meter, ledger);
        const monitor = new RunMonitor({ store, tasks, telemetry });
        const undo = new UndoWorker({
          store,
          upstreams,
          drivers,
          telemetry,
          stopTask: async run => {
            if (run.taskId) {
              await tasks.stop(run.taskId);
            }
          },
          signal: stopped.signal,
        });
        const previewer = new Previewer({
          store,
          upstreams,
          files,
          operations,
        });
        const platformEngineers =
          config.getOptionalStringArray('runway.roles.platformEngineers') ?? [];
        const changeStore = new DatabaseChangeStore(ledger);
        const service = new AuthorizedProvisioningService({
          service: new DefaultProvisioningService({
            store,
            upstreams,
            templates,
            people,
            preflight: new PreflightChecks({ store, upstreams, catalog }),
            previewer,
            tasks,
            monitor,
            undo,
            telemetry,
            requests,
            approvers: platformEngineers,
            explainChange: async runId => {
              const change = await changeStore.effectiveChangeOf(runId);
              return change
                ? explainChange(change)
                : explainRequest(await requests.ofRun(runId));
            },
          }),
          permissions,
          auditor,
          people,
          templates,
          platformEngineers,
        });
        permissionsRegistry.addPermissions([
          ...provisioningPermissions,
          ...changePermissions,
          ...reconciliationPermissions,
        ]);
        httpRouter.use(
          createTaskRouter({
            runner: new OperationRunner({
              store,
              upstreams,
              files,
              operations,
              telemetry,
            }),
            httpAuth,
          }),
        );
        httpRouter.use(
          createDryRunRouter({
            service: new AuthorizedDryRuns({
              service: new DefaultDryRuns({ previewer, people }),
              permissions,
            }),
            httpAuth,
          }),
        );
        httpRouter.use(createRouter({ service, httpAuth }));
        const changes = startChanges({
          changes: changeStore,
          requests,
          store,
          upstreams,
          drivers,
          people,
          catalog,
          auth,
          auditor,
          httpAuth,
          permissions,
          config,
          logger,
          platformEngineers,
          signal: stopped.signal,
        });
        httpRouter.use(changes.router);
        const reconciliation = await startReconciliation({
          database,
          store,
          upstreams,
          drivers,
          operations,
          files,
          people,
          catalog,
          auth,
          auditor,
          httpAuth,
          permissions,
          reader,
          config,
          scheduler,
          logger,
          meter,
          signal: stopped.signal,
          busyEntities: () => changes.busyEntities(),
          newOwners: runIds => changes.newOwners(runIds),
        });
        httpRouter.use(reconciliation.router);
        const infrastructure = startInfrastructure({
          requests,
          store,
          upstreams,
          catalog,
          auth,
          auditor,
          logger,
          meter,
          signal: stopped.signal,
        });
        const loop = startLoop({
          work: () =>
            Promise.all([
              undo.begin(),
              monitor.pass(),
              changes.begin(),
              infrastructure.begin(),
            ]),
          everyMs: LOOP_MS,
          logger,
          signal: stopped.signal,
        });
        lifecycle.addShutdownHook(async () => {
          stopped.abort();
          stopMeasuring();
          stopMeasuringChanges();
          await loop;
          await undo.settled();
          await changes.settled();
          await infrastructure.stop();
          await reconciliation.stop();
        });
      },
    });
  },
});
