import { Gitlab } from '@gitbeaker/rest';
import { CoreV1Api, KubeConfig } from '@kubernetes/client-node';
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startSandbox, type Sandbox } from '../core/Sandbox';
import { parseScale, type ScaleOptions } from './ScaleOptions';

jest.setTimeout(120_000);

const run = promisify(execFile);

describe('a sandbox at scale', () => {
  let folder: string;
  let sandbox: Sandbox;

  const start = (scale: ScaleOptions | undefined, name = 'data') =>
    startSandbox({
      dataDir: join(folder, name),
      port: 0,
      seed: 'none',
      pace: 0,
      scale,
    });

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'runway-scale-'));
    sandbox = await start({
      projects: 5000,
      applications: 5000,
      tools: 5000,
      objects: 10_000,
      tree: 10_000,
      difference: 5000,
    });
    sandbox.gitlab.admin.createToken({
      username: 'root',
      name: 'test',
      scopes: ['api'],
      value: sandbox.credentials.gitlabToken,
    });
  });
  afterAll(async () => {
    await sandbox.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const gitlab = () =>
    new Gitlab({
      host: `${sandbox.url}/gitlab`,
      token: sandbox.credentials.gitlabToken,
    });
  const applications = async (query = '') => {
    const response = await fetch(
      `${sandbox.url}/argocd/api/v1/applications${query}`,
      {
        headers: { Authorization: `Bearer ${sandbox.credentials.argocdToken}` },
      },
    );
    return (await response.json()).items as any[];
  };
  const authorization = () => ({
    Authorization: `Bearer ${sandbox.credentials.argocdToken}`,
  });
  async function ask(instance: string, path: string): Promise<any> {
    const response = await fetch(
      `${sandbox.url}/${instance}/api/v1/applications${path}`,
      { headers: authorization() },
    );
    return response.json();
  }
  function kubernetes(cluster: string) {
    const token = sandbox.kubernetes.admin.addUser(cluster, {
      username: 'reader',
    });
    sandbox.kubernetes.admin.bind(cluster, {
      subject: { kind: 'User', name: 'reader' },
      clusterRole: 'cluster-admin',
    });
    const config = new KubeConfig();
    config.loadFromClusterAndUser(
      {
        name: cluster,
        server: `${sandbox.url}/kubernetes/${cluster}`,
        skipTLSVerify: true,
      },
      { name: 'reader', token },
    );
    return config.makeApiClient(CoreV1Api);
  }

  it('lists projects by pages', async () => {
    const { data, paginationInfo } = await gitlab().Projects.all({
      pagination: 'offset',
      perPage: 100,
      page: 50,
      maxPages: 1,
      showExpanded: true,
      orderBy: 'id',
      sort: 'asc',
    });
    expect(paginationInfo).toMatchObject({ current: 50, totalPages: 50 });
    expect(data).toHaveLength(100);
    expect(data.at(-1)).toMatchObject({
      path_with_namespace: 'scale-team-99/scale-04999',
      default_branch: 'main',
    });
  });

  it('has a repository for who touches it, only', async () => {
    const project = await gitlab().Projects.show('scale-team-21/scale-00021');
    const repository = join(
      folder,
      `data/gitlab/repositories/${project.id}.git`,
    );
    expect(existsSync(repository)).toBe(false);
    const clone = join(folder, 'clone');
    await run('git', [
      ...['clone', '--quiet'],
      `${sandbox.url.replace(
        '://',
        `://oauth2:${sandbox.credentials.gitlabToken}@`,
      )}/gitlab/scale-team-21/scale-00021.git`,
      clone,
    ]);
    expect(readFileSync(join(clone, 'catalog-info.yaml'), 'utf8')).toContain(
      'name: scale-00021',
    );
    await run('git', ['-C', clone, 'fsck', '--strict']);
    expect(existsSync(repository)).toBe(true);
    await gitlab().Commits.create('scale-team-21/scale-00021', 'main', 'More', [
      { action: 'create', filePath: 'more.txt', content: 'x' },
    ]);
    const commits = await gitlab().Commits.all('scale-team-21/scale-00021');
    expect(commits.map(({ title }) => title)).toEqual(['More', 'Begin']);
  });

  it('shows applications in different states, and leaves them alone', async () => {
    expect(sandbox.argocd.pendingWork).toBe(0);
    const all = await applications();
    expect(all).toHaveLength(5002);
    const count = (read: (app: any) => string) =>
      all.reduce<Record<string, number>>((counts, app) => {
        counts[read(app)] = (counts[read(app)] ?? 0) + 1;
        return counts;
      }, {});
    expect(count(app => app.status.sync.status)).toEqual({
      // Also the two large ones.
      OutOfSync: 252,
      Synced: 4750,
    });
    expect(count(app => app.status.health.status)).toEqual({
      Healthy: 4752,
      Degraded: 150,
      Progressing: 100,
    });
    const [one] = await applications('?name=scale-00001-dev&refresh=hard');
    expect(one).toEqual(
      all.find(({ metadata }) => metadata.name === 'scale-00001-dev'),
    );
  });

  it('shows of an application what Argo CD would', async () => {
    const [one] = await applications('?name=scale-00007-dev');
    expect(one).toMatchObject({
      metadata: {
        labels: {
          'runway.aerq.io/service': 'scale-00007',
          'runway.aerq.io/environment': 'dev',
        },
      },
      spec: { project: 'scale-team-07', sources: [{}, { ref: 'values' }] },
      status: {
        summary: {
          images: [
            expect.stringMatching(
              /^registry.runway.internal\/scale-team-07\/scale-00007:[0-9a-f]{8}$/,
            ),
          ],
        },
        operationState: { phase: 'Succeeded' },
      },
    });
    const { history, resources, sync } = one.status;
    expect(history).toHaveLength(10);
    expect(resources).toHaveLength(12);
    expect(sync.revisions).toEqual(history[9].revisions);
    expect(await ask('argocd', '/scale-00007-dev/resource-tree')).toMatchObject(
      { nodes: { length: 15 } },
    );
  });

  it('lists and streams a second Argo CD of its own', async () => {
    const response = await fetch(
      `${sandbox.url}/argocd-tools/api/v1/applications?fields=items.metadata.name`,
      { headers: authorization() },
    );
    const { items } = (await response.json()) as any;
    expect(items).toHaveLength(5000);
    expect(await ask('argocd-tools', '/scale-tree-dev')).toMatchObject({
      code: 7,
    });
  });

  it('has a large tree and a large difference', async () => {
    const tree = await ask('argocd', '/scale-tree-dev/resource-tree');
    expect(tree.nodes).toHaveLength(12 + 1 + 10_000);
    const uids = new Set(tree.nodes.map(({ uid }: any) => uid));
    expect(uids.size).toBe(tree.nodes.length);
    const { items } = await ask(
      'argocd',
      '/scale-difference-dev/managed-resources?kind=ConfigMap',
    );
    expect(items).toHaveLength(1);
    const { liveState, targetState } = items[0];
    expect(liveState.length + targetState.length).toBeGreaterThan(5_000_000);
    expect(liveState).not.toBe(targetState);
  });

  it('tells watchers what is done to an application behind its back', async () => {
    const name = 'scale-00003-staging';
    const path = `${sandbox.url}/sandbox/argocd/argocd-tools/applications/${name}`;
    const caller = new AbortController();
    const response = await fetch(
      `${sandbox.url}/argocd-tools/api/v1/stream/applications?name=${name}`,
      { headers: authorization(), signal: caller.signal },
    );
    const reader = response.body!.getReader();
    const next = async () =>
      JSON.parse(Buffer.from((await reader.read()).value!).toString()).result;
    expect((await next()).type).toBe('ADDED');
    const change = (body: object) =>
      fetch(path, {
        method: 'PATCH',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
    const changed = await change({
      status: { health: { status: 'Degraded', message: 'no memory' } },
    });
    const { resourceVersion } = (await changed.json()) as any;
    expect(await next()).toMatchObject({
      type: 'MODIFIED',
      application: {
        metadata: { resourceVersion },
        status: { health: { status: 'Degraded', message: 'no memory' } },
      },
    });
    expect((await change({ status: 'bad' })).status).toBe(400);
    expect((await fetch(path, { method: 'DELETE' })).status).toBe(204);
    expect((await next()).type).toBe('DELETED');
    expect((await fetch(path, { method: 'DELETE' })).status).toBe(404);
    caller.abort();
  });

  it('lists objects by pages, and nothing changes them', async () => {
    const api = kubernetes('staging');
    const names = new Set<string>();
    let next: string | undefined;
    do {
      const page = await api.listPodForAllNamespaces({
        limit: 500,
        _continue: next,
      });
      page.items.forEach(({ metadata }) => names.add(metadata!.uid!));
      next = page.metadata?._continue;
    } while (next);
    expect(names.size).toBe(1667);
    const { items } = await api.listNamespacedPod({
      namespace: 'scale-team-07-staging',
      labelSelector: 'runway.aerq.io/service=scale-00107',
    });
    expect(items).toHaveLength(1);
    expect(items[0].status).toMatchObject({ phase: 'Running' });
    expect(items[0].metadata?.creationTimestamp).toEqual(
      new Date(Date.UTC(2026, 0, 1, 0, 107)),
    );
    const { items: again } = await api.listNamespacedPod({
      namespace: 'scale-team-07-staging',
      labelSelector: 'runway.aerq.io/service=scale-00107',
    });
    expect(again[0].metadata?.resourceVersion).toBe(
      items[0].metadata?.resourceVersion,
    );
  });

  it('keeps what there is at a restart, and adds what is missing', async () => {
    await sandbox.stop();
    sandbox = await start({ projects: 5001, objects: 3, tree: 10_001 });
    const tree = await ask('argocd', '/scale-tree-dev/resource-tree');
    expect(tree.nodes).toHaveLength(12 + 1 + 10_001);
    expect(
      (await gitlab().Projects.show('scale-team-00/scale-05000')).name,
    ).toBe('scale-05000');
    expect(await applications()).toHaveLength(5002);
    const commits = await gitlab().Commits.all('scale-team-21/scale-00021');
    expect(commits).toHaveLength(2);
  });

  it('is the same for the same numbers', async () => {
    const contents = [];
    for (const name of ['one', 'two']) {
      const other = await start({ objects: 12, applications: 12 }, name);
      const pods = other.kubernetes.clusters
        .cluster('dev')
        .list({ kind: 'Pod' });
      const response = await fetch(`${other.url}/argocd/api/v1/applications`, {
        headers: { Authorization: `Bearer ${other.credentials.argocdToken}` },
      });
      const { items } = await response.json();
      contents.push(
        JSON.stringify([
          pods.map(({ metadata, status }) => [metadata.uid, status]),
          items.map(({ metadata, status }: any) => [metadata.name, status]),
        ]).replaceAll(other.url, ''),
      );
      await other.stop();
    }
    expect(contents[0]).toBe(contents[1]);
    expect(contents[0]).toContain('scale-00001');
  });
});

describe('parseScale', () => {
  it('reads numbers', () => {
    expect(parseScale('projects=5, objects=10')).toEqual({
      projects: 5,
      objects: 10,
    });
  });

  it.each(['', 'projects', 'projects=-1', 'projects=x', 'people=3', '5000'])(
    'refuses %p',
    text => {
      expect(() => parseScale(text)).toThrow('It must be like');
    },
  );
});
