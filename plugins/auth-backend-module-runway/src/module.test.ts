import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import authPlugin from '@backstage/plugin-auth-backend';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import request from 'supertest';
import { authModuleRunway } from './module';

/** A provider's metadata, answered with what `state` says at the time. */
async function startProvider(state: { up: boolean }) {
  const server: Server = createServer((_req, res) => {
    if (!state.up) {
      res.writeHead(503).end();
      return;
    }
    const issuer = `http://localhost:${(server.address() as AddressInfo).port}`;
    res.writeHead(200, { 'content-type': 'application/json' }).end(
      JSON.stringify({
        issuer,
        authorization_endpoint: `${issuer}/authorize`,
        token_endpoint: `${issuer}/token`,
        userinfo_endpoint: `${issuer}/me`,
        jwks_uri: `${issuer}/jwks`,
      }),
    );
  });
  await new Promise<void>(resolve => server.listen(0, 'localhost', resolve));
  return server;
}

describe('authModuleRunway', () => {
  it('lets people in once a provider that was down at start answers', async () => {
    const state = { up: false };
    const provider = await startProvider(state);
    const url = `http://localhost:${(provider.address() as AddressInfo).port}`;
    const { server } = await startTestBackend({
      features: [
        authPlugin,
        authModuleRunway,
        mockServices.rootConfig.factory({
          data: {
            app: { baseUrl: 'http://localhost' },
            backend: { baseUrl: 'http://localhost' },
            auth: {
              session: { secret: 'test' },
              environment: 'development',
              providers: {
                oidc: {
                  development: {
                    metadataUrl: `${url}/.well-known/openid-configuration`,
                    clientId: 'runway',
                    clientSecret: 'test',
                    prompt: 'auto',
                    signIn: {
                      resolvers: [
                        { resolver: 'emailMatchingUserEntityProfileEmail' },
                      ],
                    },
                  },
                },
              },
            },
          },
        }),
      ],
    });
    const signIn = () =>
      request(server).get('/api/auth/oidc/start?env=development');

    expect((await signIn()).status).toBe(500);
    state.up = true;
    const answer = await signIn();
    expect(answer.status).toBe(302);
    expect(answer.headers.location).toContain(`${url}/authorize`);

    await new Promise(resolve => provider.close(resolve));
  });
});
