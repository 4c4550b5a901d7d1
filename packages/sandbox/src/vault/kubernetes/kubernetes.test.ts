import nodeVault, { type client as VaultClient } from 'node-vault';
import { createTestContext, type TestContext } from '../../core/testContext';
import { createVault, type VaultSystem } from '../Vault';

let test: TestContext;
let vault: VaultSystem;
let root: VaultClient;

async function failure(work: Promise<unknown>) {
  const error = await work.then(
    () => undefined,
    cause => cause,
  );
  return {
    status: error?.response?.statusCode,
    errors: error?.response?.body?.errors,
  };
}

const role = {
  bound_service_account_names: ['check-in-api'],
  bound_service_account_namespaces: ['flight-ops-dev'],
  token_policies: ['flight-ops-check-in-api-dev'],
  token_ttl: '20m',
  audience: 'vault',
};
const account = { name: 'check-in-api', namespace: 'flight-ops-dev', uid: '1' };
const ROLE = 'auth/kubernetes-dev/role/flight-ops-check-in-api-dev';

beforeEach(async () => {
  test = await createTestContext();
  vault = await createVault(test.context);
  await test.mount('vault', vault);
  root = nodeVault({
    endpoint: `${test.url}/vault`,
    token: vault.admin.createToken({ policies: ['root'], ttl: 0 }),
  });
  for (const cluster of ['dev', 'staging']) {
    await root.write(`sys/auth/kubernetes-${cluster}`, { type: 'kubernetes' });
    await root.write(`auth/kubernetes-${cluster}/config`, {
      kubernetes_host: `http://localhost/kubernetes/${cluster}`,
    });
  }
  await root.write('sys/policies/acl/flight-ops-check-in-api-dev', {
    policy:
      'path "secret/data/flight-ops/check-in-api/dev" { capabilities = ["read"] }',
  });
  await root.write('secret/data/flight-ops/check-in-api/dev', {
    data: { password: 'hunter2', port: 5432 },
  });
  await root.write(ROLE, role);
});
afterEach(() => test.close());

describe('the Kubernetes auth method', () => {
  it('keeps roles', async () => {
    expect((await root.read(ROLE)).data).toMatchObject({
      ...role,
      token_ttl: 1200,
      token_type: 'default',
    });
    expect((await root.list('auth/kubernetes-dev/role')).data.keys).toEqual([
      'flight-ops-check-in-api-dev',
    ]);
    await root.write(ROLE, { token_ttl: 60 });
    expect((await root.read(ROLE)).data).toMatchObject({
      token_ttl: 60,
      audience: 'vault',
    });
    await root.delete(ROLE);
    expect((await failure(root.read(ROLE))).status).toBe(404);
    expect((await failure(root.list('auth/kubernetes-dev/role'))).status).toBe(
      404,
    );
  });

  it('refuses roles that let in nobody, or contradict themselves', async () => {
    const refusals: Array<[object, string]> = [
      [{ ...role, bound_service_account_names: [] }, 'can not be empty'],
      [{ ...role, bound_service_account_namespaces: '' }, 'can not be empty'],
      [{ ...role, bound_service_account_names: ['*', 'a'] }, 'can not mix "*"'],
      [{ ...role, token_max_ttl: 60 }, 'should not be greater than'],
    ];
    for (const [body, message] of refusals) {
      const { status, errors } = await failure(
        root.write('auth/kubernetes-dev/role/new', body),
      );
      expect([status, errors[0]]).toEqual([
        400,
        expect.stringContaining(message),
      ]);
    }
  });

  it('logs a service account in, with the rights of the role', async () => {
    const jwt = vault.admin.serviceAccountToken('dev', account, ['vault']);
    const { auth } = await root.kubernetesLogin({
      mount_point: 'kubernetes-dev',
      role: 'flight-ops-check-in-api-dev',
      jwt,
    });
    expect(auth).toMatchObject({
      policies: ['default', 'flight-ops-check-in-api-dev'],
      lease_duration: 1200,
      metadata: {
        role: 'flight-ops-check-in-api-dev',
        service_account_name: 'check-in-api',
        service_account_namespace: 'flight-ops-dev',
      },
    });
    const pod = nodeVault({
      endpoint: `${test.url}/vault`,
      token: auth.client_token,
    });
    expect(
      (await pod.read('secret/data/flight-ops/check-in-api/dev')).data.data,
    ).toEqual({ password: 'hunter2', port: 5432 });
    expect((await failure(pod.read('secret/data/other'))).status).toBe(403);
  });

  it('refuses other accounts, audiences, clusters and signatures', async () => {
    const login = (jwt: string, options = {}) =>
      failure(
        root.kubernetesLogin({
          mount_point: 'kubernetes-dev',
          role: 'flight-ops-check-in-api-dev',
          jwt,
          ...options,
        }),
      );
    const token = (changes: object, cluster = 'dev', audience = 'vault') =>
      vault.admin.serviceAccountToken(cluster, { ...account, ...changes }, [
        audience,
      ]);
    expect(await login(token({ name: 'other' }))).toEqual({
      status: 403,
      errors: ['service account name not authorized'],
    });
    expect((await login(token({ namespace: 'cabin-dev' }))).errors).toEqual([
      'namespace not authorized',
    ]);
    expect((await login(token({}, 'dev', 'other'))).status).toBe(403);
    expect(await login(token({}, 'staging'))).toEqual({
      status: 403,
      errors: ['permission denied'],
    });
    const [header, , signature] = token({}).split('.');
    const forged = Buffer.from('{"sub":"me"}').toString('base64url');
    expect((await login(`${header}.${forged}.${signature}`)).status).toBe(403);
    expect((await login('nonsense')).status).toBe(403);
    expect(await login(token({}), { role: 'none' })).toEqual({
      status: 400,
      errors: ['invalid role name "none"'],
    });
  });
});

describe('secrets for workloads', () => {
  const request = {
    authMount: 'kubernetes-dev',
    role: 'flight-ops-check-in-api-dev',
    serviceAccount: 'check-in-api',
    namespace: 'flight-ops-dev',
    kvMount: 'secret',
    path: 'flight-ops/check-in-api/dev',
  };

  it('are read as text through role and policy, leaving no token behind', async () => {
    const before = (await root.tokenAccessors()).data.keys.length;
    await expect(vault.secrets.read(request)).resolves.toEqual({
      password: 'hunter2',
      port: '5432',
    });
    expect((await root.tokenAccessors()).data.keys).toHaveLength(before);
  });

  it('are refused without role, binding or policy, and missing without secret', async () => {
    const read = (changes: object) =>
      vault.secrets.read({ ...request, ...changes });
    await expect(read({ role: 'none' })).rejects.toThrow(
      expect.objectContaining({ name: 'NotAllowedError' }),
    );
    await expect(read({ namespace: 'cabin-dev' })).rejects.toThrow(
      'namespace not authorized',
    );
    await expect(read({ path: 'flight-ops/other/dev' })).rejects.toThrow(
      'permission denied',
    );
    await root.delete('secret/metadata/flight-ops/check-in-api/dev');
    await expect(read({})).rejects.toThrow(
      expect.objectContaining({ name: 'NotFoundError' }),
    );
  });
});
