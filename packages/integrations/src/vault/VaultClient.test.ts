import { mockServices } from '@backstage/backend-test-utils';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { failureOf } from '../__testUtils__/failureOf';
import { sandboxConfig, useSandbox } from '../__testUtils__/useSandbox';
import { createUpstreams } from '../upstreams/createUpstreams';

describe('the Vault client against the sandbox', () => {
  const fixture = useSandbox();
  const vault = () => fixture.upstreams.vault('main');
  const secret = { mount: 'secret', path: 'flight-ops/made/dev' };
  const policy = 'flight-ops-made-dev';

  it('knows what it may do', async () => {
    const health = await vault().health({
      paths: ['secret/data/flight-ops/made/dev', 'sys/seal'],
    });
    expect(health).toMatchObject({
      initialized: true,
      sealed: false,
      token: { policies: expect.any(Array), ttlSeconds: expect.any(Number) },
    });
    expect(health.capabilities).toEqual({
      'secret/data/flight-ops/made/dev': ['create', 'update'],
      'sys/seal': ['deny'],
    });
  });

  it('says that it is sealed', async () => {
    fixture.sandbox.vault.admin.seal();
    try {
      const error = await failureOf(vault().health());
      expect(error).toMatchObject({
        name: 'ServiceUnavailableError',
        upstreamStatus: 503,
      });
      expect(error.message).toContain('sealed');
    } finally {
      fixture.sandbox.vault.admin.unseal();
    }
  });

  it('writes a secret, tells its versions, and removes all of it', async () => {
    expect(await vault().secretMetadata(secret)).toBeUndefined();
    expect(
      await vault().writeSecret({ ...secret, data: { key: 'v1' }, cas: 0 }),
    ).toEqual({ version: 1 });
    await vault().putSecretMetadata({
      ...secret,
      customMetadata: { 'runway-run': '1' },
    });
    await vault().writeSecret({ ...secret, data: { key: 'v2' } });
    expect(await vault().secretMetadata(secret)).toMatchObject({
      currentVersion: 2,
      customMetadata: { 'runway-run': '1' },
      versions: [
        { version: 1, destroyed: false },
        { version: 2, destroyed: false },
      ],
    });
    expect(
      await vault().listSecrets({
        mount: 'secret',
        path: 'flight-ops/made',
      }),
    ).toEqual(['dev']);

    const late = await failureOf(
      vault().writeSecret({ ...secret, data: { key: 'hunter2' }, cas: 0 }),
    );
    expect(late).toMatchObject({ name: 'InputError', outcomeUnknown: false });
    expect(late.message).toContain('check-and-set');

    await vault().deleteSecret(secret);
    await vault().deleteSecret(secret);
    expect(await vault().secretMetadata(secret)).toBeUndefined();
    expect(
      await vault().listSecrets({ mount: 'secret', path: 'flight-ops/made' }),
    ).toEqual([]);
  });

  it('writes, reads and deletes a policy', async () => {
    const text =
      '# runway-run: 1\npath "secret/data/a" { capabilities = ["read"] }';
    expect(await vault().readPolicy(policy)).toBeUndefined();
    await vault().writePolicy(policy, text);
    expect(await vault().readPolicy(policy)).toBe(text);
    expect(await vault().listPolicies()).toEqual(
      expect.arrayContaining(['default', policy]),
    );
    const wrong = await failureOf(vault().writePolicy(policy, 'path "a" {'));
    expect(wrong.name).toBe('InputError');
    expect(wrong.message).toContain('failed to parse policy');
    await vault().deletePolicy(policy);
    await vault().deletePolicy(policy);
    expect(await vault().readPolicy(policy)).toBeUndefined();
  });

  it('writes, reads and deletes a role', async () => {
    const ref = { mount: 'kubernetes-dev', role: policy };
    const role = {
      boundServiceAccountNames: ['made'],
      boundServiceAccountNamespaces: ['flight-ops-dev'],
      tokenPolicies: [policy],
      tokenTtlSeconds: 3600,
      audience: 'vault',
    };
    expect(await vault().readRole(ref)).toBeUndefined();
    await vault().writeRole({ ...ref, ...role });
    expect(await vault().readRole(ref)).toEqual(role);
    expect(await vault().listRoles(ref.mount)).toContain(policy);
    expect(await vault().listRoles('kubernetes-staging')).not.toContain(policy);
    await vault().deleteRole(ref);
    await vault().deleteRole(ref);
    expect(await vault().readRole(ref)).toBeUndefined();
  });

  it('logs in with the service account of a pod and has its rights only', async () => {
    const { sandbox } = fixture;
    const account = {
      namespace: 'flight-ops-made',
      name: 'made',
      uid: '6f1d3c52-7a55-4a3e-9c9b-2f7c1b1f0a01',
    };
    await vault().writePolicy(
      policy,
      `path "sys/policies/acl/${policy}" { capabilities = ["read"] }`,
    );
    await vault().writeRole({
      mount: 'kubernetes-dev',
      role: policy,
      boundServiceAccountNames: [account.name],
      boundServiceAccountNamespaces: [account.namespace],
      tokenPolicies: [policy],
      audience: 'vault',
    });
    const dir = await mkdtemp(join(tmpdir(), 'runway-vault-login-'));
    const tokenFile = join(dir, 'token');
    await writeFile(
      tokenFile,
      sandbox.vault.admin.serviceAccountToken('dev', account, ['vault']),
    );
    const asPod = createUpstreams(
      sandboxConfig(sandbox, {
        type: 'kubernetes',
        mount: 'kubernetes-dev',
        role: policy,
        tokenFile,
      }),
      {
        logger: mockServices.logger.mock({
          child: () => mockServices.logger.mock(),
        }),
      },
    );
    try {
      const pod = asPod.vault('main');
      expect(await pod.readPolicy(policy)).toContain(policy);
      expect((await pod.health()).token.policies).toContain(policy);
      expect(
        (await failureOf(pod.writePolicy(policy, 'path "*" {}'))).name,
      ).toBe('NotAllowedError');
      expect((await failureOf(pod.secretMetadata(secret))).name).toBe(
        'NotAllowedError',
      );
    } finally {
      await asPod.close();
      await rm(dir, { recursive: true });
      await vault().deleteRole({ mount: 'kubernetes-dev', role: policy });
      await vault().deletePolicy(policy);
    }
  });

  it('says that the portal may not do it', async () => {
    const error = await failureOf(
      vault().writeRole({
        mount: 'elsewhere',
        role: 'x',
        boundServiceAccountNames: ['a'],
        boundServiceAccountNamespaces: ['b'],
        tokenPolicies: [],
      }),
    );
    expect(['NotAllowedError', 'NotFoundError']).toContain(error.name);
    expect(error).toMatchObject({ system: 'vault', retryable: false });
  });
});
