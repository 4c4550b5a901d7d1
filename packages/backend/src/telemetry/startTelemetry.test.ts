import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import { promisify } from 'node:util';
import { freePort, listen, portOf } from '../__testUtils__/servers';

jest.setTimeout(60_000);

/** Starts telemetry in a process of its own, makes a span, stops, and says which SDKs that process has loaded. */
async function sdksAfterStart(
  environment: NodeJS.ProcessEnv,
): Promise<string[]> {
  const script = `
    const { startTelemetry } = require(${JSON.stringify(
      require.resolve('./startTelemetry.ts'),
    )});
    const { trace } = require('@opentelemetry/api');
    startTelemetry(process.env).then(async stop => {
      trace.getTracer('test').startSpan('a').end();
      await stop();
      const names = Object.keys(require.cache)
        .map(name => /@opentelemetry.(sdk-[a-z]+)/.exec(name)?.[1])
        .filter(Boolean);
      console.log(JSON.stringify([...new Set(names)].sort()));
    });`;
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [
      '--require',
      require.resolve('@backstage/cli/config/nodeTransform.cjs'),
      '--eval',
      script,
    ],
    { cwd: __dirname, env: { ...process.env, ...environment } },
  );
  return JSON.parse(stdout);
}

describe('startTelemetry', () => {
  it('loads no SDK when nothing is asked for', async () => {
    expect(await sdksAfterStart({})).toEqual([]);
  });

  it('loads only metrics when only they are asked for', async () => {
    expect(
      await sdksAfterStart({
        OTEL_METRICS_EXPORTER: 'prometheus',
        OTEL_EXPORTER_PROMETHEUS_PORT: String(await freePort()),
      }),
    ).toEqual(['sdk-metrics']);
  });

  it('sends spans to the collector, at the latest when it stops', async () => {
    const received: unknown[] = [];
    const collector = createServer((request, response) => {
      received.push([request.url, request.headers['content-type']]);
      request.resume().on('end', () => response.end());
    });
    await listen(collector);
    const sdks = await sdksAfterStart({
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://localhost:${portOf(collector)}`,
    });
    expect(sdks).toContain('sdk-trace');
    expect(received).toEqual([['/v1/traces', 'application/x-protobuf']]);
    collector.close();
  });
});
