import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assertAllowed, openApi } from './contract.ts';
import { startTestServer } from './startTestServer.ts';

interface Page {
  items: { language: string; message: string }[];
  nextCursor?: string;
}

describe('greetings', () => {
  const app = startTestServer();

  it('serves every path of openapi.yaml', () => {
    for (const [path, operations] of Object.entries(openApi.paths)) {
      for (const method of Object.keys(operations)) {
        const url = path.replace(/\{(\w+)\}/g, ':$1');
        assert.ok(app.hasRoute({ method: method.toUpperCase(), url }), `${method} ${path}`);
      }
    }
  });

  it('greets by name', async () => {
    const response = await app.inject('/v1/greetings/fr?name=Ada');
    assert.equal(response.statusCode, 200);
    assertAllowed('get', '/v1/greetings/{language}', response);
    assert.deepEqual(response.json(), { language: 'fr', message: 'Bonjour, Ada!' });
  });

  for (const [what, url, status] of [
    ['a language that nobody speaks', '/v1/greetings/xx', 404],
    ['something that is no language', '/v1/greetings/FRENCH', 400],
    ['an empty name', '/v1/greetings/fr?name=', 400],
  ] as const) {
    it(`refuses ${what} with ${status}`, async () => {
      const response = await app.inject(url);
      assert.equal(response.statusCode, status);
      assertAllowed('get', '/v1/greetings/{language}', response);
    });
  }

  it('pages through all languages, each once', async () => {
    const languages: string[] = [];
    let cursor: string | undefined;
    do {
      const query = new URLSearchParams({ limit: '3', ...(cursor && { cursor }) });
      const response = await app.inject(`/v1/greetings?${query.toString()}`);
      assertAllowed('get', '/v1/greetings', response);
      const page = response.json<Page>();
      assert.ok(page.items.length <= 3);
      languages.push(...page.items.map(item => item.language));
      cursor = page.nextCursor;
    } while (cursor);
    assert.equal(languages.length, 8);
    assert.equal(new Set(languages).size, 8);
  });

  for (const [what, query] of [
    ['a limit of 0', 'limit=0'],
    ['a limit that is no number', 'limit=many'],
    ['a made-up cursor', 'cursor=ZmkuYWJj'],
  ] as const) {
    it(`refuses ${what}`, async () => {
      const response = await app.inject(`/v1/greetings?${query}`);
      assert.equal(response.statusCode, 400);
      assertAllowed('get', '/v1/greetings', response);
    });
  }
});
