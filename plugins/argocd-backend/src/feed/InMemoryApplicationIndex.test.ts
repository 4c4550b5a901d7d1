import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { newRecord } from '../__testUtils__/FixedIndex';
import { ApplicationChange, ApplicationRecord } from './ApplicationIndex';
import { InMemoryApplicationIndex } from './InMemoryApplicationIndex';
import { StringPool } from './StringPool';
import { toApplicationRecord } from './toApplicationRecord';

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

const record = (
  version: number,
  summary: Partial<ApplicationRecord['summary']> = {},
): ApplicationRecord => ({
  ...newRecord('orders', 'dev', { summary }),
  resourceVersion: String(version),
});

describe('InMemoryApplicationIndex', () => {
  let now = 1_000_000;
  const create = () => {
    const index = new InMemoryApplicationIndex({
      instances: ['main', 'other'],
      now: () => now,
    });
    const changes: string[] = [];
    index.subscribe(({ type, record: { summary, resourceVersion } }) =>
      changes.push(`${type} ${summary.name} ${resourceVersion}`),
    );
    return { index, changes };
  };
  const { summary: ref } = record(1);

  it('takes a list for the whole truth, and tells only what it changes', () => {
    const { index, changes } = create();
    const kept = record(1, { name: 'kept' });
    index.replace('main', [kept, record(2), record(3, { name: 'gone' })]);
    changes.length = 0;
    index.replace('main', [kept, record(9), record(4, { name: 'new' })]);
    expect(changes).toEqual([
      'changed orders-dev 9',
      'changed new 4',
      'deleted gone 3',
    ]);
    expect(index.count('main')).toBe(3);
    expect(index.knows('main')).toBe(true);
    expect(index.knows('other')).toBe(false);
    expect(index.knows('nonsense')).toBe(false);
  });

  it('keeps what is withheld, with its age, until it can be read again', () => {
    const { index, changes } = create();
    const secret = record(1, { name: 'secret', project: 'closed' });
    const other = record(2, { name: 'other', project: 'closed' });
    index.replace('main', [record(3), secret, other]);
    changes.length = 0;
    now += 60_000;
    index.replace('main', [record(3)], [secret, other]);
    now += 30_000;
    index.heard('main');
    expect(changes).toEqual(['changed orders-dev 3']);
    expect(index.sources()[0]).toMatchObject({
      state: 'partial',
      ageSeconds: 90,
      error: {
        reason: 'denied',
        message: expect.stringMatching(/2 appl.* were/),
      },
    });
    // A team that changes is no sign of life of an application.
    index.update(known => ({ ...known }));
    index.apply({
      type: 'changed',
      record: { ...other, resourceVersion: '4' },
    });
    expect(index.isWithheld(other.summary)).toBe(false);
    expect(index.isWithheld(secret.summary)).toBe(true);
    index.replace('main', [record(3), other, secret]);
    expect(index.sources()[0].state).toBe('ok');
  });

  it('ignores what is older than what it knows', () => {
    const { index, changes } = create();
    index.replace('main', [record(10)]);
    changes.length = 0;
    index.apply({ type: 'changed', record: record(9, { health: 'Degraded' }) });
    index.apply({ type: 'deleted', record: record(8) });
    expect(changes).toEqual([]);
    expect(index.get(ref)?.summary.health).toBe('Healthy');
    // Numbers, not texts.
    index.apply({
      type: 'changed',
      record: record(100, { health: 'Degraded' }),
    });
    expect(index.get(ref)?.summary.health).toBe('Degraded');
    index.apply({ type: 'deleted', record: record(101) });
    expect(index.get(ref)).toBeUndefined();
    expect(index.ofService('orders')).toEqual([]);
  });

  it('finds applications by service, also when their label changes', () => {
    const { index } = create();
    index.replace('main', [record(1), record(1, { name: 'second' })]);
    index.replace('other', [record(1, { instance: 'other' })]);
    expect(index.ofService('orders')).toHaveLength(3);
    index.apply({ type: 'changed', record: record(2, { service: 'billing' }) });
    expect(index.ofService('orders')).toHaveLength(2);
    expect(index.ofService('billing')).toHaveLength(1);
    expect([...index.all()]).toHaveLength(3);
  });

  it('says how old what it tells is', () => {
    const { index } = create();
    index.replace('main', [record(1)]);
    now += 60_000;
    expect(index.sources()[0]).toEqual({
      name: 'main',
      state: 'ok',
      ageSeconds: 0,
    });
    index.failed('main', new Error('secret of the upstream'));
    index.failed('other', new Error('secret of the upstream'));
    now += 30_000;
    expect(index.sources()).toMatchObject([
      { state: 'partial', ageSeconds: 90, error: { reason: 'unexpected' } },
      { state: 'failed', ageSeconds: null, error: { reason: 'unexpected' } },
    ]);
    expect(JSON.stringify(index.sources())).not.toContain('secret');
    index.heard('main');
    expect(index.sources()[0].state).toBe('ok');
  });

  it('waits until an application is as wanted', async () => {
    const { index } = create();
    index.replace('main', [record(1)]);
    const isDegraded = (each: ApplicationRecord | undefined) =>
      each?.summary.health === 'Degraded';
    const waiting = index.waitFor(ref, isDegraded, { timeoutMs: 10_000 });
    index.apply({ type: 'changed', record: record(2) });
    index.apply({ type: 'changed', record: record(3, { health: 'Degraded' }) });
    expect((await waiting)?.resourceVersion).toBe('3');
    expect(
      (await index.waitFor(ref, isDegraded, { timeoutMs: 10_000 }))
        ?.resourceVersion,
    ).toBe('3');
    const gone = index.waitFor(ref, each => !each, { timeoutMs: 10_000 });
    index.apply({ type: 'deleted', record: record(4) });
    expect(await gone).toBeUndefined();
  });

  it('ends waiting with time or signal', async () => {
    const { index } = create();
    const never = () => false;
    expect(await index.waitFor(ref, never, { timeoutMs: 1 })).toBeUndefined();
    const stop = new AbortController();
    const waiting = index.waitFor(ref, never, {
      timeoutMs: 60_000,
      signal: stop.signal,
    });
    stop.abort();
    expect(await waiting).toBeUndefined();
    expect(
      await index.waitFor(ref, never, {
        timeoutMs: 60_000,
        signal: stop.signal,
      }),
    ).toBeUndefined();
  });

  it('puts other records in the place of some', () => {
    const { index } = create();
    const changes: ApplicationChange[] = [];
    index.replace('main', [record(1), record(1, { name: 'second' })]);
    index.subscribe(change => changes.push(change));
    index.update(each =>
      each.summary.name === 'second'
        ? { ...each, summary: { ...each.summary, team: 'other' } }
        : undefined,
    );
    expect(changes).toHaveLength(1);
    expect(index.get({ ...ref, name: 'second' })?.summary.team).toBe('other');
  });

  it('is tried when each instance has answered or failed', async () => {
    const { index } = create();
    const trying = index.tried(10_000);
    let isTried = false;
    trying.then(() => {
      isTried = true;
    });
    index.replace('main', []);
    await new Promise(resolve => setImmediate(resolve));
    expect(isTried).toBe(false);
    index.failed('other', new Error('down'));
    await trying;
  });

  it('keeps 10,000 applications in less than 100 MB', () => {
    const { intern } = new StringPool();
    // As JSON.parse gives it: no two share a string.
    const text = (value: unknown) => JSON.parse(JSON.stringify(value));
    const usedMb = () => {
      collectGarbage();
      return process.memoryUsage().heapUsed / 2 ** 20;
    };
    const before = usedMb();
    const index = new InMemoryApplicationIndex({ instances: ['main'] });
    const records = Array.from({ length: 10_000 }, (_, number) =>
      toApplicationRecord(
        text({
          metadata: {
            name: `service-${number}-dev`,
            namespace: 'argocd',
            uid: `00000000-0000-0000-0000-${number}`,
            resourceVersion: String(number),
            labels: {
              'runway.aerq.io/service': `service-${number}`,
              'runway.aerq.io/environment': 'dev',
              'runway.aerq.io/team': `team-${number % 100}`,
            },
          },
          spec: {
            project: `team-${number % 100}`,
            destination: { name: 'dev', namespace: `team-${number % 100}-dev` },
            sources: [1, 2].map(source => ({
              repoURL: `https://git.example/group/repository-${source}.git`,
              path: 'helm/api-service',
            })),
          },
          status: {
            sync: { status: 'Synced', revisions: ['0', String(number)] },
            health: { status: 'Healthy' },
            summary: { images: [`registry.example/t/service-${number}:abc`] },
            history: Array.from({ length: 10 }, (__, id) => ({
              id,
              revisions: ['a'.repeat(40), `${number}-${id}`.padEnd(40, 'b')],
              deployStartedAt: `2026-11-22T10:00:${id}0Z`,
              deployedAt: `2026-11-22T10:01:${id}0Z`,
              initiatedBy: { automated: true },
            })),
            resources: Array.from({ length: 12 }, (__, id) => ({
              kind: 'ConfigMap',
              name: `thing-${id}`,
            })),
          },
        }),
        { instance: 'main', teamOf: () => undefined, intern },
      ),
    );
    index.replace('main', records);
    expect(index.count('main')).toBe(10_000);
    expect(usedMb() - before).toBeLessThan(100);
  });
});
