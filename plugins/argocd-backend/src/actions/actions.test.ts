import { resolvePackagePath } from '@backstage/backend-plugin-api';
import { TestDatabases } from '@backstage/backend-test-utils';
import { Action, ActionRequest } from '@runway/plugin-argocd-common';
import { Sandbox } from '@runway/sandbox';
import { randomUUID } from 'node:crypto';
import { useSandbox } from '../__testUtils__/useSandbox';
import { configMap, createOrders } from '../__testUtils__/ordersApplications';
import { amelia, noor, sami, startActing } from '../__testUtils__/startActing';
import {
  FaultyProxy,
  startFaultyProxy,
} from '../__testUtils__/startFaultyProxy';
import { until } from '../__testUtils__/until';
import { ApplicationRecord } from '../feed/ApplicationIndex';
import { REQUESTED_BY_INFO } from '../feed/toApplicationRecord';

jest.setTimeout(90_000);

const ref = (name: string) => ({ instance: 'main', namespace: 'argocd', name });
const sync: ActionRequest = { kind: 'sync', prune: false, dryRun: false };

describe('actions on applications', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3'] });
  const fixture = useSandbox();
  const replicas: Array<{ stop(): Promise<void> }> = [];
  let sandbox: Sandbox;
  let orders: Awaited<ReturnType<typeof createOrders>>;
  let proxy: FaultyProxy;

  beforeAll(async () => {
    ({ sandbox } = fixture);
    orders = await createOrders(sandbox);
  });
  beforeEach(async () => {
    proxy = await startFaultyProxy(`${sandbox.url}/argocd`);
  });
  afterEach(async () => {
    await Promise.all(replicas.splice(0).map(replica => replica.stop()));
    await proxy.stop();
  });

  async function migrated() {
    const knex = await databases.init('SQLITE_3');
    await knex.migrate.latest({
      directory: resolvePackagePath(
        '@runway/plugin-argocd-backend',
        'migrations',
      ),
    });
    return knex;
  }

  async function portal(
    options: Partial<Parameters<typeof startActing>[0]> = {},
  ) {
    const knex = options.knex ?? (await migrated());
    const replica = await startActing({
      sandbox,
      argocd: proxy.url,
      knex,
      ...options,
    });
    replicas.push(replica);
    const { service } = replica;
    const preview = (
      name: string,
      request: ActionRequest,
      credentials = noor,
    ) => service.preview(ref(name), request, { credentials });
    return {
      ...replica,
      knex,
      preview,
      async act(name: string, request: ActionRequest, credentials = noor) {
        const { token } = await preview(name, request, credentials);
        return service.start(
          ref(name),
          { request, token, requestId: randomUUID() },
          { credentials },
        );
      },
      async ended(action: Action): Promise<Action> {
        const look = () => service.get(action.id, { credentials: noor });
        await until(async () => (await look()).finishedAt);
        return look();
      },
      /** The application once it looks as wanted. */
      async seen(
        name: string,
        isWanted: (record: ApplicationRecord) => boolean = () => true,
      ): Promise<ApplicationRecord> {
        await until(() => {
          const record = replica.index.get(ref(name));
          return record && isWanted(record);
        });
        return replica.index.get(ref(name))!;
      },
    };
  }

  /** An application of its own, so that tests don't meet. */
  async function application(
    name: string,
    more: Partial<Parameters<typeof orders.create>[0]> = {},
  ) {
    orders.create({ name, service: 'orders', environment: 'dev', ...more });
    await orders.settled();
    return name;
  }

  it('shows what a sync changes without Secrets, does it, and follows it to the end', async () => {
    const name = await application('orders-sync');
    const { preview, act, ended, seen, changed, channels, auditor } =
      await portal();
    await seen(name);
    const shown = await preview(name, sync);
    expect(shown).toMatchObject({ method: 'operation', files: [] });
    expect(shown.blocked).toBeUndefined();
    expect(shown.changes.map(({ kind, change }) => [kind, change])).toEqual(
      expect.arrayContaining([
        ['ConfigMap', 'create'],
        ['Secret', 'create'],
      ]),
    );
    const text = JSON.stringify(shown);
    expect(text).toContain('value: one');
    expect(text).not.toContain('first');
    expect(text).not.toContain(Buffer.from('first').toString('base64'));

    const action = await act(name, sync);
    expect(action).toMatchObject({
      state: 'running',
      by: 'user:default/noor.haddad',
    });
    expect(await ended(action)).toMatchObject({
      state: 'succeeded',
      message: expect.stringContaining('successfully synced'),
    });
    expect(changed).toContain(channels.ofApplication(ref(name)));
    expect(auditor.createEvent).toHaveBeenCalledWith(
      expect.objectContaining({
        eventId: 'application-action',
        meta: expect.objectContaining({ application: `main/argocd/${name}` }),
      }),
    );
    expect(auditor.createEvent).toHaveBeenCalledWith(
      expect.objectContaining({ eventId: 'application-action-end' }),
    );
  });

  it('starts one action for one request, however often it is sent', async () => {
    const name = await application('orders-once');
    const { service, preview, seen } = await portal();
    await seen(name);
    const { token } = await preview(name, sync);
    const body = { request: sync, token, requestId: randomUUID() };
    const first = await service.start(ref(name), body, { credentials: noor });
    const again = await service.start(ref(name), body, { credentials: noor });
    expect(again.id).toBe(first.id);
    await expect(
      service.start(ref(name), body, { credentials: sami }),
    ).rejects.toThrow('belongs to another request');
  });

  it('refuses what was shown for another state', async () => {
    const name = await application('orders-moved');
    const { service, preview, seen, index } = await portal();
    const { summary } = await seen(name);
    const { token } = await preview(name, sync);
    await orders.commit({
      'orders/settings.yaml': configMap('orders', randomUUID()),
    });
    await until(
      () => index.get(ref(name))?.summary.revision !== summary.revision,
    );
    const start = (given?: string) =>
      service.start(
        ref(name),
        { request: sync, token: given, requestId: randomUUID() },
        { credentials: noor },
      );
    await expect(start(token)).rejects.toThrow('changed since you looked');
    await expect(start()).rejects.toThrow('its preview gives the token');
  });

  it('tells the second of two people who syncs since when', async () => {
    const name = await application('orders-two');
    const knex = await migrated();
    const one = await portal({ knex, follow: false });
    const other = await portal({ knex, follow: false });
    await Promise.all([one.seen(name), other.seen(name)]);
    const { token } = await one.preview(name, sync);
    const outcomes = await Promise.allSettled([
      one.service.start(
        ref(name),
        { request: sync, token, requestId: randomUUID() },
        { credentials: noor },
      ),
      other.service.start(
        ref(name),
        { request: sync, token, requestId: randomUUID() },
        { credentials: sami },
      ),
    ]);
    const refused = outcomes.filter(({ status }) => status === 'rejected');
    expect(refused).toHaveLength(1);
    expect((refused[0] as PromiseRejectedResult).reason).toMatchObject({
      name: 'ConflictError',
      message: expect.stringMatching(
        /^(noor\.haddad|sami\.okafor) syncs it since \d{4}-\d\d-\d\d .* UTC/,
      ),
    });
  });

  it('names who uses Argo CD past the portal', async () => {
    const name = await application('orders-past', { path: 'slow' });
    const { argocd, seen, service, preview } = await portal();
    await seen(name);
    const { token } = await preview(name, sync);
    // The index doesn't hear of what happens now.
    proxy.spoilStreams('stall');
    await argocd.sync(name, {
      project: 'booking',
      infos: [{ name: REQUESTED_BY_INFO, value: 'user:default/maren.olsen' }],
    });
    const attempt = service.start(
      ref(name),
      { request: sync, token, requestId: randomUUID() },
      { credentials: noor },
    );
    await expect(attempt).rejects.toMatchObject({
      name: 'ConflictError',
      message: expect.stringMatching(
        /^maren\.olsen has an operation under way here since .*\. Wait/,
      ),
    });
    proxy.spoilStreams(undefined);
  });

  it('ends what is under way, and what follows sees it end', async () => {
    const name = await application('orders-end', { path: 'slow' });
    const { act, ended, preview, seen } = await portal();
    await seen(name);
    const begun = await act(name, sync);
    await seen(name, ({ summary }) => summary.operation?.phase === 'Running');
    expect((await preview(name, sync, sami)).blocked).toMatch(
      /^noor\.haddad has an operation under way here/,
    );
    const end = await act(name, { kind: 'terminate' }, sami);
    expect(await ended(end)).toMatchObject({ state: 'succeeded' });
    expect(await ended(begun)).toMatchObject({
      state: 'failed',
      message: expect.stringContaining('terminated'),
    });
  });

  it('says whom to ask, and lets services do nothing', async () => {
    const name = await application('orders-denied');
    const production = await application('orders-prod', {
      environment: 'production',
    });
    const { service, act, seen } = await portal();
    await Promise.all([seen(name), seen(production)]);
    await expect(act(name, sync, amelia)).rejects.toThrow(
      `You may not sync ${name}: it belongs to booking. Ask somebody of that team, or the platform team.`,
    );
    const { actions } = await service.allowed(ref(production), {
      credentials: noor,
    });
    expect(
      actions.filter(({ allowed }) => allowed).map(({ kind }) => kind),
    ).toEqual(['refresh', 'sync', 'rollback', 'terminate']);
    expect(actions.find(({ kind }) => kind === 'pause')?.reason).toBe(
      `You may not pause auto-sync of ${production}: not in production. Ask the platform team.`,
    );
    expect(
      await service.refreshAll([ref(name), ref('absent')], {
        credentials: amelia,
      }),
    ).toMatchObject({
      results: [{ outcome: 'denied' }, { outcome: 'failed' }],
    });
  });

  it('refreshes many, each with its own outcome', async () => {
    const name = await application('orders-bulk');
    const { service, seen } = await portal();
    await seen(name);
    const { results } = await service.refreshAll([ref(name), ref('absent')], {
      credentials: noor,
    });
    expect(results.map(({ outcome }) => outcome)).toEqual([
      'refreshed',
      'failed',
    ]);
    expect(results[0].message).toMatch(/^Argo CD says: /);
  });

  it('rolls back where auto-sync is off, and not to what is gone', async () => {
    const name = await application('orders-back');
    const { act, ended, preview, index, seen } = await portal();
    await seen(name);
    await ended(await act(name, sync));
    const before = await seen(name, ({ history }) => history.length === 1);
    await orders.commit({
      'orders/settings.yaml': configMap('orders', randomUUID()),
    });
    await until(
      () => index.get(ref(name))?.summary.revision !== before.summary.revision,
    );
    await ended(await act(name, sync));
    await seen(name, ({ history }) => history.length === 2);

    const gone: ActionRequest = {
      kind: 'rollback',
      historyId: 77,
      prune: false,
    };
    expect((await preview(name, gone)).blocked).toMatch(
      /Deployment 77 is not in the history .* There are 0 to 1/,
    );
    await expect(act(name, gone)).rejects.toThrow('is not in the history');

    const back = await act(name, {
      kind: 'rollback',
      historyId: before.history[0].id,
      prune: false,
    });
    expect(await ended(back)).toMatchObject({ state: 'succeeded' });
    const record = await seen(name, ({ history }) => history.length === 3);
    expect(record.history[2].revision).toBe(before.history[0].revision);
  });

  it('rolls back by merge request under auto-sync, and follows that', async () => {
    const name = await application('orders-auto', { automated: {} });
    const { act, ended, git, preview, index, knex } = await portal();
    await until(() => index.get(ref(name))?.history.length);
    const request: ActionRequest = {
      kind: 'rollback',
      historyId: index.get(ref(name))!.history[0].id,
      prune: false,
    };
    expect(await preview(name, request)).toMatchObject({
      method: 'merge-request',
      files: [{ path: 'services/booking/orders/dev.yaml' }],
    });
    const action = await act(name, request);
    expect(action).toMatchObject({
      state: 'running',
      mergeRequest: { iid: 1, state: 'opened' },
    });
    await expect(act(name, request, sami)).rejects.toThrow(
      /noor\.haddad rolls it back since .* Merge or close https/,
    );
    git.requests.set(action.id, { ...action.mergeRequest!, state: 'merged' });
    await knex('actions').update({ look_at: 0 });
    expect(await ended(action)).toMatchObject({
      state: 'succeeded',
      mergeRequest: { state: 'merged' },
    });
  });

  it('pauses and resumes auto-sync as it was, with the reason', async () => {
    const automated = { prune: true, selfHeal: true };
    const name = await application('orders-pause', { automated });
    const { act, argocd, index, pauses, seen } = await portal();
    await seen(name);
    const autoSync = (wanted: boolean) =>
      until(() => index.get(ref(name))?.summary.autoSync === wanted);
    expect(
      await act(name, { kind: 'pause', reason: 'Investigating a leak' }),
    ).toMatchObject({ state: 'succeeded' });
    await autoSync(false);
    await until(() => pauses.of(index.get(ref(name))!));
    expect(pauses.of(index.get(ref(name))!)).toEqual({
      by: 'user:default/noor.haddad',
      at: expect.any(String),
      reason: 'Investigating a leak',
    });
    expect(await act(name, { kind: 'resume' })).toMatchObject({
      state: 'succeeded',
      message: 'Auto-sync is on as it was.',
    });
    await autoSync(true);
    expect(pauses.of(index.get(ref(name))!)).toBeUndefined();
    const { spec } = await argocd.application(name, { project: 'booking' });
    expect(spec.syncPolicy).toMatchObject({ automated });
  });

  it('does not pause past Git what another application declares', async () => {
    const manifest = (name: string, automated: string) => `
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: ${name}
  namespace: argocd
  labels: { runway.aerq.io/service: orders, runway.aerq.io/environment: dev }
spec:
  project: booking
  destination: { name: dev, namespace: ns-${name} }
  source: { repoURL: '${sandbox.url}/gitlab/booking/deploy.git', path: orders, targetRevision: main }
  syncPolicy: { automated: ${automated}, syncOptions: [CreateNamespace=true] }
`;
    await orders.commit({
      'root/child.yaml': manifest('orders-child', '{ prune: true }'),
    });
    sandbox.argocd.createProject({
      metadata: { name: 'root' },
      spec: {
        sourceRepos: ['*'],
        destinations: [{ name: 'in-cluster', namespace: '*' }],
      },
    });
    sandbox.argocd.createApplication({
      metadata: { name: 'root' },
      spec: {
        project: 'root',
        destination: { name: 'in-cluster', namespace: 'argocd' },
        source: {
          repoURL: `${sandbox.url}/gitlab/booking/deploy.git`,
          path: 'root',
          targetRevision: 'main',
        },
        syncPolicy: { automated: { prune: true, selfHeal: true } },
      },
    });
    const { act, argocd, index, preview, seen } = await portal();
    const { parent } = await seen(
      'orders-child',
      ({ summary }) => summary.autoSync,
    );
    expect(parent).toEqual({ kind: 'Application', name: 'root' });

    // What Argo CD makes of a pause that is not in Git.
    const states: boolean[] = [];
    index.subscribe(({ record: { summary } }) => {
      if (summary.name === 'orders-child') {
        states.push(summary.autoSync);
      }
    });
    await argocd.patchApplication('orders-child', {
      project: 'booking',
      patch: { spec: { syncPolicy: { automated: null } } },
    });
    await until(() => states.includes(false) && states.at(-1));

    const request = { kind: 'pause', reason: 'Investigating' } as const;
    expect(await preview('orders-child', request)).toMatchObject({
      method: 'merge-request',
      warnings: [
        'orders-child is declared in Git by root, which would undo a change made in Argo CD.',
      ],
    });
    expect(await act('orders-child', request)).toMatchObject({
      state: 'running',
      mergeRequest: { state: 'opened' },
    });
  });

  it('asks again for what a killed process wrote down and never asked', async () => {
    const name = await application('orders-killed');
    const knex = await migrated();
    const dead = await portal({ knex, follow: false });
    await dead.seen(name);
    const id = randomUUID();
    await dead.store.begin({
      id,
      requestId: randomUUID(),
      application: ref(name),
      project: 'booking',
      request: sync,
      method: 'operation',
      by: 'user:default/noor.haddad',
      requestedAt: Date.now() - 30_000,
      lookAt: Date.now() - 1,
      exclusive: `operation:main/argocd/${name}`,
    });
    const { ended, service } = await portal({ knex });
    const action = await service.get(id, { credentials: noor });
    expect(await ended(action)).toMatchObject({ state: 'succeeded' });
    await dead.seen(name, ({ history }) => history.length === 1);
  });

  it('does not begin late what is too old, and finds what Argo CD had begun', async () => {
    const name = await application('orders-late');
    const knex = await migrated();
    const dead = await portal({ knex, follow: false });
    await dead.seen(name);
    const begin = (id: string, requestedAt: number) =>
      dead.store.begin({
        id,
        requestId: randomUUID(),
        application: ref(name),
        project: 'booking',
        request: sync,
        method: 'operation',
        by: 'user:default/noor.haddad',
        requestedAt,
        lookAt: 0,
      });
    const old = randomUUID();
    await begin(old, Date.now() - 3_600_000);
    const replica = await portal({ knex });
    expect(
      await replica.ended(
        await replica.service.get(old, { credentials: noor }),
      ),
    ).toMatchObject({ state: 'lost' });
    expect(replica.index.get(ref(name))?.history).toEqual([]);
  });

  it('ends an action whose application is deleted meanwhile', async () => {
    const name = await application('orders-deleted');
    const knex = await migrated();
    const dead = await portal({ knex, follow: false });
    await dead.seen(name);
    const { id } = await dead.act(name, sync);
    await dead.argocd.deleteApplication(name, {
      project: 'booking',
      cascade: false,
    });
    await until(() => !dead.index.get(ref(name)));
    const { service, ended } = await portal({ knex });
    const action = await service.get(id, { credentials: noor });
    expect(await ended(action)).toMatchObject({
      state: 'failed',
      message: 'The application was deleted in the meantime.',
    });
  });

  it('goes on with an action when Argo CD was away in the middle of it', async () => {
    const name = await application('orders-away');
    const knex = await migrated();
    const dead = await portal({ knex, follow: false });
    await dead.seen(name);
    const action = await dead.act(name, sync);
    proxy.fail({ down: true });
    proxy.endStreams('abruptly');
    await orders.settled();
    proxy.fail(undefined);
    const { ended } = await portal({ knex });
    expect(await ended(action)).toMatchObject({ state: 'succeeded' });
  });

  it('fails in words when the portal may not act in a project', async () => {
    const name = await application('orders-forbidden');
    const { service, preview, seen } = await portal();
    await seen(name);
    const { token } = await preview(name, sync);
    proxy.fail({ status: 403, body: '{"message": "permission denied"}' });
    await expect(
      service.start(
        ref(name),
        { request: sync, token, requestId: randomUUID() },
        { credentials: noor },
      ),
    ).rejects.toMatchObject({ name: 'NotAllowedError' });
    proxy.fail(undefined);
    const [action] = await service.list(ref(name), { credentials: noor });
    expect(action).toMatchObject({
      state: 'failed',
      message: expect.stringContaining('does not allow the portal'),
    });
  });
});
