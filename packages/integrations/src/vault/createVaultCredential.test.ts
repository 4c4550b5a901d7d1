import { mockServices } from '@backstage/backend-test-utils';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FaultServer } from '../__testUtils__/FaultServer';
import { failureOf } from '../__testUtils__/failureOf';
import { UpstreamTransport } from '../http/UpstreamTransport';
import { createVaultClient } from './createVaultClient';
import { createVaultCredential } from './createVaultCredential';
import { VaultApi } from './VaultApi';

describe('logging in to Vault with the service account of the pod', () => {
  const logger = mockServices.logger.mock();
  let server: FaultServer;
  let dir: string;
  let transport: UpstreamTransport;

  beforeAll(async () => {
    logger.child.mockReturnValue(logger);
    server = await FaultServer.start();
    dir = await mkdtemp(join(tmpdir(), 'runway-vault-'));
  });
  beforeEach(() => server.reset());
  afterEach(() => transport.close());
  afterAll(async () => {
    await server.stop();
    await rm(dir, { recursive: true });
  });

  function client() {
    const credential = createVaultCredential(
      {
        type: 'kubernetes',
        role: 'portal',
        mount: 'kubernetes-main',
        tokenFile: join(dir, 'token'),
      },
      () => api,
      logger,
    );
    transport = new UpstreamTransport({
      system: 'vault',
      config: {
        name: 'main',
        baseUrl: server.url,
        webUrl: server.url,
        timeoutMs: 2_000,
        maxConcurrency: 1,
      },
      credential,
      logger,
      tuning: { retryBaseMs: 1 },
    });
    const api = new VaultApi(transport, 'team-a');
    return createVaultClient(transport, api);
  }

  const login = (token: string) => ({
    json: { auth: { client_token: token, lease_duration: 3600 } },
  });
  const policy = { json: { data: { policy: '# x' } } };

  it('logs in once, with one slot only, and sends the token and the namespace', async () => {
    await writeFile(join(dir, 'token'), 'jwt-of-pod\n');
    server.next(login('hvs.1'), policy, policy);
    const vault = client();
    await vault.readPolicy('a');
    await vault.readPolicy('b');
    expect(
      server.requests.map(({ method, url, headers, body }) => [
        method,
        url,
        headers['x-vault-token'],
        headers['x-vault-namespace'],
        body,
      ]),
    ).toEqual([
      [
        'POST',
        '/v1/auth/kubernetes-main/login',
        undefined,
        'team-a',
        '{"role":"portal","jwt":"jwt-of-pod"}',
      ],
      ['GET', '/v1/sys/policies/acl/a', 'hvs.1', 'team-a', ''],
      ['GET', '/v1/sys/policies/acl/b', 'hvs.1', 'team-a', ''],
    ]);
  });

  it('logs in again when its token was revoked', async () => {
    await writeFile(join(dir, 'token'), 'jwt-of-pod');
    server.next(
      login('hvs.1'),
      {
        status: 403,
        json: {
          errors: ['2 errors occurred: permission denied; invalid token'],
        },
      },
      login('hvs.2'),
      policy,
    );
    await expect(client().readPolicy('a')).resolves.toBe('# x');
    expect(server.requests.at(-1)!.headers['x-vault-token']).toBe('hvs.2');
  });

  it('tells a refusal of the policy from one of the token', async () => {
    await writeFile(join(dir, 'token'), 'jwt-of-pod');
    server.next(login('hvs.1'), {
      status: 403,
      json: { errors: ['1 error occurred: permission denied'] },
    });
    const error = await failureOf(client().readPolicy('a'));
    expect(error.name).toBe('NotAllowedError');
    expect(server.requests).toHaveLength(2);
  });

  it('says why there is no token and repeats no secret', async () => {
    await writeFile(join(dir, 'token'), 'jwt-of-pod');
    server.next({
      status: 400,
      json: { errors: ['invalid role name "portal" in jwt-of-pod'] },
    });
    const refused = await failureOf(client().readPolicy('a'));
    expect(refused.name).toBe('ServiceUnavailableError');
    expect(refused.message).toContain(
      'no credential for Vault "main": Vault "main" answered 400 to login',
    );
    expect(JSON.stringify([refused, refused.message])).not.toContain('jwt-of');

    await rm(join(dir, 'token'));
    const missing = await failureOf(client().readPolicy('a'));
    expect(missing.message).toContain("token file can't be read (ENOENT)");
  });
});
