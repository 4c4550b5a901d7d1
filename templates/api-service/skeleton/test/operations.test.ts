import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { shutdown } from '../src/shutdown.ts';
import { startTestServer } from './startTestServer.ts';

describe('operations', () => {
  it('is alive and ready', async () => {
    const app = startTestServer();
    assert.equal((await app.inject('/healthz')).statusCode, 200);
    assert.equal((await app.inject('/readyz')).statusCode, 200);
  });

  it('counts requests by route and not by address', async () => {
    const app = startTestServer();
    await app.inject('/v1/greetings/fr');
    await app.inject('/v1/greetings/de');
    const { body } = await app.inject('/metrics');
    assert.match(
      body,
      /http_request_duration_seconds_count\{method="GET",route="\/v1\/greetings\/:language",status="200"\} 2/,
    );
    assert.match(body, /process_cpu_user_seconds_total/);
  });

  it('serves its contract', async () => {
    const response = await startTestServer().inject('/openapi.yaml');
    assert.match(response.body, /^openapi: 3\.1/);
  });

  it('answers what it does not know with a problem', async () => {
    const response = await startTestServer().inject({
      url: '/nowhere',
      headers: { 'x-request-id': 'abc' },
    });
    assert.equal(response.statusCode, 404);
    assert.match(String(response.headers['content-type']), /problem\+json/);
    assert.equal(response.json<{ requestId: string }>().requestId, 'abc');
  });

  it('does not tell what went wrong inside', async () => {
    const app = startTestServer();
    app.get('/broken', () => {
      throw new Error('password=hunter2');
    });
    const response = await app.inject('/broken');
    assert.equal(response.statusCode, 500);
    assert.doesNotMatch(response.body, /hunter2/);
  });

  it('finishes requests that are under way when it shuts down', async () => {
    const app = startTestServer();
    const arrived = Promise.withResolvers<void>();
    const finish = Promise.withResolvers<void>();
    app.get('/slow', async () => {
      arrived.resolve();
      await finish.promise;
      return { done: true };
    });
    const address = await app.listen({ host: '127.0.0.1', port: 0 });

    const answer = fetch(`${address}/slow`);
    await arrived.promise;
    const closed = shutdown(app);
    assert.equal(app.readiness.ready, false);
    finish.resolve();

    assert.deepEqual(await (await answer).json(), { done: true });
    await closed;
    await assert.rejects(fetch(`${address}/healthz`));
  });

  it('gives up on requests that never end', async () => {
    const app = startTestServer();
    const arrived = Promise.withResolvers<void>();
    app.get('/stuck', () => {
      arrived.resolve();
      return new Promise(() => {});
    });
    const address = await app.listen({ host: '127.0.0.1', port: 0 });
    const answer = fetch(`${address}/stuck`);
    await arrived.promise;

    await assert.rejects(shutdown(app, 50), /still open/);
    app.server.closeAllConnections();
    await assert.rejects(answer);
  });
});
