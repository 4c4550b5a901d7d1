import { describe, expect, it } from 'vitest';
import { shutdown } from './shutdown.ts';
import { startTestServer } from './startTestServer.ts';

const asPage = { accept: 'text/html,*/*;q=0.8' };

describe('pages', () => {
  it.each(['/', '/flights/LH400', '/flights/?day=today'])('serves the app at %s, asked for each time', async url => {
    const response = await startTestServer().inject({ url, headers: asPage });
    expect(response.statusCode).toBe(200);
    expect(response.headers['content-type']).toContain('text/html');
    expect(response.headers['cache-control']).toBe('no-cache');
    expect(response.body).toContain('<title>test</title>');
  });

  it('lets browsers keep hashed files for ever', async () => {
    const response = await startTestServer().inject('/assets/index-B1Xq.js');
    expect(response.statusCode).toBe(200);
    expect(response.headers['cache-control']).toBe('public, max-age=31536000, immutable');
  });

  it('serves what the build compressed', async () => {
    const response = await startTestServer().inject({
      url: '/assets/index-B1Xq.js',
      headers: { 'accept-encoding': 'gzip' },
    });
    expect(response.headers['content-encoding']).toBe('gzip');
    expect(response.headers['content-type']).toContain('javascript');
    expect(response.headers['cache-control']).toContain('immutable');
    expect(response.body).toBe('compressed');
  });

  it.each([
    ['a script of an older version', { url: '/assets/index-0ld.js', headers: asPage }],
    ['a call that wants data', { url: '/flights', headers: { accept: 'application/json' } }],
    ['a form', { method: 'POST' as const, url: '/flights', headers: asPage }],
    ['a way out of the folder', { url: '/..%2fsecret.txt', headers: asPage }],
  ])('does not answer %s with a page', async (_what, request) => {
    const response = await startTestServer().inject(request);
    expect(response.statusCode).toBeGreaterThanOrEqual(400);
    expect(response.statusCode).toBeLessThan(500);
    expect(response.body).not.toMatch(/<title>|secret/);
  });
});

describe('runtime configuration', () => {
  it('is never kept', async () => {
    const response = await startTestServer('https://api.example').inject('/config.json');
    expect(response.headers['cache-control']).toBe('no-store');
    expect(response.json()).toEqual({
      name: 'test',
      version: '1',
      environment: 'test',
      apiUrl: 'https://api.example',
    });
  });
});

describe('security headers', () => {
  it.each(['/', '/config.json', '/healthz', '/assets/none.js'])('are on %s', async url => {
    const { headers } = await startTestServer().inject({ url, headers: asPage });
    expect(headers['content-security-policy']).toContain("default-src 'self'");
    expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['strict-transport-security']).toMatch(/max-age=\d{8}/);
  });

  it('allow calls to the API, by its origin alone', async () => {
    const { headers } = await startTestServer('https://api.example/v1').inject('/');
    expect(headers['content-security-policy']).toContain("connect-src 'self' https://api.example;");
  });
});

describe('operations', () => {
  it('is alive and ready', async () => {
    const app = startTestServer();
    expect((await app.inject('/healthz')).statusCode).toBe(200);
    expect((await app.inject('/readyz')).statusCode).toBe(200);
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
    expect(app.readiness.ready).toBe(false);
    finish.resolve();

    expect(await (await answer).json()).toEqual({ done: true });
    await closed;
    await expect(fetch(`${address}/healthz`)).rejects.toThrow();
  });
});
