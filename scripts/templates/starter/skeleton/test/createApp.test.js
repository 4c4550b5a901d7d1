import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, before, it } from 'node:test';
import { createApp } from '../src/createApp.js';

const { server, shutdown } = createApp();
let url;
before(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${server.address().port}`;
});
after(shutdown);

for (const path of ['/healthz', '/readyz', '/metrics', '/v1/greeting']) {
  it(`answers ${path}`, async () => {
    const response = await fetch(`${url}${path}`);
    assert.equal(response.status, 200);
    await response.text();
  });
}

it('says what it does not know', async () => {
  const response = await fetch(`${url}/nothing`);
  assert.equal(response.status, 404);
  await response.text();
});
