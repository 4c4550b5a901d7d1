import { TestDatabases } from '@backstage/backend-test-utils';
import { context, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import {
  InMemorySpanExporter,
  SimpleSpanProcessor,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { identityGenerator } from '@runway/integrations';
import { amelia, createChanges } from '../__testUtils__/createChanges';
import { recordTelemetry } from '../__testUtils__/recordTelemetry';
import { useUpstreams } from '../__testUtils__/useUpstreams';
import { ChangeTelemetry } from './ChangeTelemetry';
import { measureChanges } from './measureChanges';
import { traceIdOf } from './runTrace';

jest.setTimeout(120_000);

const spans = new InMemorySpanExporter();

beforeAll(() => {
  trace.setGlobalTracerProvider(
    new TracerProvider({
      idGenerator: identityGenerator,
      spanProcessors: [new SimpleSpanProcessor({ exporter: spans })],
    }),
  );
  context.setGlobalContextManager(
    new AsyncLocalStorageContextManager().enable(),
  );
});
afterAll(() => [trace, context].forEach(api => api.disable()));

describe('what is seen of changes', () => {
  const fixture = useUpstreams();
  const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_14'] });

  describe.each(databases.eachSupportedId())('on %s', databaseId => {
    async function setup() {
      const knex = await databases.init(databaseId);
      const recorded = recordTelemetry();
      const stop = measureChanges(recorded.meter, knex);
      const parts = await createChanges(
        knex,
        fixture,
        new ChangeTelemetry(recorded),
      );
      return { ...parts, ...recorded, knex, stop };
    }
    const nameOf = (what: string) =>
      `${what}-${databaseId === 'SQLITE_3' ? 'a' : 'b'}`;

    it('counts, traces and logs a change that stops and is brought to its end', async () => {
      const parts = await setup();
      const name = nameOf('gate-api');
      const run = await parts.create(name, 'flight-ops');
      spans.reset();
      const { id } = await parts.decommission(name);
      await parts.until(id, 'awaiting-approval');
      await parts.approve(id);
      const { id: rule } = fixture.sandbox.faults.add({
        system: 'vault',
        fault: { kind: 'status', status: 503 },
      });
      await parts.until(id, 'incomplete');
      fixture.sandbox.faults.remove(rule);
      await parts.service.retry(id, amelia);
      await parts.until(id, 'completed');

      const metrics = await parts.measured();
      const kind = { kind: 'decommission' };
      expect(metrics).toMatchObject({
        runway_changes_opened_total: [[kind, 1]],
        runway_changes_ended_total: [
          [{ ...kind, outcome: 'incomplete' }, 1],
          [{ ...kind, outcome: 'completed' }, 1],
        ],
        runway_change_approval_duration_seconds: [[kind, 1]],
        runway_change_duration_seconds: [[kind, 1]],
      });
      expect(metrics.runway_change_items_total).toEqual(
        expect.arrayContaining([
          [{ kind: 'vault-policy', outcome: 'failed' }, 3],
          [{ kind: 'vault-policy', outcome: 'done' }, 3],
          [{ kind: 'gitlab-project', outcome: 'done' }, 1],
          [{ kind: 'vault-secret', outcome: 'kept' }, 3],
          [{ kind: 'catalog-location', outcome: 'done' }, 1],
        ]),
      );

      const ours = spans
        .getFinishedSpans()
        .filter(span => span.attributes['runway.change.id'] === id);
      expect(new Set(ours.map(span => span.spanContext().traceId))).toEqual(
        new Set([traceIdOf(id)]),
      );
      expect(new Set(ours.map(span => span.name))).toEqual(
        new Set([
          'change',
          'change opening',
          'change merging',
          'change executing',
          ...[
            'gitops-files',
            'argocd-application',
            'namespace',
            'vault-role',
            'vault-policy',
            'vault-secret',
            'gitlab-project',
            'catalog-location',
          ].map(each => `change item ${each}`),
        ]),
      );

      for (const line of parts.lines) {
        expect(line).toMatchObject({
          changeId: id,
          changeKind: 'decommission',
          serviceName: name,
          runId: run.id,
          traceId: traceIdOf(id),
        });
      }
      const said = parts.lines.map(({ message }) => String(message));
      expect(said[0]).toBe('Change opened');
      expect(said).toContain('Change approved');
      expect(said.some(each => /^vault-role .* failed: /.test(each))).toBe(
        true,
      );
      expect(said.at(-1)).toBe('Change completed: Everything is done');
      parts.stop();
    });

    it('says what is open, how long nobody worked on it, and how long nothing happened', async () => {
      const parts = await setup();
      const name = nameOf('belt-api');
      await parts.create(name, 'flight-ops');
      const { id } = await parts.decommission(name);
      await parts.until(id, 'awaiting-approval');
      await parts
        .knex('changes')
        .update({ created_at: 0, updated_at: Date.now() - 90_000 });
      await parts.knex('change_events').update({ at: Date.now() - 600_000 });
      await parts
        .knex('change_items')
        .update({ updated_at: Date.now() - 300_000 });

      const metrics = await parts.measured();
      const at = (metric: string, labels: object) => {
        const point = metrics[metric].find(
          ([each]) => JSON.stringify(each) === JSON.stringify(labels),
        );
        return point?.[1];
      };
      const status = 'awaiting-approval';
      expect(at('runway_changes_open', { kind: 'decommission', status })).toBe(
        1,
      );
      expect(at('runway_changes_open', { kind: 'transfer', status })).toBe(0);
      const silence = at('runway_changes_silence_seconds', { status });
      expect(silence).toBeGreaterThanOrEqual(90);
      expect(silence).toBeLessThan(150);
      const unmoved = at('runway_changes_unmoved_seconds', { status });
      expect(unmoved).toBeGreaterThanOrEqual(300);
      expect(unmoved).toBeLessThan(360);
      expect(
        at('runway_changes_unmoved_seconds', { status: 'executing' }),
      ).toBe(0);
      parts.stop();
    });
  });
});
