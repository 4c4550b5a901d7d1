import { mockServices } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readContract } from '../__testUtils__/contract';
import { FaultServer } from '../__testUtils__/FaultServer';
import { upstreamsConfig } from '../__testUtils__/upstreamsConfig';
import type { ArgoCdClient } from '../argocd/ArgoCdClient';
import type { VaultClient } from '../vault/VaultClient';
import { createUpstreams } from './createUpstreams';
import type { UpstreamClient } from './UpstreamClient';
import type { Upstreams } from './Upstreams';

/** One call a method: a method without one doesn't compile. */
type CallsOf<Client, Left extends keyof Client = never> = Record<
  Exclude<keyof Client, keyof UpstreamClient | Left>,
  (client: Client) => Promise<unknown>
>;

const argocdCalls: CallsOf<
  ArgoCdClient,
  'streamApplications' | 'streamResourceTree'
> = {
  health: argocd => argocd.health(),
  listApplications: argocd =>
    argocd.listApplications({
      selector: 'a=b',
      projects: ['payments'],
      name: 'x',
    }),
  application: argocd =>
    argocd.application('x', {
      project: 'p',
      appNamespace: 'n',
      refresh: 'hard',
    }),
  findApplication: argocd => argocd.findApplication('x'),
  sync: argocd =>
    argocd.sync('x', {
      project: 'p',
      appNamespace: 'n',
      revision: 'main',
      prune: true,
      dryRun: true,
      resources: [{ kind: 'Job', name: 'j' }],
      syncOptions: ['CreateNamespace=true'],
      infos: [{ name: 'requested-by', value: 'ada' }],
    }),
  terminate: argocd =>
    argocd.terminate('x', { project: 'p', appNamespace: 'n' }),
  rollback: argocd =>
    argocd.rollback('x', { id: 1, prune: true, project: 'p' }),
  deleteApplication: argocd =>
    argocd.deleteApplication('x', {
      project: 'p',
      propagationPolicy: 'foreground',
    }),
  resourceTree: argocd => argocd.resourceTree('x', { project: 'p' }),
  managedResources: argocd => argocd.managedResources('x', { project: 'p' }),
  manifests: argocd => argocd.manifests('x', { revision: 'main' }),
  project: argocd => argocd.project('payments'),
  readApplications: argocd =>
    argocd.readApplications({ selector: 'a=b', projects: ['p'] }, () => {}),
  applicationsVersion: argocd => argocd.applicationsVersion(),
  patchApplication: argocd =>
    argocd.patchApplication('x', {
      project: 'p',
      appNamespace: 'n',
      patch: { spec: { syncPolicy: { automated: null } } },
    }),
  resource: argocd =>
    argocd.resource('x', {
      project: 'p',
      appNamespace: 'n',
      resource: {
        group: 'apps',
        version: 'v1',
        kind: 'Deployment',
        namespace: 'n',
        name: 'd',
      },
    }),
  events: argocd => argocd.events('x', { project: 'p', appNamespace: 'n' }),
  resourceEvents: argocd =>
    argocd.resourceEvents('x', {
      project: 'p',
      resourceNamespace: 'n',
      resourceName: 'd',
      resourceUID: 'u',
    }),
  revisionMetadata: argocd =>
    argocd.revisionMetadata('x', 'abc', {
      project: 'p',
      sourceIndex: 1,
      historyId: 7,
    }),
  listApplicationSets: argocd =>
    argocd.listApplicationSets({
      selector: 'a=b',
      projects: ['p'],
      namespace: 'n',
    }),
};

/** Handled by the gateway in front of the API that is described: it cuts answers of any kind. */
const gatewayParameters = ['query fields is unknown'];

const secret = { mount: 'secret', path: 'ledger' };
const role = { mount: 'kubernetes-dev', role: 'ledger' };
const vaultCalls: CallsOf<VaultClient> = {
  health: vault => vault.health({ paths: ['secret/data/a'] }),
  writeSecret: vault =>
    vault.writeSecret({ ...secret, data: { a: 'b' }, cas: 0 }),
  secretMetadata: vault => vault.secretMetadata(secret),
  putSecretMetadata: vault =>
    vault.putSecretMetadata({ ...secret, customMetadata: { run: '1' } }),
  deleteSecret: vault => vault.deleteSecret(secret),
  listSecrets: vault => vault.listSecrets({ mount: 'secret', path: 'team' }),
  listPolicies: vault => vault.listPolicies(),
  readPolicy: vault => vault.readPolicy('a'),
  writePolicy: vault => vault.writePolicy('a', '# nothing'),
  deletePolicy: vault => vault.deletePolicy('a'),
  listRoles: vault => vault.listRoles('kubernetes-dev'),
  readRole: vault => vault.readRole(role),
  writeRole: vault =>
    vault.writeRole({
      ...role,
      boundServiceAccountNames: ['ledger'],
      boundServiceAccountNamespaces: ['payments-dev'],
      tokenPolicies: ['payments-ledger-dev'],
      tokenTtlSeconds: 60,
      tokenMaxTtlSeconds: 120,
      audience: 'vault',
    }),
  deleteRole: vault => vault.deleteRole(role),
};

