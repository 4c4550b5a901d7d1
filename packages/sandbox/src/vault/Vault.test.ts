import nodeVault, { type client as VaultClient } from 'node-vault';
import { createTestContext, type TestContext } from '../core/testContext';
import { createVault, type VaultSystem } from './Vault';

let test: TestContext;
let vault: VaultSystem;
let root: VaultClient;
let portal: VaultClient;

function client(token?: string): VaultClient {
  const made = nodeVault({ endpoint: `${test.url}/vault`, token: token ?? '' });
  made.token = token ?? '';
  return made;
}

async function failure(work: Promise<unknown>) {
  const error = await work.then(
    () => undefined,
    cause => cause,
  );
  return {
    status: error?.response?.statusCode,
    errors: error?.response?.body?.errors,
    body: error?.response?.body,
  };
}

async function start(dataDir?: string) {
  test = await createTestContext({ dataDir });
  vault = await createVault(test.context);
  await test.mount('vault', vault);
  root = client(vault.admin.createToken({ policies: ['root'], ttl: 0 }));
  portal = client(test.context.credentials.vaultToken);
}

beforeEach(() => start());
afterEach(() => test.close());

describe('the server', () => {
  it('answers its health, sealed or not, with the codes asked for', async () => {
    expect(await root.health()).toMatchObject({
      initialized: true,
      sealed: false,
      standby: false,
    });
    vault.admin.seal();
    const get = (path: string) => fetch(`${test.url}/vault/v1/${path}`);
    expect((await get('sys/health')).status).toBe(503);
    expect((await get('sys/health?sealedcode=299')).status).toBe(299);
    expect((await get('sys/health?sealedcode=much')).status).toBe(400);
    expect(await (await get('sys/seal-status')).json()).toMatchObject({
      sealed: true,
      t: 1,
    });
    expect(await failure(root.mounts())).toMatchObject({
      status: 503,
      errors: ['Vault is sealed'],
    });
    vault.admin.unseal();
    expect((await get('sys/health')).status).toBe(200);
  });

  it('refuses requests without token, with a wrong one, and in namespaces it does not have', async () => {
    expect(await failure(client().read('secret/data/a'))).toMatchObject({
      status: 403,
      errors: ['permission denied'],
    });
    expect(await failure(client('hvs.no').read('secret/data/a'))).toMatchObject(
      {
        status: 403,
        errors: [
          '2 errors occurred:\n\t* permission denied\n\t* invalid token\n\n',
        ],
      },
    );
    const inside = (namespace: string) =>
      nodeVault({
        endpoint: `${test.url}/vault`,
        token: root.token,
        namespace,
      });
    expect((await failure(inside('other').read('sys/mounts'))).status).toBe(
      404,
    );
    expect(await inside('root').read('sys/mounts')).toHaveProperty(
      'data.secret/',
    );
  });

  it('answers unknown paths, operations and broken bodies as Vault does', async () => {
    expect(await failure(root.read('nothing/here'))).toMatchObject({
      status: 404,
      errors: ['no handler for route "nothing/here". route entry not found.'],
    });
    expect((await failure(root.read('sys/nothing'))).status).toBe(404);
    expect((await failure(root.delete('secret/config'))).status).toBe(405);
    const broken = await fetch(`${test.url}/vault/v1/secret/data/a`, {
      method: 'POST',
      headers: { 'X-Vault-Token': root.token },
      body: '{"data":{"password":"hunter2"',
    });
    expect(broken.status).toBe(400);
    expect(await broken.text()).not.toContain('hunter2');
  });

  it('enables, tunes and disables engines and auth methods', async () => {
    await root.mount({
      mount_point: 'team',
      type: 'kv',
      description: 'A second engine',
      options: { version: '2' },
    } as never);
    expect((await root.mounts()).data['team/']).toMatchObject({
      type: 'kv',
      options: { version: '2' },
    });
    expect(
      (await failure(root.write('sys/mounts/team', { type: 'kv-v2' }))).errors,
    ).toEqual(['path is already in use at team/']);
    expect(
      (await failure(root.write('sys/mounts/x', { type: 'magic' }))).errors,
    ).toEqual(['plugin not found in the catalog: magic']);
    await root.write('sys/mounts/team/tune', { default_lease_ttl: '1h' });
    expect((await root.read('sys/mounts/team/tune')).data).toMatchObject({
      default_lease_ttl: 3600,
      description: 'A second engine',
    });
    await root.write('team/data/a', { data: { b: 'c' } });
    await root.unmount({ mount_point: 'team' });
    await root.write('sys/mounts/team', { type: 'kv-v2' });
    expect((await failure(root.read('team/data/a'))).status).toBe(404);

    await root.enableAuth({
      mount_point: 'kubernetes-dev',
      type: 'kubernetes',
    });
    expect((await root.auths()).data).toHaveProperty('kubernetes-dev/');
    expect(
      (await failure(portal.write('sys/auth/x', { type: 'kubernetes' })))
        .status,
    ).toBe(403);
  });
});

