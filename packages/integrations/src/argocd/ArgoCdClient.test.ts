import { mockServices } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { failureOf } from '../__testUtils__/failureOf';
import { until } from '../__testUtils__/until';
import { sandboxConfig, useSandbox } from '../__testUtils__/useSandbox';
import { createUpstreams } from '../upstreams/createUpstreams';
import type { ArgoCdApplicationEvent } from './ArgoCdTypes';

const name = 'made-dev';
const scope = { project: 'default' };
const source = 'flight-ops/made-manifests';
const configMap = (value: string) =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: made }\ndata: { value: ${value} }\n`;

describe('the Argo CD client against the sandbox', () => {
  const fixture = useSandbox();
  const argocd = () => fixture.upstreams.argocd('main');

  beforeAll(async () => {
    const { sandbox } = fixture;
    const { admin } = sandbox.gitlab;
    await admin.createProject({ path: source });
    await change('one');
    sandbox.argocd.createApplication({
      metadata: { name, labels: { 'runway.aerq.io/service': 'made' } },
      spec: {
        project: 'default',
        destination: { name: 'dev', namespace: name },
        source: {
          repoURL: `${sandbox.url}/gitlab/${source}.git`,
          path: '.',
          targetRevision: 'main',
        },
        syncPolicy: { syncOptions: ['CreateNamespace=true'] },
      },
    });
  });

  async function change(value: string): Promise<string> {
    const [id] = await fixture.sandbox.gitlab.admin.commit({
      project: source,
      branch: 'main',
      commits: [
        {
          message: `Say ${value}`,
          author: { name: 'Ada', email: 'ada@example.com' },
          files: { 'made.yaml': configMap(value) },
        },
      ],
    });
    return id;
  }

  const application = () => argocd().application(name, scope);

  async function synced(history: number) {
    await until(async () => {
      const { status, operation } = await application();
      return (
        !operation &&
        status.operationState?.phase === 'Succeeded' &&
        status.history?.length === history
      );
    });
    return application();
  }

  it('takes a renewed token from its file without a restart', async () => {
    const { sandbox } = fixture;
    const folder = await mkdtemp(join(tmpdir(), 'runway-argocd-'));
    const tokenFile = join(folder, 'token');
    const write = (expiresInSeconds?: number) =>
      writeFile(
        tokenFile,
        `${sandbox.argocd.createAccountToken({
          account: 'runway',
          expiresInSeconds,
        })}\n`,
      );
    const config = sandboxConfig(sandbox).get<any>();
    const [{ token: _token, ...instance }] = config.runway.argocd;
    config.runway.argocd = [{ ...instance, tokenFile }];
    const logger = mockServices.logger.mock();
    logger.child.mockReturnValue(logger);
    const upstreams = createUpstreams(new ConfigReader(config), { logger });
    const read = () => upstreams.argocd('main').project('default');
    try {
      expect(await failureOf(read())).toMatchObject({
        name: 'ServiceUnavailableError',
        message: expect.stringContaining('token file'),
      });
      await write(-10);
      expect(await failureOf(read())).toMatchObject({ upstreamStatus: 401 });
      await write();
      expect((await read()).metadata.name).toBe('default');
    } finally {
      await upstreams.close();
      await rm(folder, { recursive: true });
    }
  });

  it('knows who it is', async () => {
    expect(await argocd().health()).toMatchObject({
      version: expect.stringMatching(/^v\d/),
      user: { loggedIn: true, username: expect.any(String) },
    });
  });

  it('lists by label, and only the fields asked for', async () => {
    const { items, resourceVersion } = await argocd().listApplications({
      selector: 'runway.aerq.io/service=made',
      fields: ['items.metadata.name', 'items.spec.project'],
    });
    expect(items).toEqual([
      { metadata: { name }, spec: { project: 'default' }, status: {} },
    ]);
    expect(resourceVersion).toEqual(expect.any(String));
    const none = await argocd().listApplications({ selector: 'a=nobody' });
    expect(none.items).toEqual([]);
  });

  it('tells an absent application from one it may not see', async () => {
    expect(
      await failureOf(argocd().application('absent', scope)),
    ).toMatchObject({ name: 'NotFoundError' });
    expect(await failureOf(argocd().application('absent'))).toMatchObject({
      name: 'NotAllowedError',
    });
    expect(await argocd().findApplication('absent', scope)).toBeUndefined();
    expect(await argocd().findApplication('absent')).toBeUndefined();
    expect((await argocd().findApplication(name))?.metadata.name).toBe(name);
  });

  it('compares, syncs, rolls back and shows what is there', async () => {
    const refreshed = await argocd().application(name, {
      ...scope,
      refresh: 'normal',
    });
    expect(refreshed.status.sync?.status).toBe('OutOfSync');
    const idle = await failureOf(argocd().terminate(name, scope));
    expect(idle.name).toBe('InputError');

    const asked = await argocd().sync(name, {
      ...scope,
      prune: true,
      infos: [{ name: 'requested-by', value: 'ada' }],
    });
    expect(asked.operation).toBeDefined();
    const first = await synced(1);
    await until(
      async () => (await application()).status.sync?.status === 'Synced',
    );

    const revision = await change('two');
    await argocd().application(name, { ...scope, refresh: 'hard' });
    await argocd().sync(name, { ...scope, revision });
    expect((await synced(2)).status.history?.[1].revision).toBe(revision);

    const tree = await argocd().resourceTree(name, scope);
    expect(tree.nodes).toEqual([
      expect.objectContaining({ kind: 'ConfigMap', name: 'made' }),
    ]);
    const [managed] = await argocd().managedResources(name, scope);
    expect(JSON.parse(managed.liveState!)).toMatchObject({
      data: { value: 'two' },
    });
    const resource = {
      version: 'v1',
      kind: 'ConfigMap',
      namespace: name,
      name: 'made',
    };
    expect(
      await argocd().managedResources(name, {
        ...scope,
        resource: { ...resource, name: 'other' },
      }),
    ).toEqual([]);
    expect(
      JSON.parse(await argocd().resource(name, { ...scope, resource })),
    ).toMatchObject({ data: { value: 'two' } });
    const strange = { ...resource, name: 'kube-root-ca.crt' };
    expect(
      (
        await failureOf(
          argocd().resource(name, { ...scope, resource: strange }),
        )
      ).name,
    ).toBe('InputError');
    expect(await argocd().revisionMetadata(name, revision, scope)).toEqual({
      author: 'Ada <ada@example.com>',
      date: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      message: 'Say two',
    });
    const events = await argocd().events(name, scope);
    expect(events.map(({ reason }) => reason)).toContain('OperationStarted');
    const { manifests } = await argocd().manifests(name, scope);
    expect(manifests.map(text => JSON.parse(text).kind)).toEqual(['ConfigMap']);

    const unknown = argocd().rollback(name, { ...scope, id: 99 });
    expect((await failureOf(unknown)).name).toBe('InputError');
    const oldest = first.status.history![0];
    await argocd().rollback(name, { ...scope, id: oldest.id });
    const back = await synced(3);
    expect(back.status.history![2].revision).toBe(oldest.revision);
  });

  it('tells events of a resource, and changes the application itself', async () => {
    const { nodes } = await argocd().resourceTree(name, scope);
    expect(
      await argocd().resourceEvents(name, {
        ...scope,
        resourceName: nodes[0].name,
        resourceNamespace: nodes[0].namespace,
        resourceUID: nodes[0].uid!,
      }),
    ).toEqual([]);

    const automated = { prune: true };
    await argocd().patchApplication(name, {
      ...scope,
      patch: { spec: { syncPolicy: { automated } } },
    });
    expect((await application()).spec.syncPolicy).toMatchObject({ automated });
    const [entry] = (await application()).status.history!;
    expect(
      (await failureOf(argocd().rollback(name, { ...scope, id: entry.id })))
        .message,
    ).toContain('auto-sync is enabled');
    const paused = await argocd().patchApplication(name, {
      ...scope,
      patch: { spec: { syncPolicy: { automated: { enabled: false } } } },
    });
    expect(paused.spec.syncPolicy).toMatchObject({
      automated: { prune: true, enabled: false },
    });
    const back = await argocd().patchApplication(name, {
      ...scope,
      patch: { spec: { syncPolicy: { automated: null } } },
    });
    expect(back.spec.syncPolicy?.automated).toBeUndefined();
  });

  it('reads a list application by application', async () => {
    const names: string[] = [];
    const { resourceVersion } = await argocd().readApplications(
      { selector: 'runway.aerq.io/service=made' },
      ({ metadata }) => names.push(metadata.name),
    );
    expect(names).toEqual([name]);
    expect(resourceVersion).toBe(await argocd().applicationsVersion());
  });

  it('lists ApplicationSets, and their applications name them', async () => {
    fixture.sandbox.argocd.createApplicationSet({
      metadata: { name: 'made-set', labels: { kind: 'made' } },
      spec: {
        generators: [{ list: { elements: [{ name: 'one' }] } }],
        template: {
          metadata: { name: 'set-{{name}}' },
          spec: {
            project: 'default',
            destination: { name: 'dev', namespace: 'set' },
            source: { repoURL: 'http://localhost/none.git', path: '.' },
          },
        },
      },
    });
    const list = () => argocd().listApplicationSets({ selector: 'kind=made' });
    await until(
      async () => (await list())[0].status.resources?.[0]?.name === 'set-one',
    );
    const [set] = await list();
    const child = await argocd().application('set-one', scope);
    expect(child.metadata.ownerReferences).toEqual([
      expect.objectContaining({
        kind: 'ApplicationSet',
        name: 'made-set',
        uid: set.metadata.uid,
      }),
    ]);
    expect(await argocd().listApplicationSets({ selector: 'kind=a' })).toEqual(
      [],
    );
  });

  it('reads projects', async () => {
    expect(await argocd().project('default')).toMatchObject({
      metadata: { name: 'default' },
    });
    expect((await failureOf(argocd().project('absent'))).name).toBe(
      'NotFoundError',
    );
  });

  it('streams changes until its caller leaves, and deletes', async () => {
    const caller = new AbortController();
    const events: ArgoCdApplicationEvent[] = [];
    const reading = (async () => {
      const stream = argocd().streamApplications(
        { selector: 'runway.aerq.io/service=made' },
        { signal: caller.signal },
      );
      for await (const event of stream) {
        events.push(event);
      }
    })();
    await until(() => events.length > 0);
    expect(events[0]).toMatchObject({
      type: 'ADDED',
      application: { metadata: { name } },
    });
    await argocd().deleteApplication(name, { ...scope, cascade: false });
    await until(() => events.some(({ type }) => type === 'DELETED'));
    caller.abort();
    await reading;
    expect(await argocd().findApplication(name, scope)).toBeUndefined();
    expect(
      (await failureOf(argocd().deleteApplication(name, scope))).name,
    ).toBe('NotFoundError');
  });
});
