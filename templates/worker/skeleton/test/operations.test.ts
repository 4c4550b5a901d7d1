import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { describe, it, type TestContext } from 'node:test';
import { createMetrics } from '../src/metrics.ts';
import { createOperationsServer } from '../src/createOperationsServer.ts';

async function serve(t: TestContext, isAlive = true) {
  const server = createOperationsServer(() => isAlive, createMetrics());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe('operations', () => {
  it('is alive', async t => {
    assert.equal((await fetch(`${await serve(t)}/healthz`)).status, 200);
  });

  it('says when it hangs', async t => {
    assert.equal((await fetch(`${await serve(t, false)}/healthz`)).status, 503);
  });

  it('has the metrics that the alerts and the autoscaler go by, from the start', async t => {
    const text = await (await fetch(`${await serve(t)}/metrics`)).text();
    assert.match(text, /^queue_depth 0$/m);
    for (const outcome of ['succeeded', 'retried', 'failed']) {
      assert.match(text, new RegExp(`^jobs_processed_total\\{outcome="${outcome}"\\} 0$`, 'm'));
    }
    assert.match(text, /process_cpu_user_seconds_total/);
  });

  it('answers nothing else', async t => {
    assert.equal((await fetch(await serve(t))).status, 404);
  });
});
