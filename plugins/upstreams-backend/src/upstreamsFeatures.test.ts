import {
  mockCredentials,
  mockServices,
  startTestBackend,
} from '@backstage/backend-test-utils';
import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { healthChecksServiceRef } from '@runway/integrations';
import { platformStatusSchema } from '@runway/plugin-upstreams-common';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import request from 'supertest';
import upstreamsFeatures from '.';

/** An upstream for all systems, on which only Kubernetes is well. */
async function startUpstream(): Promise<Server> {
  const server = createServer((incoming, response) => {
    const isWell = incoming.url === '/kubernetes/version';
    response
      .writeHead(isWell ? 200 : 403, { 'content-type': 'application/json' })
      .end(JSON.stringify({ gitVersion: 'v1.35.0', message: 'Go away' }));
  });
  await new Promise<void>(resolve => server.listen(0, 'localhost', resolve));
  return server;
}

// Each test starts a backend, and the upstreams are first asked a second after that.
jest.setTimeout(30_000);

describe('upstreamsFeatures', () => {
  let upstream: Server;
  let origin: string;
  let isDatabaseWell = true;
  const running: Array<{ stop(): Promise<void> }> = [];

  beforeAll(async () => {
    upstream = await startUpstream();
    origin = `http://localhost:${(upstream.address() as AddressInfo).port}`;
  });
  beforeEach(() => {
    isDatabaseWell = true;
  });
  afterEach(async () => {
    await Promise.all(running.splice(0).map(backend => backend.stop()));
  });
  afterAll(() => {
    upstream.closeAllConnections();
    upstream.close();
  });

  const withDatabase = createBackendPlugin({
    pluginId: 'with-database',
    register(env) {
      env.registerInit({
        deps: {
          checks: healthChecksServiceRef,
          logger: coreServices.logger,
        },
        async init({ checks }) {
          checks.add('database', async () => {
            if (!isDatabaseWell) {
              throw new Error('connect ECONNREFUSED 10.0.0.7:5432');
            }
          });
        },
      });
    },
  });

  async function start(result: AuthorizeResult.ALLOW | AuthorizeResult.DENY) {
    const instance = (path: string) => [
      {
        name: 'main',
        baseUrl: `${origin}/${path}`,
        token: 'very-secret-token',
      },
    ];
    const auth = { type: 'token', token: 'very-secret-token' };
    const backend = await startTestBackend({
      features: [
        upstreamsFeatures,
        withDatabase,
        mockServices.permissions.factory({ result }),
        mockServices.rootConfig.factory({
          data: {
            runway: {
              environments: [
                { name: 'dev', cluster: 'dev', argocd: 'main', vault: 'main' },
              ],
              gitlab: instance('gitlab'),
              argocd: instance('argocd'),
              vault: [{ name: 'main', baseUrl: `${origin}/vault`, auth }],
              kubernetes: [
                { name: 'dev', baseUrl: `${origin}/kubernetes`, auth },
              ],
              gitops: { project: 'platform/gitops' },
              charts: { project: 'platform/charts' },
              registry: { host: 'registry.runway.internal' },
            },
          },
        }),
      ],
    });
    running.push(backend);
    return backend.server;
  }

  const readiness = (server: Server) =>
    request(server).get('/.backstage/health/v1/readiness');

  /** Asks until every upstream was seen. */
  async function seen(server: Server) {
    const deadline = Date.now() + 20_000;
    for (;;) {
      const answer = await readiness(server);
      const states = answer.body.upstreams.map(
        (each: { state: string }) => each.state,
      );
      if (states.length === 4 && !states.includes('unknown')) {
        return answer;
      }
      if (Date.now() > deadline) {
        throw new Error(`Still ${JSON.stringify(answer.body)}`);
      }
      await new Promise(resolve => setTimeout(resolve, 20));
    }
  }

  it('stays ready when upstreams are ill, and says to anybody which, but not where or why', async () => {
    const answer = await seen(await start(AuthorizeResult.DENY));
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      status: 'ok',
      checks: { database: 'ok' },
      upstreams: [
        {
          system: 'gitlab',
          instance: 'main',
          state: 'down',
          breaker: 'closed',
          since: expect.stringMatching(/Z$/),
          ageSeconds: expect.any(Number),
        },
        expect.objectContaining({ system: 'argocd', state: 'down' }),
        expect.objectContaining({ system: 'vault', state: 'down' }),
        expect.objectContaining({
          system: 'kubernetes',
          // On a busy machine its answer comes late.
          state: expect.stringMatching(/^(ok|degraded)$/),
        }),
      ],
    });
    expect(JSON.stringify(answer.body)).not.toMatch(/localhost|Go away|secret/);
  });

  it('is not ready without its database', async () => {
    isDatabaseWell = false;
    const answer = await readiness(await start(AuthorizeResult.ALLOW));
    expect(answer.status).toBe(503);
    expect(answer.body).toMatchObject({
      status: 'error',
      checks: { database: 'down' },
    });
    expect(JSON.stringify(answer.body)).not.toContain('10.0.0.7');
  });

  it('tells people who may know it what is wrong and whom it concerns', async () => {
    const server = await start(AuthorizeResult.ALLOW);
    await seen(server);
    const answer = await request(server)
      .get('/api/upstreams/status')
      .set('Authorization', mockCredentials.user.header());
    const { upstreams, checkedEverySeconds } = platformStatusSchema.parse(
      answer.body,
    );
    expect(checkedEverySeconds).toBe(30);
    expect(upstreams[0]).toMatchObject({
      system: 'gitlab',
      state: 'down',
      problem: expect.stringContaining('does not allow the portal'),
      environments: ['dev'],
    });
    expect(answer.text).not.toContain('secret');
  });

  it('tells nobody else', async () => {
    const server = await start(AuthorizeResult.DENY);
    const ask = () => request(server).get('/api/upstreams/status');
    const denied = await ask().set(
      'Authorization',
      mockCredentials.user.header(),
    );
    expect(denied.status).toBe(403);
    const anonymous = await ask().set(
      'Authorization',
      mockCredentials.none.header(),
    );
    expect(anonymous.status).toBe(401);
  });
});
