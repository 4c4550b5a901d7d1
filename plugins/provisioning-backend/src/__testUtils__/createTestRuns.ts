import { mockServices } from '@backstage/backend-test-utils';
import { ScmIntegrations } from '@backstage/integration';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import type { JsonObject } from '@backstage/types';
import type { Knex } from 'knex';
import { randomUUID } from 'node:crypto';
import type { NewRun } from '../database/RunStore';
import { DatabaseRequestStore } from '../infrastructure/database/DatabaseRequestStore';
import { createOperations } from '../operations/createOperations';
import { createDrivers } from '../resources/createDrivers';
import { OperationRunner } from '../service/OperationRunner';
import { factsOf } from '../service/runFacts';
import { RunTelemetry } from '../telemetry/RunTelemetry';
import { TemplateFiles } from '../template/TemplateFiles';
import { UndoWorker } from '../worker/UndoWorker';
import { createTestStore } from './createTestStore';
import { newRun } from './newRun';
import type { UpstreamsFixture } from './useUpstreams';

/** Runs of a template's steps against the sandbox, and their undo, over a test database. */
export async function createTestRuns(
  knex: Knex,
  { upstreams, reader, config }: UpstreamsFixture,
  options: {
    templateUrl: string;
    catalog: CatalogService;
    /** Clock of requests for infrastructure; the machine's when left out. */
    now?(): number;
  },
) {
  const { store } = await createTestStore(knex);
  const { signal } = new AbortController();
  const auth = mockServices.auth();
  const telemetry = new RunTelemetry({
    logger: mockServices.rootLogger({ level: 'none' }),
  });
  const files = new TemplateFiles({
    reader,
    integrations: ScmIntegrations.fromConfig(config),
  });
  const { catalog } = options;
  const requests = new DatabaseRequestStore(knex, options.now);
  const operations = createOperations({ catalog, auth, requests });
  const drivers = createDrivers({ catalog, auth, requests, store });
  const runner = new OperationRunner({
    store,
    upstreams,
    files,
    operations,
    telemetry,
  });
  const undo = new UndoWorker({
    store,
    upstreams,
    drivers,
    telemetry,
    stopTask: async () => {},
    signal,
  });
  return {
    store,
    drivers,
    requests,
    /** A run with a task, as the press of Create leaves it. */
    async start(change: Partial<NewRun>) {
      const { run } = await store.create(newRun(change));
      const taskId = randomUUID();
      await store.bindTask(run.id, taskId);
      return {
        run,
        plan: (operation: string, input: JsonObject) =>
          operations
            .find(({ id }) => id === operation)!
            .plan(input, {
              facts: factsOf(run, options.templateUrl),
              upstreams,
              files,
              signal,
            }),
        step: (operation: string, input: JsonObject) =>
          runner.run(
            {
              taskId,
              stepId: operation,
              operation,
              input,
              templateBaseUrl: options.templateUrl,
            },
            () => {},
            signal,
          ),
        /** As the task's end is noticed. */
        succeed: () =>
          store.transition(run.id, { from: ['running'], to: 'succeeded' }),
        async undo() {
          await store.transition(run.id, {
            from: ['starting', 'running', 'succeeded'],
            to: 'undoing',
            takeOver: true,
          });
          await undo.begin();
          await undo.settled();
          return (await store.get(run.id))!;
        },
      };
    },
  };
}
