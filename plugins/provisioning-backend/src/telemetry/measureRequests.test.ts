import { TestDatabases } from '@backstage/backend-test-utils';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import { createTestStore } from '../__testUtils__/createTestStore';
import { newRun } from '../__testUtils__/newRun';
import { DatabaseRequestStore } from '../infrastructure/database/DatabaseRequestStore';
import { measureRequests } from './measureRequests';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_14'] });

describe.each(databases.eachSupportedId())('measureRequests on %s', id => {
  it('says how long the longest waits, and what nobody looks at', async () => {
    const knex = await databases.init(id);
    const { store } = await createTestStore(knex);
    let clock = 1_700_000_000_000;
    const now = () => clock;
    const requests = new DatabaseRequestStore(knex, now);
    const exporter = new InMemoryMetricExporter(
      AggregationTemporality.CUMULATIVE,
    );
    const reader = new PeriodicExportingMetricReader({ exporter });
    const stop = measureRequests(
      new MeterProvider({ readers: [reader] }).getMeter('test'),
      requests,
      now,
    );
    const measured = async (name: string) => {
      exporter.reset();
      await reader.forceFlush();
      return Object.fromEntries(
        exporter
          .getMetrics()
          .flatMap(({ scopeMetrics }) => scopeMetrics)
          .flatMap(scope => scope.metrics)
          .filter(({ descriptor }) => descriptor.name === name)
          .flatMap(({ dataPoints }) => [...dataPoints])
          .map(({ attributes, value }) => [
            attributes.status ?? 'all',
            Number(value),
          ]),
      );
    };
    const order = async (name: string) => {
      const { run } = await store.create({ ...newRun(), name, claim: name });
      return requests.open({
        runId: run.id,
        environment: 'dev',
        directory: `environments/dev/${name}`,
        instance: 'main',
        project: 'platform/infrastructure',
        branch: `runway/${run.id}`,
        iid: 1,
        url: 'http://gitlab.example/1',
      });
    };

    const first = await order('first');
    clock += 600_000;
    await order('second');
    clock += 300_000;
    expect(await measured('runway_infrastructure_unmoved_seconds')).toEqual({
      opened: 900,
      planned: 0,
      approved: 0,
      applied: 0,
      failed: 0,
    });
    expect(await measured('runway_infrastructure_overdue_seconds')).toEqual({
      all: 900,
    });

    // Looked at, and over: nobody waits for it any more.
    const lease = (await requests.acquireLease(first.id, {
      holder: 'test',
      ttlMs: 1000,
    }))!;
    await requests.change(lease, { status: 'closed', lookAt: null });
    expect(
      await measured('runway_infrastructure_unmoved_seconds'),
    ).toMatchObject({ opened: 300 });
    expect(await measured('runway_infrastructure_overdue_seconds')).toEqual({
      all: 300,
    });
    expect(await measured('runway_infrastructure_requests')).toEqual({
      opened: 1,
      closed: 1,
    });
    stop();
  });
});
