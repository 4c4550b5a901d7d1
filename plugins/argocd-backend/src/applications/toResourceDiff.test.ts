import { ArgoCdManagedResource } from '@runway/integrations';
import { toResourceDiff } from './toResourceDiff';

const managed = (
  kind: string,
  live: object | undefined,
  desired: object | undefined,
): ArgoCdManagedResource => {
  const state = (content: object | undefined) =>
    content &&
    JSON.stringify({
      apiVersion: 'v1',
      kind,
      metadata: { name: 'big', resourceVersion: '1' },
      ...content,
    });
  return {
    kind,
    name: 'big',
    liveState: state(live),
    normalizedLiveState: state(live),
    targetState: state(desired),
    predictedLiveState: state(desired),
  };
};

describe('toResourceDiff', () => {
  it('tells apart what is made, changed, deleted and the same', async () => {
    const data = { data: { a: '1' } };
    expect(
      (await toResourceDiff(managed('ConfigMap', undefined, data)))?.change,
    ).toBe('create');
    expect(
      (await toResourceDiff(managed('ConfigMap', data, undefined)))?.change,
    ).toBe('delete');
    expect(
      await toResourceDiff(managed('ConfigMap', data, data)),
    ).toBeUndefined();
    const { change, diff } = (await toResourceDiff(
      managed('ConfigMap', data, { data: { a: '2' } }),
    ))!;
    expect(change).toBe('update');
    expect(diff).toContain('-  a: "1"\n+  a: "2"');
    expect(diff).not.toContain('resourceVersion');
  });

  it('hides a Secret that Argo CD did not', async () => {
    const encode = (text: string) => Buffer.from(text).toString('base64');
    const annotations = {
      'kubectl.kubernetes.io/last-applied-configuration': encode('hunter1'),
    };
    const { diff } = (await toResourceDiff(
      managed(
        'Secret',
        {
          metadata: { name: 'big', annotations },
          data: { a: encode('hunter1'), b: encode('same') },
        },
        { stringData: { a: 'hunter2', b: 'same', c: 'new' } },
      ),
    ))!;
    for (const secret of ['hunter1', 'hunter2', 'same', 'new']) {
      expect(diff).not.toContain(encode(secret));
      expect(diff).not.toContain(secret);
    }
    expect(diff).toMatch(/- {2}a: .*\(live\)/);
    expect(diff).toMatch(/\+ {2}a: .*\(desired\)/);
    expect(diff).not.toMatch(/[-+] {2}b:/);
  });

  it('shows where a text of 5 MB differs, and lets others have their turn', async () => {
    const lines = (mark: string) =>
      Array.from({ length: 100_000 }, (_, line) =>
        line === 50_000
          ? mark
          : `setting-${line}: the value of this one, rather long`,
      ).join('\n');
    const resource = managed(
      'ConfigMap',
      { data: { 'settings.yaml': lines('before') } },
      { data: { 'settings.yaml': lines('after') } },
    );
    expect(resource.liveState!.length).toBeGreaterThan(4_500_000);
    let turns = 0;
    let isOver = false;
    const other = () => {
      turns += 1;
      if (!isOver) setImmediate(other);
    };
    setImmediate(other);
    const { diff, truncated } = (await toResourceDiff(resource))!;
    isOver = true;
    // One between any two steps.
    expect(turns).toBeGreaterThanOrEqual(4);
    expect(truncated).toBe(true);
    expect(diff.length).toBeLessThan(64 * 1024);
    expect(diff).toContain('before');
    expect(diff).toContain('after');
  });

  it('stays small when everything differs', async () => {
    const data = (mark: string) => ({
      data: Object.fromEntries(
        Array.from({ length: 20_000 }, (_, key) => [`key-${key}`, mark]),
      ),
    });
    const { diff, truncated } = (await toResourceDiff(
      managed('ConfigMap', data('a'), data('b')),
    ))!;
    expect(truncated).toBe(true);
    expect(diff.length).toBeLessThan(64 * 1024);
  });
});
