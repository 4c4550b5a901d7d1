import nodeVault from 'node-vault';
import { createTestContext, type TestContext } from '../../core/testContext';
import { createVault, type VaultSystem } from '../../vault/Vault';
import { SERVICES } from '../data/services';
import { seedVault } from './seedVault';

let test: TestContext;
let vault: VaultSystem;

beforeEach(async () => {
  test = await createTestContext();
  vault = await createVault(test.context);
  await test.mount('vault', vault);
  seedVault(test.context, vault, SERVICES);
});
afterEach(() => test.close());

describe('seedVault', () => {
  it('lets each service read its own secrets, where it runs', async () => {
    const request = {
      authMount: 'kubernetes-staging',
      role: 'cabin-seat-map-staging',
      serviceAccount: 'seat-map',
      namespace: 'cabin-staging',
      kvMount: 'secret',
      path: 'cabin/seat-map/staging',
    };
    const secret = await vault.secrets.read(request);
    expect(Object.keys(secret)).toEqual(['DATABASE_URL', 'DATABASE_PASSWORD']);
    await expect(
      vault.secrets.read({ ...request, path: 'cabin/seat-map/production' }),
    ).rejects.toThrow('permission denied');
    expect(vault.admin.list('secret/metadata/booking/payment-gateway')).toEqual(
      ['dev', 'staging'],
    );
  });

  it('lets the portal manage policies and roles of teams only', async () => {
    const portal = nodeVault({
      endpoint: `${test.url}/vault`,
      token: test.context.credentials.vaultToken,
    });
    const policy = 'path "secret/data/a" { capabilities = ["read"] }';
    const role = {
      bound_service_account_names: 'a',
      bound_service_account_namespaces: 'a',
      audience: 'vault',
    };
    await portal.write('sys/policies/acl/crew-new-api-dev', { policy });
    await portal.write('auth/kubernetes-dev/role/crew-new-api-dev', role);
    await portal.delete('auth/kubernetes-dev/role/crew-new-api-dev');
    expect((await portal.list('auth/kubernetes-dev/role')).data.keys).toContain(
      'flight-ops-check-in-api-dev',
    );
    for (const attempt of [
      portal.write('sys/policies/acl/strangers-api-dev', { policy }),
      portal.write('auth/kubernetes-dev/role/strangers-api-dev', role),
      portal.write('sys/policies/acl/runway-portal', { policy }),
      portal.read('secret/data/cabin/seat-map/dev'),
    ]) {
      await expect(attempt).rejects.toThrow('permission denied');
    }
  });

  it('does no harm when it is done again', () => {
    seedVault(test.context, vault, SERVICES);
    expect(vault.admin.list('auth/kubernetes-dev/role')).toContain(
      'flight-ops-check-in-api-dev',
    );
  });
});
