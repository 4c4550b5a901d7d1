import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { createTestStore } from '../__testUtils__/createTestStore';
import { newRun } from '../__testUtils__/newRun';
import { RunTelemetry } from '../telemetry/RunTelemetry';
import { RunMonitor } from './RunMonitor';
import type { TaskRunner } from './TaskRunner';
import type { TaskState } from './TaskStates';

jest.setTimeout(60_000);

describe('RunMonitor', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_14'] });

  describe.each(databases.eachSupportedId())('on %s', databaseId => {
    async function setup(task: Partial<TaskState>) {
      const { store, pass, now } = await createTestStore(
        await databases.init(databaseId),
      );
      const { run } = await store.create(newRun());
      await store.bindTask(run.id, 'task');
      await store.transition(run.id, { from: ['starting'], to: 'running' });
      const monitor = new RunMonitor({
        store,
        tasks: {
          state: async () => ({ steps: [], ...task }),
        } as unknown as TaskRunner,
        telemetry: new RunTelemetry({ logger: mockServices.logger.mock() }),
        now,
      });
      const statusNow = async () => (await store.get(run.id))!.status;
      return { store, run, monitor, statusNow, pass };
    }

    it('ends a run as its task has ended', async () => {
      const done = await setup({ status: 'completed' });
      await done.monitor.pass();
      expect(await done.statusNow()).toBe('succeeded');
      const failed = await setup({ status: 'failed', message: 'no' });
      await failed.monitor.pass();
      expect(await failed.store.get(failed.run.id)).toMatchObject({
        status: 'failed',
        error: { message: 'no', advice: expect.stringMatching(/Retry/) },
      });
    });

    it('leaves a run alone whose task is just being retried', async () => {
      const { store, run, monitor, statusNow, pass } = await setup({
        status: 'failed',
      });
      await store.acquireLease(run.id, {
        holder: 'retry',
        ttlMs: 15_000,
        status: ['running'],
      });
      await monitor.pass();
      expect(await statusNow()).toBe('running');
      pass(15_000);
      await monitor.pass();
      expect(await statusNow()).toBe('failed');
    });

    it('ends a run that nobody works on, whatever its task says', async () => {
      const { monitor, statusNow, pass } = await setup({ status: 'running' });
      pass(119_000);
      await monitor.pass();
      expect(await statusNow()).toBe('running');
      pass(2_000);
      await monitor.pass();
      expect(await statusNow()).toBe('failed');
    });

    it('lets a run wait whose task is in the queue', async () => {
      const { monitor, statusNow, pass } = await setup({ status: 'queued' });
      pass(600_000);
      await monitor.pass();
      expect(await statusNow()).toBe('running');
    });

    it('says nothing about a run that has changed hands meanwhile', async () => {
      const { store, monitor, run, statusNow } = await setup({
        status: 'failed',
      });
      const seen = (await store.get(run.id))!;
      const lease = (await store.acquireLease(run.id, {
        holder: 'retry',
        ttlMs: 15_000,
        status: ['running'],
      }))!;
      await store.releaseLease(lease);
      await monitor.settle(seen);
      expect(await statusNow()).toBe('running');
    });
  });
});
