import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { test } from 'node:test';
import { startCountingProxy } from './countingProxy.mjs';

async function withProxy(answer, use) {
  const upstream = createServer(answer).listen(0, 'localhost');
  await once(upstream, 'listening');
  const proxy = await startCountingProxy(
    `http://localhost:${upstream.address().port}`,
  );
  try {
    await use(proxy, upstream);
  } finally {
    await proxy.close();
    upstream.closeAllConnections();
    upstream.close();
  }
}

test('passes on what is asked and answered, and counts it', async () => {
  const echo = async (request, response) => {
    const chunks = await request.toArray();
    const { method, url, headers } = request;
    response.writeHead(201, { 'x-kept': 'yes' });
    response.end(
      `${method} ${url} ${headers.authorization} ${headers.host} ${chunks}`,
    );
  };
  await withProxy(echo, async (proxy, upstream) => {
    const { port } = upstream.address();
    const response = await fetch(`${proxy.url}/api?a=%2F`, {
      method: 'POST',
      headers: { authorization: 'Bearer t' },
      body: 'body',
    });
    const text = await response.text();
    assert.equal(text, `POST /api?a=%2F Bearer t localhost:${port} body`);
    assert.equal(response.headers.get('x-kept'), 'yes');
    await fetch(`${proxy.url}/again`).then(each => each.text());
    assert.deepEqual(proxy.passed[0], {
      method: 'POST',
      path: '/api?a=%2F',
      status: 201,
      bytes: text.length,
    });
    assert.equal(proxy.passed.length, 2);
  });
});

test('a stream comes through as it is sent, and ends upstream when nobody listens any more', async () => {
  let ended;
  const stream = (_request, response) => {
    response.write('first');
    ended = once(response, 'close');
  };
  await withProxy(stream, async proxy => {
    const listening = new AbortController();
    const { body } = await fetch(proxy.url, { signal: listening.signal });
    const { value } = await body.getReader().read();
    assert.equal(Buffer.from(value).toString(), 'first');
    assert.equal(proxy.passed[0].bytes, 5);
    listening.abort();
    await ended;
  });
});

test('an upstream system that breaks off does so through the proxy', async () => {
  const breakOff = (_request, response) => {
    response.write('half', () => response.destroy());
  };
  await withProxy(breakOff, async proxy => {
    const response = await fetch(proxy.url);
    await assert.rejects(response.text());
  });
});
