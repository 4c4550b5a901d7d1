import { Gitlab } from '@gitbeaker/rest';
import { CoreV1Api, KubeConfig } from '@kubernetes/client-node';
import { execFile } from 'node:child_process';
import { appendFileSync, cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import nodeVault from 'node-vault';
import { startSandbox, type Sandbox } from './Sandbox';

jest.setTimeout(120_000);

const run = promisify(execFile);
const PROJECT = resolve(__dirname, '../../../..');

let folder: string;
let sandbox: Sandbox;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'runway-sandbox-'));
  cpSync(join(PROJECT, 'helm'), join(folder, 'charts'), { recursive: true });
  cpSync(join(PROJECT, 'templates'), join(folder, 'templates'), {
    recursive: true,
    filter: source => !source.includes('node_modules'),
  });
  sandbox = await start();
});
afterAll(async () => {
  await sandbox.stop();
  rmSync(folder, { recursive: true, force: true });
});

function start(): Promise<Sandbox> {
  return startSandbox({
    dataDir: join(folder, 'data'),
    port: 0,
    seed: 'minimal',
    pace: 0,
    sources: {
      charts: join(folder, 'charts'),
      pipelines: join(folder, 'templates/pipelines'),
      templates: join(folder, 'templates'),
    },
  });
}

async function application(name: string) {
  const response = await fetch(
    `${sandbox.url}/argocd/api/v1/applications/${name}`,
    {
      headers: { Authorization: `Bearer ${sandbox.credentials.argocdToken}` },
    },
  );
  return (await response.json()) as any;
}

async function until<T>(
  read: () => Promise<T>,
  isGood: (value: T) => boolean,
): Promise<T> {
  const deadline = Date.now() + 60_000;
  for (;;) {
    const value = await read();
    if (isGood(value)) {
      return value;
    }
    if (Date.now() > deadline) {
      throw new Error(`It stays so: ${JSON.stringify(value).slice(0, 1000)}`);
    }
    await new Promise(next => setTimeout(next, 200));
  }
}

const isWell = (app: any) =>
  app.status?.sync?.status === 'Synced' &&
  app.status?.health?.status === 'Healthy';

function gitlab() {
  return new Gitlab({
    host: `${sandbox.url}/gitlab`,
    token: sandbox.credentials.gitlabToken,
  });
}

function kubernetes(cluster: string) {
  const config = new KubeConfig();
  config.loadFromClusterAndUser(
    {
      name: cluster,
      server: `${sandbox.url}/kubernetes/${cluster}`,
      skipTLSVerify: true,
    },
    { name: 'portal', token: sandbox.credentials.kubernetesToken },
  );
  return config.makeApiClient(CoreV1Api);
}

