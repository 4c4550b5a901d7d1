import { TestDatabases } from '@backstage/backend-test-utils';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import { createTestStore } from '../__testUtils__/createTestStore';
import { newRun } from '../__testUtils__/newRun';
import { measureLedger } from './measureLedger';

jest.setTimeout(60_000);

const databases = TestDatabases.create({
  ids: ['SQLITE_3', 'POSTGRES_14'],
});

describe.each(databases.eachSupportedId())('measureLedger on %s', id => {
  it('says how many runs want something, how long they are quiet, and what was left behind', async () => {
    const knex = await databases.init(id);
    const { store } = await createTestStore(knex);
    const exporter = new InMemoryMetricExporter(
      AggregationTemporality.CUMULATIVE,
    );
    const reader = new PeriodicExportingMetricReader({ exporter });
    const stop = measureLedger(
      new MeterProvider({ readers: [reader] }).getMeter('test'),
      knex,
    );
    const measured = async () => {
      exporter.reset();
      await reader.forceFlush();
      return exporter
        .getMetrics()
        .flatMap(({ scopeMetrics }) => scopeMetrics)
        .flatMap(scope => scope.metrics)
        .flatMap(({ descriptor, dataPoints }) =>
          [...dataPoints].map(({ attributes, value }) => ({
            name: descriptor.name,
            ...attributes,
            value: Number(value),
          })),
        );
    };

    const { run } = await store.create(newRun());
    const lease = (await store.acquireLease(run.id, {
      holder: 'step',
      ttlMs: 1000,
      status: ['starting'],
    }))!;
    const row = await store.intend(lease, 'step', {
      kind: 'vault-secret',
      system: 'vault',
      instance: 'main',
      key: 'a',
      title: 'Secret',
    });
    await store.change(lease, row.id, { state: 'orphaned' });
    await knex('runs').update({ updated_at: Date.now() - 90_000 });
    const points = await measured();
    expect(points).toContainEqual({
      name: 'runway_ledger_runs',
      status: 'starting',
      value: 1,
    });
    expect(points).toContainEqual({
      name: 'runway_ledger_runs',
      status: 'undo-failed',
      value: 0,
    });
    expect(points).toContainEqual({
      name: 'runway_ledger_orphans',
      system: 'vault',
      kind: 'vault-secret',
      value: 1,
    });
    const quiet = points.find(
      (point: any) =>
        point.name === 'runway_ledger_silence_seconds' &&
        point.status === 'starting',
    )!.value;
    expect(quiet).toBeGreaterThanOrEqual(90);
    expect(quiet).toBeLessThan(150);

    await store.change(lease, row.id, { state: 'undone' });
    const orphans = {
      name: 'runway_ledger_orphans',
      system: 'vault',
      kind: 'vault-secret',
      value: 0,
    };
    expect(await measured()).toContainEqual(orphans);
    stop();
    await store.change(lease, row.id, { state: 'orphaned' });
    expect(await measured()).toContainEqual(orphans);
    await reader.shutdown();
  });
});
