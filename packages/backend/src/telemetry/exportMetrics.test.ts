import { metrics } from '@opentelemetry/api';
import { createServer } from 'node:http';
import { freePort, listen, portOf } from '../__testUtils__/servers';
import { exportMetrics } from './exportMetrics';

afterEach(() => metrics.disable());

describe('exportMetrics', () => {
  it('offers metrics to Prometheus on the port and path that it is told', async () => {
    const port = await freePort();
    const stop = await exportMetrics({
      host: 'localhost',
      port,
      path: '/internal',
    });
    metrics
      .getMeter('test')
      .createHistogram('runway_test_duration_seconds', { unit: 's' })
      .record(0.2);
    const answer = await fetch(`http://localhost:${port}/internal`);
    const text = await answer.text();
    expect(text).toContain('# TYPE runway_test_duration_seconds histogram');
    expect(text).toMatch(/target_info\{.*service_name="runway"/);
    expect((await fetch(`http://localhost:${port}/metrics`)).status).toBe(404);
    await stop();
    await expect(fetch(`http://localhost:${port}/internal`)).rejects.toThrow();
  });

  it('says which port is taken', async () => {
    const server = createServer();
    await listen(server);
    await expect(
      exportMetrics({
        host: 'localhost',
        port: portOf(server),
        path: '/metrics',
      }),
    ).rejects.toThrow(/EADDRINUSE/);
    server.close();
  });
});