describe('the whole sandbox', () => {
  it('brings the services of the organisation up', async () => {
    for (const name of ['check-in-api', 'boarding-pass', 'gate-assignment']) {
      await until(() => application(`${name}-dev`), isWell);
    }
    const { items } = await kubernetes('dev').listNamespacedPod({
      namespace: 'flight-ops-dev',
      labelSelector: 'runway.aerq.io/service=check-in-api',
    });
    expect(items.map(pod => pod.status?.phase)).toContain('Running');
  });

  it('lets a repository be cloned, with its history', async () => {
    const target = join(folder, 'clone');
    const { gitlabToken } = sandbox.credentials;
    await run('git', [
      'clone',
      '--quiet',
      `${sandbox.url.replace(
        '://',
        `://oauth2:${gitlabToken}@`,
      )}/gitlab/flight-ops/check-in-api.git`,
      target,
    ]);
    const { stdout } = await run('git', ['-C', target, 'log', '--format=%an']);
    const authors = stdout.trim().split('\n');
    expect(authors).toHaveLength(5);
    expect(authors).toContain('Amelia Reyes');
  });

  it('serves the catalog, and the files it points at', async () => {
    const read = async (project: string, file: string) =>
      gitlab().RepositoryFiles.showRaw(project, file, 'main');
    expect(await read('platform/catalog', 'all.yaml')).toContain(
      './services.yaml',
    );
    expect(
      await read('flight-ops/check-in-api', 'catalog-info.yaml'),
    ).toContain('kind: Component');
  });

  it('gives the portal the rights it needs, and no more', async () => {
    const api = gitlab();
    await api.Commits.create('platform/gitops', 'main', 'A test', [
      { action: 'create', filePath: 'test.txt', content: 'x' },
    ]);
    const me = await api.Users.showCurrentUser();
    expect([me.username, me.isAdmin ?? false]).toEqual([
      'runway-portal',
      false,
    ]);

    const vault = nodeVault({
      endpoint: `${sandbox.url}/vault`,
      token: sandbox.credentials.vaultToken,
    });
    await vault.write('secret/data/crew/x/dev', { data: { a: 'b' } });
    await expect(vault.read('secret/data/crew/x/dev')).rejects.toThrow(
      'permission denied',
    );
    await expect(
      kubernetes('dev').listNamespacedSecret({ namespace: 'flight-ops-dev' }),
    ).rejects.toMatchObject({ code: 403 });
  });

  it('lets a pod log in to Vault with the token of its cluster', async () => {
    const vault = nodeVault({ endpoint: `${sandbox.url}/vault`, token: '-' });
    const login = (cluster: string) =>
      vault.kubernetesLogin({
        mount_point: `kubernetes-${cluster}`,
        role: `flight-ops-check-in-api-${cluster}`,
        jwt: sandbox.kubernetes.admin.createToken(
          'dev',
          { namespace: 'flight-ops-dev', name: 'check-in-api' },
          { audiences: ['vault'] },
        ),
      });
    const { auth } = await login('dev');
    expect(auth.policies).toContain('flight-ops-check-in-api-dev');
    const secret = await vault.read('secret/data/flight-ops/check-in-api/dev');
    expect(Object.keys(secret.data.data)).toEqual([
      'DATABASE_URL',
      'DATABASE_PASSWORD',
    ]);
    sandbox.vault.admin.write(
      'auth/kubernetes-staging/role/flight-ops-check-in-api-staging',
      {
        bound_service_account_names: ['check-in-api'],
        bound_service_account_namespaces: ['flight-ops-dev'],
        audience: 'vault',
      },
    );
    await expect(login('staging')).rejects.toThrow('permission denied');
  });

  it('lets the CI bot push to the GitOps repository only', async () => {
    const api = new Gitlab({
      host: `${sandbox.url}/gitlab`,
      token: sandbox.credentials.gitopsToken,
    });
    const commit = (project: string) =>
      api.Commits.create(project, 'main', 'A test', [
        { action: 'create', filePath: 'ci.txt', content: 'x' },
      ]);
    await commit('platform/gitops');
    await expect(commit('flight-ops/check-in-api')).rejects.toThrow();
  });

  it('goes on after a restart on another port, and follows what changed meanwhile', async () => {
    const { url } = sandbox;
    await sandbox.stop();
    appendFileSync(
      join(folder, 'charts/api-service/values.yaml'),
      '# changed\n',
    );
    sandbox = await start();
    expect(sandbox.url).not.toBe(url);

    const api = gitlab();
    const [last] = await api.Commits.all('platform/charts', { perPage: 1 });
    expect(last.title).toBe('Follow the folder charts of the project');
    const root = await until(() => application('root-dev'), isWell);
    expect(root.spec.source.repoURL).toBe(
      `${sandbox.url}/gitlab/platform/gitops.git`,
    );
    const service = await until(
      () => application('check-in-api-dev'),
      app => isWell(app) && app.spec.sources[0].repoURL.startsWith(sandbox.url),
    );
    expect(service.status.sync.revisions[0]).toBe(last.id);
    await sandbox.stop();

    sandbox = await start();
    const [same] = await gitlab().Commits.all('platform/charts', {
      perPage: 1,
    });
    expect(same.id).toBe(last.id);
  });

  it('answers only once it is ready, and refuses a second one on its data', async () => {
    expect((await fetch(`${sandbox.url}/healthz`)).status).toBe(200);
    await expect(start()).rejects.toThrow('Another sandbox uses');
  });
});
