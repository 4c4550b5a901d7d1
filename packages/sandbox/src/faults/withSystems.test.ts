import { Gitlab } from '@gitbeaker/rest';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import nodeVault from 'node-vault';
import { startSandbox, type Sandbox } from '../core/Sandbox';

jest.setTimeout(60_000);

const run = promisify(execFile);

/** Faults in front of the real systems, as their real clients meet them. */
describe('faults of the systems', () => {
  let folder: string;
  let sandbox: Sandbox;
  let clone: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'runway-faults-'));
    sandbox = await startSandbox({
      dataDir: join(folder, 'data'),
      port: 0,
      seed: 'none',
      pace: 0,
    });
    const { admin } = sandbox.gitlab;
    admin.createUser({
      username: 'mia',
      name: 'Mia',
      email: 'mia@example.com',
      admin: true,
    });
    admin.createToken({
      username: 'mia',
      name: 'test',
      scopes: ['api'],
      value: sandbox.credentials.gitlabToken,
    });
    admin.createGroup({ path: 'shop' });
    await admin.createProject({ path: 'shop/cart' });
    await admin.commitFiles('shop/cart', 'main', { a: 'a' }, 'First', {
      name: 'Mia',
      email: 'mia@example.com',
    });
    clone = join(folder, 'clone');
    await run('git', ['clone', '--quiet', address(), clone]);
  });
  afterEach(() => sandbox.faults.clear());
  afterAll(async () => {
    await sandbox.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const address = () =>
    `${sandbox.url.replace(
      '://',
      `://oauth2:${sandbox.credentials.gitlabToken}@`,
    )}/gitlab/shop/cart.git`;
  const gitlab = () =>
    new Gitlab({
      host: `${sandbox.url}/gitlab`,
      token: sandbox.credentials.gitlabToken,
    });
  const push = async (text: string) => {
    writeFileSync(join(clone, 'a'), text);
    const git = (...args: string[]) =>
      run('git', [
        ...['-C', clone, '-c', 'user.name=Mia'],
        ...['-c', 'user.email=mia@example.com', ...args],
      ]);
    await git('commit', '--quiet', '--all', '--message', text);
    await git('push', '--quiet', 'origin', 'main');
  };
  const head = async () =>
    (await gitlab().Commits.show('shop/cart', 'main')).title;

  it.each([
    ['status', { kind: 'status', status: 503 }, false],
    ['reset', { kind: 'reset' }, false],
    ['accomplished', { kind: 'accomplished' }, true],
    ['truncate', { kind: 'truncate' }, true],
  ] as const)('spoils a push: %s', async (text, fault, isDone) => {
    const { id } = sandbox.faults.add({
      system: 'gitlab',
      path: '/**/git-receive-pack',
      fault,
    });
    await expect(push(text)).rejects.toThrow();
    expect(await head().then(title => title === text)).toBe(isDone);
    // On a connection that it has used before, Git tries again by itself.
    expect(sandbox.faults.list()[0].hits).toBeGreaterThan(0);
    sandbox.faults.remove(id);
    await run('git', ['-C', clone, 'push', '--quiet', 'origin', 'main']);
    expect(await head()).toBe(text);
  });

  it('makes a project that is answered with 500', async () => {
    sandbox.faults.add({
      system: 'gitlab',
      method: 'POST',
      path: '/api/v4/projects',
      fault: { kind: 'accomplished' },
    });
    const { id: namespaceId } = sandbox.gitlab.admin.findGroup('shop')!;
    await expect(
      gitlab().Projects.create({ name: 'till', path: 'till', namespaceId }),
    ).rejects.toMatchObject({ cause: { response: { status: 500 } } });
    expect(await gitlab().Projects.show('shop/till')).toMatchObject({
      path_with_namespace: 'shop/till',
    });
  });

  it("knows Vault's own method", async () => {
    const vault = nodeVault({
      endpoint: `${sandbox.url}/vault`,
      token: sandbox.vault.admin.createToken({ policies: ['root'] }),
    });
    sandbox.faults.add({
      system: 'vault',
      method: 'LIST',
      path: '/v1/sys/policies/*',
      fault: { kind: 'status', status: 403 },
    });
    await expect(vault.list('sys/policies/acl')).rejects.toMatchObject({
      response: { statusCode: 403 },
      message: expect.stringContaining('permission denied'),
    });
    await expect(vault.read('sys/policies/acl/default')).resolves.toBeDefined();
  });

  it.each([
    ['kubernetes', '/kubernetes/dev/api/v1/namespaces?watch=true'],
    ['argocd', '/argocd/api/v1/stream/applications'],
  ] as const)('breaks a watch of %s', async (system, path) => {
    sandbox.kubernetes.admin.bind('dev', {
      subject: { kind: 'User', name: 'watcher' },
      clusterRole: 'cluster-admin',
    });
    const token =
      system === 'argocd'
        ? sandbox.credentials.argocdToken
        : sandbox.kubernetes.admin.addUser('dev', { username: 'watcher' });
    sandbox.argocd.createApplication({
      metadata: { name: 'cart' },
      spec: {
        source: { repoURL: 'http://localhost/none.git', path: '.' },
        destination: { name: 'dev', namespace: 'cart' },
      },
    });
    sandbox.faults.add({ system, fault: { kind: 'truncate', bytes: 20 } });
    const response = await fetch(`${sandbox.url}${path}`, {
      headers: { Authorization: `Bearer ${token}` },
    });
    expect(response.status).toBe(200);
    const reader = response.body!.getReader();
    const { value } = await reader.read();
    expect(value).toHaveLength(20);
    await expect(reader.read()).rejects.toThrow();
  });

  it('stops while requests hang', async () => {
    sandbox.faults.add({ system: 'argocd', fault: { kind: 'hang' } });
    const answer = fetch(`${sandbox.url}/argocd/api/version`).catch(
      error => error.cause.code,
    );
    while (sandbox.faults.log().at(-1)?.kind !== 'hang') {
      await new Promise(next => setTimeout(next, 5));
    }
    await sandbox.stop();
    expect(await answer).toMatch(/UND_ERR_SOCKET|ECONNRESET/);
    sandbox = await startSandbox({
      dataDir: join(folder, 'data'),
      port: 0,
      seed: 'none',
      pace: 0,
    });
    expect(sandbox.faults.list()).toEqual([]);
    expect((await fetch(`${sandbox.url}/argocd/api/version`)).status).toBe(200);
  });
});
