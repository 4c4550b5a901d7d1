import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import {
  AuthorizeResult,
  type PolicyDecision,
} from '@backstage/plugin-permission-common';
import express from 'express';
import request from 'supertest';
import { AnswerCache } from './AnswerCache';
import { createAnswerCacheHandler } from './createAnswerCacheHandler';

const only = (owner: string): PolicyDecision => ({
  result: AuthorizeResult.CONDITIONAL,
  pluginId: 'catalog',
  resourceType: 'catalog-entity',
  conditions: {
    rule: 'IS_ENTITY_OWNER',
    resourceType: 'catalog-entity',
    params: { claims: [owner] },
  },
});

function createCatalog(
  decide: (userEntityRef: string) => PolicyDecision,
  current: () => string | undefined = () => '1',
) {
  let asked = 0;
  const app = express();
  app.use(
    createAnswerCacheHandler({
      cache: new AnswerCache(1_000_000),
      version: { current: async () => current() },
      httpAuth: mockServices.httpAuth(),
      permissions: mockServices.permissions.mock({
        authorizeConditional: async (queries, options) => {
          const { principal } = (options as any).credentials;
          return queries.map(() => decide(principal.userEntityRef));
        },
      }),
    }),
  );
  app.use((req, res) => {
    asked++;
    if (req.url.includes('broken')) {
      res.status(500).json({ broken: true });
      return;
    }
    res.type('application/json');
    // In parts, as lists are sent.
    res.write('{"asked":');
    res.write(Buffer.from(String(asked)));
    res.end('}');
  });
  const get = async (path: string, user = 'user:default/a') => {
    const { body, headers } = await request(app)
      .get(path)
      .set('authorization', mockCredentials.user.header(user));
    expect(headers['content-type']).toMatch('application/json');
    return body.asked;
  };
  return { get, asked: () => asked };
}

const LIST = '/entities/by-query?limit=20';

describe('createAnswerCacheHandler', () => {
  it('gives an answer to everybody who may see the same', async () => {
    const owners: Record<string, string> = {
      'user:default/a': 'one',
      'user:default/b': 'one',
      'user:default/c': 'two',
    };
    const { get } = createCatalog(user => only(owners[user]));
    expect(await get(LIST, 'user:default/a')).toBe(1);
    expect(await get(LIST, 'user:default/b')).toBe(1);
    expect(await get(LIST, 'user:default/c')).toBe(2);
    expect(await get(LIST, 'user:default/a')).toBe(1);
    expect(await get('/entities/by-query?limit=10', 'user:default/a')).toBe(3);
  });

  it('keeps nothing for those who may see nothing', async () => {
    const { get } = createCatalog(() => ({ result: AuthorizeResult.DENY }));
    expect(await get(LIST)).toBe(1);
    expect(await get(LIST)).toBe(2);
  });

  it('reads again when the catalog has changed, and while it changes', async () => {
    let version: string | undefined = '1';
    const { get } = createCatalog(
      () => ({ result: AuthorizeResult.ALLOW }),
      () => version,
    );
    expect(await get(LIST)).toBe(1);
    version = '2';
    expect(await get(LIST)).toBe(2);
    version = undefined;
    expect(await get(LIST)).toBe(3);
    version = '2';
    expect(await get(LIST)).toBe(2);
  });

  it('leaves failures and other requests alone', async () => {
    const { get, asked } = createCatalog(() => ({
      result: AuthorizeResult.ALLOW,
    }));
    await get('/entities/by-query?broken');
    await get('/entities/by-query?broken');
    await get('/entities/by-name/component/default/a');
    await get('/entities/by-name/component/default/a');
    expect(asked()).toBe(4);
  });
});

describe('AnswerCache', () => {
  const answer = (bytes: number) => ({
    contentType: 'application/json',
    body: Buffer.alloc(bytes),
  });

  it('lets go of what was used longest ago, and of what is too large', () => {
    const cache = new AnswerCache(80);
    for (let n = 1; n <= 8; n++) {
      cache.keep('1', `key ${n}`, answer(10));
    }
    cache.find('1', 'key 1');
    cache.keep('1', 'key 9', answer(10));
    cache.keep('1', 'large', answer(11));
    expect(cache.find('1', 'key 1')).toBeDefined();
    expect(cache.find('1', 'key 2')).toBeUndefined();
    expect(cache.find('1', 'key 9')).toBeDefined();
    expect(cache.find('1', 'large')).toBeUndefined();
  });
});
