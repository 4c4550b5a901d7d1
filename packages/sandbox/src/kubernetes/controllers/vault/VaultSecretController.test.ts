import { NotAllowedError } from '@backstage/errors';
import { CoreV1Api } from '@kubernetes/client-node';
import type { KubernetesObject } from '../../../core/SandboxContext';
import {
  createTestCluster,
  eventually,
  type TestCluster,
} from '../../__testUtils__/createTestCluster';
import { deployment } from '../../__testUtils__/manifests';

const namespace = 'crew-dev';
const fieldManager = 'test';
let cluster: TestCluster;
let core: CoreV1Api;

beforeEach(async () => {
  cluster = await createTestCluster();
  core = cluster.adminConfig.makeApiClient(CoreV1Api);
  await cluster.createNamespace(namespace);
});
afterEach(() => cluster.close());

function apply(object: KubernetesObject) {
  return cluster.access.apply(object, { fieldManager });
}

const api = 'secrets.hashicorp.com/v1beta1';
const auth: KubernetesObject = {
  apiVersion: api,
  kind: 'VaultAuth',
  metadata: { name: 'api', namespace },
  spec: {
    method: 'kubernetes',
    mount: 'kubernetes-dev',
    kubernetes: { role: 'crew-api-dev', serviceAccount: 'api' },
  },
};
const staticSecret = (destination: object = {}): KubernetesObject => ({
  apiVersion: api,
  kind: 'VaultStaticSecret',
  metadata: { name: 'api', namespace },
  spec: {
    vaultAuthRef: 'api',
    type: 'kv-v2',
    mount: 'secret',
    path: 'crew/api/dev',
    destination: {
      name: 'api-secrets',
      create: true,
      transformation: { excludeRaw: true },
      ...destination,
    },
    rolloutRestartTargets: [{ kind: 'Deployment', name: 'api' }],
  },
});
const account: KubernetesObject = {
  apiVersion: 'v1',
  kind: 'ServiceAccount',
  metadata: { name: 'api', namespace },
};

const status = () =>
  cluster.access.get({
    apiVersion: api,
    kind: 'VaultStaticSecret',
    namespace,
    name: 'api',
  })?.status;
const synced = (state: string) =>
  eventually(() =>
    status()?.conditions?.find(
      (condition: { type: string; status: string }) =>
        condition.type === 'SecretSynced' && condition.status === state,
    ),
  );
const data = async () => {
  const secret = await core.readNamespacedSecret({
    name: 'api-secrets',
    namespace,
  });
  return Object.fromEntries(
    Object.entries(secret.data ?? {}).map(([key, value]) => [
      key,
      Buffer.from(value, 'base64').toString(),
    ]),
  );
};

describe('the Vault Secrets Operator', () => {
  it('copies a secret of Vault as the ServiceAccount that needs it', async () => {
    const requests: object[] = [];
    cluster.vault.read = async request => {
      requests.push(request);
      return { DATABASE_URL: 'postgres://db' };
    };
    [account, auth, staticSecret()].forEach(apply);
    await synced('True');
    expect(requests[0]).toEqual({
      authMount: 'kubernetes-dev',
      role: 'crew-api-dev',
      serviceAccount: 'api',
      namespace,
      kvMount: 'secret',
      path: 'crew/api/dev',
    });
    expect(await data()).toEqual({ DATABASE_URL: 'postgres://db' });
    expect(status()).toMatchObject({
      lastGeneration: 1,
      secretMAC: expect.any(String),
    });
  });

  it('says why it can not, and tries again when Vault changes', async () => {
    cluster.vault.read = async () => {
      throw new NotAllowedError('permission denied');
    };
    [account, auth, staticSecret()].forEach(apply);
    const condition = await synced('False');
    expect(condition.message).toContain('permission denied');
    const { items } = await core.listNamespacedEvent({ namespace });
    expect(items).toContainEqual(
      expect.objectContaining({
        type: 'Warning',
        reason: 'VaultClientError',
        message: 'Failed to read Vault secret: permission denied',
      }),
    );
    cluster.vault.read = async () => ({ KEY: 'value' });
    cluster.context.events.emit('vault:change', {
      path: 'auth/kubernetes-dev/role/crew-api-dev',
    });
    await synced('True');
  });

  it('waits for the objects it needs', async () => {
    cluster.vault.read = async () => ({ KEY: 'value' });
    apply(staticSecret());
    expect((await synced('False')).message).toContain(
      'VaultAuth.secrets.hashicorp.com "api" not found',
    );
    apply(auth);
    await eventually(() =>
      status()?.conditions[0].message.includes(
        'serviceaccounts "api" not found',
      ),
    );
    apply(account);
    await synced('True');
  });

  it('does not touch a Secret that is not its own', async () => {
    cluster.vault.read = async () => ({ KEY: 'value' });
    await core.createNamespacedSecret({
      namespace,
      body: { metadata: { name: 'api-secrets' }, stringData: { KEY: 'mine' } },
    });
    [account, auth, staticSecret()].forEach(apply);
    expect((await synced('False')).message).toContain('not the owner');
    expect(await data()).toEqual({ KEY: 'mine' });
  });

  it('restarts what uses a secret that changed', async () => {
    cluster.vault.read = async () => ({ KEY: 'one' });
    apply({
      ...(deployment('api') as KubernetesObject),
      metadata: { name: 'api', namespace },
    });
    [account, auth, staticSecret()].forEach(apply);
    await synced('True');
    const restartedAt = () =>
      cluster.access.get({
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        namespace,
        name: 'api',
      })?.spec.template.metadata.annotations?.[
        'vso.secrets.hashicorp.com/restartedAt'
      ];
    expect(restartedAt()).toBeUndefined();
    cluster.vault.read = async () => ({ KEY: 'two' });
    cluster.context.events.emit('vault:change', {
      path: 'secret/data/crew/api/dev',
    });
    await eventually(async () => (await data()).KEY === 'two');
    expect(restartedAt()).toBeDefined();
  });

  it('makes a Secret again that somebody deleted', async () => {
    cluster.vault.read = async () => ({ KEY: 'value' });
    [account, auth, staticSecret()].forEach(apply);
    await synced('True');
    await core.deleteNamespacedSecret({ name: 'api-secrets', namespace });
    expect(await eventually(data)).toEqual({ KEY: 'value' });
  });
});
