import { context, propagation, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import {
  InMemorySpanExporter,
  SimpleSpanProcessor,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { identityGenerator } from '@runway/integrations';
import { recordTelemetry } from '../__testUtils__/recordTelemetry';
import { RunTelemetry } from './RunTelemetry';

const run = {
  id: '3f2b8c1e-5d47-4a9b-8e60-7c1f9d2a4b55',
  name: 'check-in-api',
  templateRef: 'template:default/api-service',
  taskId: 'task-1',
  createdAt: Date.now() - 4_000,
};
const traceId = '3f2b8c1e5d474a9b8e607c1f9d2a4b55';
const step = { stepId: 'publish', operation: 'runway:repository:publish' };
const options = { log: () => {}, signal: new AbortController().signal };

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
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
});
beforeEach(() => spans.reset());
afterAll(() => [trace, context, propagation].forEach(api => api.disable()));

function setup() {
  const recorded = recordTelemetry();
  return { ...recorded, telemetry: new RunTelemetry(recorded) };
}

const fail = async () => {
  throw new Error('Vault gave hunter2-very-secret away');
};

describe('RunTelemetry', () => {
  it('is one trace for a run, whichever process works on it', async () => {
    await setup().telemetry.start(run, async () => {});
    const { telemetry } = setup();
    await telemetry.step(run, step, options, async () =>
      trace.getTracer('test').startSpan('gitlab createProject').end(),
    );
    await telemetry.undo(run, () =>
      telemetry.removal(
        run,
        {
          kind: 'gitlab-project',
          key: 'a',
          system: 'gitlab',
          instance: 'main',
        },
        async () => ({ state: 'undone' }),
      ),
    );
    const finished = spans.getFinishedSpans();
    const named = (name: string) => finished.find(each => each.name === name)!;
    expect(finished.map(each => each.spanContext().traceId)).toEqual(
      Array(5).fill(traceId),
    );
    const root = named('run');
    const work = named('step runway:repository:publish');
    expect(root.parentSpanContext).toBeUndefined();
    expect(work.parentSpanContext?.spanId).toBe(root.spanContext().spanId);
    expect(named('gitlab createProject').parentSpanContext?.spanId).toBe(
      work.spanContext().spanId,
    );
    expect(named('remove gitlab-project').attributes).toMatchObject({
      'runway.run.id': run.id,
      'runway.service': 'check-in-api',
    });
  });

  it('logs each line with the run, the service, the step and the trace', async () => {
    const { telemetry, lines } = setup();
    const said: string[] = [];
    await telemetry.step(
      run,
      step,
      { ...options, log: line => said.push(line) },
      async log => log('Committed 5 files'),
    );
    expect(said).toEqual(['Committed 5 files']);
    await expect(telemetry.step(run, step, options, fail)).rejects.toThrow();
    telemetry.ended(run, 'failed', 'Vault is sealed');
    expect(lines.map(({ message }) => message)).toEqual([
      'Step started',
      'Committed 5 files',
      'Step succeeded',
      'Step started',
      expect.stringContaining('Step failed'),
      'Run failed: Vault is sealed',
    ]);
    for (const line of lines) {
      expect(line).toMatchObject({
        runId: run.id,
        serviceName: 'check-in-api',
        taskId: 'task-1',
        traceId,
      });
    }
    expect(lines[4]).toMatchObject({
      level: 'error',
      step: 'publish',
      operation: 'runway:repository:publish',
      outcome: 'failed',
      seconds: expect.any(Number),
    });
    expect(lines[5]).toMatchObject({ level: 'warn', outcome: 'failed' });
  });

  it('keeps known secrets out of its lines and spans', async () => {
    const { telemetry, lines, logger } = setup();
    logger.addRedactions(['hunter2-very-secret']);
    await expect(telemetry.step(run, step, options, fail)).rejects.toThrow();
    const said = JSON.stringify([
      lines,
      spans
        .getFinishedSpans()
        .map(({ attributes, events }) => [attributes, events]),
    ]);
    expect(said).toContain('Vault gave *** away');
    expect(said).not.toContain('hunter2');
  });

  it('counts by template, operation, kind and outcome, and by nothing that grows', async () => {
    const { telemetry, measured } = setup();
    await telemetry.start(run, async () => {});
    await telemetry.step(run, step, options, async () => {});
    await expect(
      telemetry.step(
        run,
        step,
        { ...options, signal: AbortSignal.abort() },
        fail,
      ),
    ).rejects.toThrow();
    telemetry.ended(run, 'succeeded');
    telemetry.ended(run, 'undone');
    await telemetry.removal(
      run,
      { kind: 'vault-secret', key: 'a', system: 'vault', instance: 'main' },
      async () => ({ state: 'orphaned', reason: 'Vault is sealed' }),
    );
    const template = run.templateRef;
    const { operation } = step;
    expect(await measured()).toEqual({
      runway_runs_started_total: [[{ template }, 1]],
      runway_runs_ended_total: [
        [{ template, outcome: 'succeeded' }, 1],
        [{ template, outcome: 'undone' }, 1],
      ],
      runway_run_duration_seconds: [[{ template, outcome: 'succeeded' }, 1]],
      runway_step_duration_seconds: [
        [{ operation, outcome: 'succeeded' }, 1],
        [{ operation, outcome: 'stopped' }, 1],
      ],
      runway_undo_resources_total: [
        [{ kind: 'vault-secret', outcome: 'orphaned' }, 1],
      ],
    });
  });
});
