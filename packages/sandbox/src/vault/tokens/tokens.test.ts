import nodeVault, { type client as VaultClient } from 'node-vault';
import { createTestContext, type TestContext } from '../../core/testContext';
import { createVault, type VaultSystem } from '../Vault';

let test: TestContext;
let vault: VaultSystem;
let root: VaultClient;

function client(token: string): VaultClient {
  return nodeVault({ endpoint: `${test.url}/vault`, token });
}

/** node-vault goes on with the token it was given; the tests go on with their own. */
async function create(maker: VaultClient, options: object) {
  const own = maker.token;
  try {
    return await maker.tokenCreate(options as never);
  } finally {
    maker.token = own;
  }
}

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

beforeEach(async () => {
  test = await createTestContext();
  vault = await createVault(test.context);
  await test.mount('vault', vault);
  root = client(vault.admin.createToken({ policies: ['root'], ttl: 0 }));
});
afterEach(() => {
  jest.useRealTimers();
  return test.close();
});

describe('tokens', () => {
  it('are created, looked up, renewed and revoked', async () => {
    const { auth, warnings } = await create(root, {
      policies: ['nonexistent'],
      ttl: '1h',
      display_name: 'a test',
      meta: { team: 'cabin' },
    });
    expect(auth).toMatchObject({
      policies: ['default', 'nonexistent'],
      lease_duration: 3600,
      renewable: true,
      orphan: false,
      metadata: { team: 'cabin' },
    });
    expect(warnings).toEqual(['Policy "nonexistent" does not exist']);
    const self = client(auth.client_token);
    expect((await self.tokenLookupSelf()).data).toMatchObject({
      id: auth.client_token,
      display_name: 'token-a-test',
      ttl: 3600,
      creation_ttl: 3600,
      num_uses: 0,
      path: 'auth/token/create',
    });
    const renewed = await self.tokenRenewSelf({ increment: '2h' });
    expect(renewed.auth.lease_duration).toBe(7200);
    expect(
      (await root.tokenLookupAccessor({ accessor: auth.accessor })).data,
    ).toMatchObject({ id: '', accessor: auth.accessor });
    await self.tokenRevokeSelf();
    expect((await failure(self.tokenLookupSelf())).status).toBe(403);
    expect(
      await failure(root.tokenLookup({ token: auth.client_token })),
    ).toEqual({ status: 403, errors: ['bad token'] });
  });

  it('take their children along when revoked, but not orphans', async () => {
    const parent = (await create(root, { policies: ['root'], ttl: '1h' })).auth;
    const child = (await create(client(parent.client_token), { ttl: '10m' }))
      .auth;
    const orphan = (
      await create(client(parent.client_token), {
        ttl: '10m',
        no_parent: true,
      })
    ).auth;
    await root.tokenRevokeAccessor({ accessor: parent.accessor });
    expect(
      (await failure(client(child.client_token).tokenLookupSelf())).status,
    ).toBe(403);
    expect(
      (await client(orphan.client_token).tokenLookupSelf()).data.orphan,
    ).toBe(true);
  });

  it('expire', async () => {
    const { auth } = await create(root, { policies: [], ttl: '60s' });
    const self = client(auth.client_token);
    await self.tokenLookupSelf();
    jest.useFakeTimers({ now: Date.now() + 61_000, advanceTimers: true });
    expect((await failure(self.tokenLookupSelf())).status).toBe(403);
  });

  it('are used up', async () => {
    const { auth } = await create(root, { policies: [], num_uses: 2 });
    const self = client(auth.client_token);
    expect((await self.tokenLookupSelf()).data.num_uses).toBe(1);
    await self.tokenLookupSelf();
    expect((await failure(self.tokenLookupSelf())).status).toBe(403);
  });

  it('give no more than they have', async () => {
    await root.write('sys/policies/acl/maker', {
      policy: 'path "auth/token/create" { capabilities = ["update"] }',
    });
    const maker = client(
      (await create(root, { policies: ['maker'] })).auth.client_token,
    );
    expect((await create(maker, {})).auth.policies).toEqual([
      'default',
      'maker',
    ]);
    const refusals: Array<[object, string]> = [
      [{ policies: ['root'] }, 'root tokens may not be created without parent'],
      [{ policies: ['other'] }, 'child policies must be subset of parent'],
      [
        { no_parent: true },
        'root or sudo privileges required to create orphan',
      ],
      [{ id: 'hvs.mine' }, 'root or sudo privileges required to specify'],
      [{ period: '1h' }, 'root or sudo privileges required to create periodic'],
      [{ num_uses: -1 }, 'number of uses cannot be negative'],
      [{ ttl: 'soon' }, 'expected a duration'],
    ];
    for (const [options, message] of refusals) {
      const { status, errors } = await failure(
        maker.write('auth/token/create', options),
      );
      expect([status, errors[0]]).toEqual([
        400,
        expect.stringContaining(message),
      ]);
    }
    const limited = client(
      (await create(root, { policies: ['maker'], num_uses: 5 })).auth
        .client_token,
    );
    expect((await failure(create(limited, {}))).errors).toEqual([
      'restricted use token cannot generate child tokens',
    ]);
    expect((await failure(maker.tokenAccessors())).status).toBe(403);
    expect((await root.tokenAccessors()).data.keys).toHaveLength(5);
  });

  it('end at their longest lifetime, however often renewed', async () => {
    const { auth } = await create(root, {
      policies: [],
      ttl: '10m',
      explicit_max_ttl: '15m',
    });
    const self = client(auth.client_token);
    const renewed = await self.tokenRenewSelf({ increment: '1h' });
    expect(renewed.auth.lease_duration).toBe(900);
    const fixed = await create(root, { policies: [], renewable: false });
    expect(
      (await failure(client(fixed.auth.client_token).tokenRenewSelf())).errors,
    ).toEqual(['lease is not renewable']);
  });
});
