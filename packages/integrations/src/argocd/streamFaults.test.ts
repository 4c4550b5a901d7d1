import { failureOf } from '../__testUtils__/failureOf';
import { until } from '../__testUtils__/until';
import { useSandbox } from '../__testUtils__/useSandbox';
import type { StreamOptions } from './ArgoCdDeliveryTypes';
import type { ArgoCdApplicationEvent } from './ArgoCdTypes';

const name = 'watched';

describe('streams of an Argo CD that is unwell', () => {
  const fixture = useSandbox();
  const argocd = () => fixture.upstreams.argocd('main');

  beforeAll(() => {
    fixture.sandbox.argocd.createApplication({
      metadata: {
        name,
        annotations: { 'argocd.argoproj.io/skip-reconcile': 'true' },
      },
      spec: {
        destination: { name: 'dev', namespace: name },
        source: { repoURL: 'http://localhost/none.git', path: '.' },
      },
    });
  });
  afterEach(() => fixture.sandbox.faults.clear());

  const spoil = (
    fault: Parameters<typeof fixture.sandbox.faults.add>[0]['fault'],
    more: { skip?: number; times?: number } = {},
  ) =>
    fixture.sandbox.faults.add({
      system: 'argocd',
      path: '/api/v1/stream/**',
      fault,
      ...more,
    });

  let turn = 0;
  function change(): string {
    turn += 1;
    fixture.sandbox.argocd.changeApplication(name, ({ metadata }) => {
      metadata.labels = { turn: String(turn) };
    });
    return String(turn);
  }

  /** Follows the application; `done` is how that ended. */
  function follow(options: StreamOptions = {}) {
    const events: ArgoCdApplicationEvent[] = [];
    const caller = new AbortController();
    const read = async () => {
      const stream = argocd().streamApplications(
        { name },
        { signal: caller.signal, ...options },
      );
      for await (const event of stream) {
        events.push(event);
      }
    };
    const done = read();
    done.catch(() => {});
    return {
      done,
      turns: () =>
        events.map(({ application }) => application.metadata.labels?.turn),
      types: () => events.map(({ type }) => type),
      begun: () => until(() => events.length > 0),
      leave: () => caller.abort(),
    };
  }

  it('ends normally when Argo CD ends it', async () => {
    spoil({ kind: 'stream-end', after: 2 });
    const stream = follow();
    await stream.begun();
    change();
    await stream.done;
    expect(stream.types()).toEqual(['ADDED', 'MODIFIED']);
  });

  it.each(['stream-break', 'stream-cut'] as const)(
    'fails when the connection breaks (%s), and begins anew with what is',
    async kind => {
      spoil({ kind, after: 1 }, { times: 1 });
      const broken = follow();
      await broken.begun();
      const latest = change();
      expect(await failureOf(broken.done)).toMatchObject({
        name: 'ServiceUnavailableError',
        retryable: true,
      });
      const again = follow();
      await again.begun();
      expect(again.turns()).toEqual([latest]);
      again.leave();
      await again.done;
    },
  );

  it('fails when it falls silent', async () => {
    spoil({ kind: 'stream-stall', after: 1 });
    const stream = follow({ idleTimeoutMs: 500 });
    await stream.begun();
    change();
    expect((await failureOf(stream.done)).message).toContain(
      'with nothing for 0.5 s',
    );
    expect(stream.types()).toEqual(['ADDED']);
  });

  it('loses events without a word; the version tells', async () => {
    spoil({ kind: 'stream-lose', after: 1, events: 1 });
    const stream = follow();
    await stream.begun();
    const before = await argocd().applicationsVersion();
    change();
    expect(Number(await argocd().applicationsVersion())).toBeGreaterThan(
      Number(before),
    );
    expect(stream.types()).toEqual(['ADDED']);
    const latest = change();
    await until(() => stream.turns().includes(latest));
    expect(stream.types()).toEqual(['ADDED', 'MODIFIED']);
    stream.leave();
    await stream.done;
  });

  it('is refused when it comes back with a token that has expired', async () => {
    spoil({ kind: 'stream-end', after: 1 }, { times: 1 });
    spoil({ kind: 'status', status: 401 });
    await follow().done;
    const failure = await failureOf(follow().done);
    expect(failure).toMatchObject({
      name: 'ServiceUnavailableError',
      retryable: false,
      upstreamStatus: 401,
    });
    expect(failure.message).toContain('expired');
  });

  it('shows an account only the projects that it may see', async () => {
    fixture.sandbox.faults.add({
      system: 'argocd',
      query: { projects: 'secret' },
      fault: { kind: 'status', status: 403 },
    });
    expect(
      (await failureOf(argocd().listApplications({ projects: ['secret'] })))
        .name,
    ).toBe('NotAllowedError');
    expect(
      (await argocd().listApplications({ projects: ['default'] })).items,
    ).toHaveLength(1);
  });

  it('does not begin before Argo CD has something to say', async () => {
    const resourceVersion = await argocd().applicationsVersion();
    const stream = argocd().streamApplications(
      // Nothing that happens meanwhile is as new as that.
      { resourceVersion: String(Number(resourceVersion) + 1_000_000) },
      { idleTimeoutMs: 300 },
    );
    expect(
      (await failureOf(stream[Symbol.asyncIterator]().next())).message,
    ).toContain('within 300 ms');
  });

  it('tells of an application that is deleted while it is watched, and ends its tree', async () => {
    const stream = follow();
    await stream.begun();
    const trees: number[] = [];
    const tree = (async () => {
      for await (const { nodes } of argocd().streamResourceTree(name, {
        project: 'default',
      })) {
        trees.push(nodes.length);
      }
    })();
    await until(() => trees.length > 0);
    fixture.sandbox.argocd.removeApplication(name);
    await until(() => stream.types().length === 2);
    expect(stream.types()).toEqual(['ADDED', 'DELETED']);
    await tree;
    stream.leave();
    await stream.done;
  });
});