describe('policies', () => {
  const text = 'path "secret/data/a" { capabilities = ["read"] }';

  it('are kept, listed, read and deleted', async () => {
    await root.write('sys/policies/acl/Team-A', { policy: text });
    expect((await root.list('sys/policies/acl')).data.keys).toEqual([
      'default',
      'root',
      'runway-portal',
      'team-a',
    ]);
    expect((await root.read('sys/policies/acl/team-a')).data).toEqual({
      name: 'team-a',
      policy: text,
    });
    await root.addPolicy({
      name: 'team-b',
      rules: Buffer.from(text).toString('base64'),
    });
    expect((await root.getPolicy({ name: 'team-b' })).data.rules).toBe(text);
    expect((await root.policies()).data.policies).toContain('team-b');
    await root.removePolicy({ name: 'team-b' });
    expect((await failure(root.getPolicy({ name: 'team-b' }))).status).toBe(
      404,
    );
  });

  it('are refused when they are not policies', async () => {
    const { status, errors } = await failure(
      root.write('sys/policies/acl/x', { policy: 'path "a" { nonsense }' }),
    );
    expect(status).toBe(400);
    expect(errors[0]).toMatch(/^failed to parse policy: At 1:21:/);
    expect(
      (await failure(root.write('sys/policies/acl/root', { policy: text })))
        .errors,
    ).toEqual(['cannot update "root" policy']);
    expect(
      (await failure(root.delete('sys/policies/acl/default'))).errors,
    ).toEqual(['cannot delete "default" policy']);
  });

  it('take effect on the next request', async () => {
    await root.write('sys/policies/acl/reader', { policy: text });
    await root.write('secret/data/a', { data: { key: 'value' } });
    const reader = client(
      vault.admin.createToken({ policies: ['default', 'reader'] }),
    );
    expect((await reader.read('secret/data/a')).data.data).toEqual({
      key: 'value',
    });
    expect(await failure(reader.write('secret/data/a', { data: {} }))).toEqual(
      expect.objectContaining({
        status: 403,
        errors: ['1 error occurred:\n\t* permission denied\n\n'],
      }),
    );
    expect(
      (
        await reader.write('sys/capabilities-self', {
          paths: ['secret/data/a', 'secret/data/b'],
        })
      ).data,
    ).toEqual({ 'secret/data/a': ['read'], 'secret/data/b': ['deny'] });
    await root.write('sys/policies/acl/reader', {
      policy: text.replace('read', 'deny'),
    });
    expect((await failure(reader.read('secret/data/a'))).status).toBe(403);
  });
});

describe("the portal's token", () => {
  it('writes secrets and reads their metadata, never their values', async () => {
    const path = 'flight-ops/check-in-api/dev';
    await portal.write(`secret/data/${path}`, {
      data: { password: 'hunter2' },
      options: { cas: 0 },
    });
    await portal.write(`secret/metadata/${path}`, {
      custom_metadata: { 'runway-run': '42' },
    });
    await portal.write(`secret/data/${path}`, { data: { password: 'other' } });
    expect((await portal.read(`secret/metadata/${path}`)).data).toMatchObject({
      current_version: 2,
      custom_metadata: { 'runway-run': '42' },
    });
    expect((await portal.read(`secret/subkeys/${path}`)).data.subkeys).toEqual({
      password: null,
    });
    expect((await failure(portal.read(`secret/data/${path}`))).status).toBe(
      403,
    );
    expect((await portal.list('secret/metadata/flight-ops')).data.keys).toEqual(
      ['check-in-api/'],
    );
    await portal.delete(`secret/metadata/${path}`);
    expect((await failure(portal.read(`secret/metadata/${path}`))).status).toBe(
      404,
    );
  });

  it('manages policies and roles, but not its own, nor tokens', async () => {
    const policy = 'path "secret/data/a" { capabilities = ["read"] }';
    await portal.write('sys/policies/acl/team-service-dev', { policy });
    await portal.delete('sys/policies/acl/team-service-dev');
    expect((await portal.tokenLookupSelf()).data).toMatchObject({
      policies: ['default', 'runway-portal'],
      renewable: true,
    });
    await portal.tokenRenewSelf();
    const attempts = [
      portal.write('sys/policies/acl/runway-portal', { policy }),
      portal.write('sys/policies/acl/default', { policy }),
      portal.write('auth/token/create', { policies: ['root'] }),
      portal.write('auth/kubernetes-dev/config', { kubernetes_host: 'x' }),
    ];
    for (const attempt of attempts) {
      expect((await failure(attempt)).status).toBe(403);
    }
  });
});

describe('the audit log', () => {
  it('names requests, tokens by accessor, and no values', async () => {
    await portal.write('secret/data/a', { data: { password: 'hunter2' } });
    await failure(portal.read('secret/data/a'));
    const entries = vault.admin.audit();
    expect(entries.slice(-2)).toMatchObject([
      { operation: 'create', path: 'secret/data/a', status: 200 },
      { operation: 'read', path: 'secret/data/a', status: 403 },
    ]);
    const { vaultToken } = test.context.credentials;
    expect(JSON.stringify(entries)).not.toContain('hunter2');
    expect(JSON.stringify(entries)).not.toContain(vaultToken);
  });
});

describe('a restart', () => {
  it('keeps secrets, policies, mounts, roles and tokens', async () => {
    await root.write('secret/data/a', { data: { b: 'c' } });
    await root.write('sys/auth/kubernetes-dev', { type: 'kubernetes' });
    const kept = vault.admin.createToken({ policies: ['root'] });
    const { dataDir } = test.context;
    await test.close({ keep: true });
    await start(dataDir);
    const again = client(kept);
    expect((await again.read('secret/data/a')).data.data).toEqual({ b: 'c' });
    expect((await again.auths()).data).toHaveProperty('kubernetes-dev/');
    expect((await portal.tokenLookupSelf()).data.id).toBe(
      test.context.credentials.vaultToken,
    );
  });
});