/** Part of the template in the description, where the mount is a parameter. */
const vaultMounts: Array<[RegExp, string]> = [
  [/^\/auth\/kubernetes/, '{kubernetes_mount_path}'],
  [/^\/secret\//, '{kv_v2_mount_path}'],
];

describe('what the clients send', () => {
  const logger = mockServices.logger.mock();
  let server: FaultServer;
  let upstreams: Upstreams;

  beforeAll(async () => {
    server = await FaultServer.start();
    // Nothing is understood, so nothing is retried or gone on with.
    server.otherwise = { status: 418, json: {} };
    logger.child.mockReturnValue(logger);
    upstreams = createUpstreams(upstreamsConfig(server.url), { logger });
  });
  beforeEach(() => {
    server.requests.length = 0;
  });
  afterAll(async () => {
    await upstreams.close();
    await server.stop();
  });

  async function sent(call: Promise<unknown>, prefix: string) {
    await call.catch(() => undefined);
    return server.requests.map(request => ({
      request,
      path: request.url.split('?')[0].slice(prefix.length),
    }));
  }

  const argocd = readContract('argocd-swagger.json');
  const vault = readContract('vault-openapi.json');
  const withContract = (contract: unknown) =>
    contract ? describe : describe.skip;

  withContract(argocd)(
    'is in the API description of Argo CD (skipped without RUNWAY_CONTRACTS)',
    () => {
      it.each(Object.entries(argocdCalls))('%s', async (_name, call) => {
        const requests = await sent(call(upstreams.argocd('main')), '/argocd');
        expect(requests).not.toHaveLength(0);
        for (const { request, path } of requests) {
          expect(
            argocd!
              .problems(request, path)
              .filter(problem => !gatewayParameters.includes(problem)),
          ).toEqual([]);
        }
      });

      it.each<[string, (client: ArgoCdClient) => AsyncIterable<unknown>]>([
        [
          'streamApplications',
          client =>
            client.streamApplications({
              selector: 'a=b',
              resourceVersion: '1',
            }),
        ],
        [
          'streamResourceTree',
          client =>
            client.streamResourceTree('x', { project: 'p', appNamespace: 'n' }),
        ],
      ])('%s', async (_name, open) => {
        const stream = open(upstreams.argocd('main'));
        const [{ request, path }] = await sent(
          stream[Symbol.asyncIterator]().next(),
          '/argocd',
        );
        expect(argocd!.problems(request, path)).toEqual([]);
      });
    },
  );

  withContract(vault)(
    'is in the API description of Vault (skipped without RUNWAY_CONTRACTS)',
    () => {
      it('the login with the service account of the pod', async () => {
        const folder = await mkdtemp(join(tmpdir(), 'runway-contract-'));
        const tokenFile = join(folder, 'token');
        await writeFile(tokenFile, 'a.b.c');
        const { runway } = upstreamsConfig(server.url).get() as any;
        const inPod = createUpstreams(
          new ConfigReader({
            runway: {
              ...runway,
              vault: [
                {
                  ...runway.vault[0],
                  auth: {
                    type: 'kubernetes',
                    role: 'portal',
                    mount: 'kubernetes-dev',
                    tokenFile,
                  },
                },
              ],
            },
          }),
          { logger },
        );
        const [{ request, path }] = await sent(
          inPod.vault('main').listPolicies(),
          '/vault/v1',
        );
        await inPod.close();
        await rm(folder, { recursive: true });
        expect(path).toBe('/auth/kubernetes-dev/login');
        expect(
          vault!.problems(request, path, '{kubernetes_mount_path}'),
        ).toEqual([]);
      });

      it.each(Object.entries(vaultCalls))('%s', async (_name, call) => {
        const requests = await sent(call(upstreams.vault('main')), '/vault/v1');
        expect(requests).not.toHaveLength(0);
        for (const { request, path } of requests) {
          const hint = vaultMounts.find(([mount]) => mount.test(path))?.[1];
          // Vault takes PUT for POST, which is what its description has.
          const method = request.method === 'PUT' ? 'POST' : request.method;
          expect(vault!.problems({ ...request, method }, path, hint)).toEqual(
            [],
          );
        }
      });
    },
  );

  it('puts secrets where KV version 2 has them', async () => {
    const client = upstreams.vault('main');
    const calls = [
      client.writeSecret({ ...secret, data: { a: 'b' }, cas: 0 }),
      client.secretMetadata(secret),
      client.putSecretMetadata({ ...secret, customMetadata: { run: '1' } }),
      client.deleteSecret(secret),
      client.listSecrets({ mount: 'secret', path: '' }),
    ];
    await Promise.allSettled(calls);
    expect(
      server.requests.map(({ method, url, body }) => [
        method,
        url.slice('/vault/v1'.length),
        body && JSON.parse(body),
      ]),
    ).toEqual(
      expect.arrayContaining([
        [
          'POST',
          '/secret/data/ledger',
          { data: { a: 'b' }, options: { cas: 0 } },
        ],
        ['GET', '/secret/metadata/ledger', ''],
        ['POST', '/secret/metadata/ledger', { custom_metadata: { run: '1' } }],
        ['DELETE', '/secret/metadata/ledger', ''],
        ['GET', '/secret/metadata/?list=true', ''],
      ]),
    );
  });
});
