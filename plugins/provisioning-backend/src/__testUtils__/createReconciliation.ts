import { mockServices } from '@backstage/backend-test-utils';
import { ScmIntegrations } from '@backstage/integration';
import type { Knex } from 'knex';
import { randomUUID } from 'node:crypto';
import type { StoredRun } from '../database/RunStore';
import { DatabaseRequestStore } from '../infrastructure/database/DatabaseRequestStore';
import { createOperations } from '../operations/createOperations';
import { Recreation } from '../reconciliation/actions/Recreation';
import { DatabaseCheckState } from '../reconciliation/database/DatabaseCheckState';
import { DatabaseDifferences } from '../reconciliation/database/DatabaseDifferences';
import { DatabaseLedgerView } from '../reconciliation/database/DatabaseLedgerView';
import { DifferenceResolver } from '../reconciliation/DifferenceResolver';
import { Inspector } from '../reconciliation/Inspector';
import { Reconciler } from '../reconciliation/Reconciler';
import { createScans } from '../reconciliation/scans/createScans';
import { GitOpsMarks } from '../reconciliation/survey/GitOpsMarks';
import { Survey } from '../reconciliation/survey/Survey';
import { createDrivers } from '../resources/createDrivers';
import { OperationRunner } from '../service/OperationRunner';
import { TemplateFiles } from '../template/TemplateFiles';
import { RunTelemetry } from '../telemetry/RunTelemetry';
import { createTestCatalog } from './createTestCatalog';
import { createTestStore } from './createTestStore';
import { newRun } from './newRun';
import { TEMPLATE_URL, type UpstreamsFixture } from './useUpstreams';

const STEPS: Array<[string, object]> = [
  ['runway:repository:publish', { values: { port: 8080 } }],
  ['runway:vault:provision', {}],
  [
    'runway:gitops:commit',
    { values: { port: 8080, minReplicas: 1, maxReplicas: 2 } },
  ],
  ['runway:pipeline:wait', {}],
  ['runway:argocd:wait', { environment: 'dev' }],
  ['runway:catalog:register', {}],
];

/** Reconciliation over a test database and the sandbox, with runs that really made what their ledger says. */
export async function createReconciliation(
  knex: Knex,
  { upstreams, reader, config }: UpstreamsFixture,
  options: { rowsPerPass?: number } = {},
) {
  const { store } = await createTestStore(knex);
  const runs = new Map<string, string>();
  const { catalog, clear, setOwner } = createTestCatalog(
    name => runs.get(name) ?? '',
  );
  const auth = mockServices.auth();
  const logger = mockServices.rootLogger({ level: 'none' });
  const files = new TemplateFiles({
    reader,
    integrations: ScmIntegrations.fromConfig(config),
  });
  const requests = new DatabaseRequestStore(knex);
  const operations = createOperations({ catalog, auth, requests });
  const drivers = createDrivers({ catalog, auth, requests, store });
  const telemetry = new RunTelemetry({ logger });
  const ledger = new DatabaseLedgerView(knex);
  const differences = new DatabaseDifferences(knex, {
    now: Date.now,
    apartMs: 0,
  });
  const state = new DatabaseCheckState(knex);
  const inspector = new Inspector({ ledger, drivers });
  const gitops = new GitOpsMarks({ reader, upstreams });
  const { signal } = new AbortController();
  const busy = new Set<string>();
  const parts = {
    store,
    ledger,
    differences,
    state,
    inspector,
    logger,
    survey: (during: AbortSignal) =>
      new Survey({ upstreams, gitops, catalog, auth, signal: during }),
    busyEntities: async () => busy,
  };
  const newReconciler = (rowsPerPass: number) =>
    new Reconciler({
      ...parts,
      scans: createScans({ upstreams, ledger, catalog, auth }),
      config: {
        everySeconds: 600,
        rowsPerPass,
        concurrency: 4,
        deadlineMs: 60_000,
      },
      now: Date.now,
    });
  const reconciler = newReconciler(options.rowsPerPass ?? 500);
  const newResolver = () =>
    new DifferenceResolver({
      ...parts,
      recreation: new Recreation({ store, upstreams, files, operations }),
      signal,
    });

  return {
    store,
    requests,
    catalog,
    drivers,
    setOwner,
    differences,
    state,
    busy,
    clearCatalog: clear,
    reconciler,
    resolver: newResolver(),
    /** As another replica has it. */
    newResolver,
    pass: () => reconciler.pass(signal),
    /** A pass of another size over the same ledger. */
    withRowsPerPass(rowsPerPass: number) {
      const other = newReconciler(rowsPerPass);
      return () => other.pass(signal);
    },
    /** Two passes, after which differences show. */
    async check() {
      await reconciler.pass(signal);
      await reconciler.pass(signal);
      return (await differences.list({ limit: 200 })).differences;
    },
    /** A run of the golden path, to its end. */
    async create(name: string, team: string): Promise<StoredRun> {
      const { run } = await store.create(
        newRun({
          name,
          entityRef: `component:default/${name}`,
          ownerRef: `group:default/${team}`,
          values: {
            name,
            owner: `group:default/${team}`,
            description: 'Shows what the check finds.',
          },
        }),
      );
      runs.set(name, run.id);
      const taskId = randomUUID();
      await store.bindTask(run.id, taskId);
      const runner = new OperationRunner({
        store,
        upstreams,
        files,
        operations,
        telemetry,
      });
      for (const [operation, input] of STEPS) {
        await runner.run(
          {
            taskId,
            stepId: operation,
            operation,
            input: input as {},
            templateBaseUrl: TEMPLATE_URL,
          },
          () => {},
          signal,
        );
      }
      await store.transition(run.id, { from: ['running'], to: 'succeeded' });
      return (await store.get(run.id))!;
    },
  };
}
