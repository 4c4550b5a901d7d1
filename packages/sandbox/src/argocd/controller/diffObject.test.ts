import type { KubernetesObject } from '../../core/SandboxContext';
import { diffDesired, diffPredicted, isIgnored } from './diffObject';

const object = (fields: object, metadata: object = {}): KubernetesObject => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 'a', ...metadata },
  ...fields,
});

describe('diffPredicted', () => {
  it('sees every change of what is desired, and none of what the cluster keeps book of', () => {
    const live = object(
      { data: { a: 'YQ==' }, status: { phase: 'x' } },
      {
        uid: '1',
        resourceVersion: '7',
        generation: 3,
        managedFields: [{}],
        labels: { app: 'a' },
        annotations: {
          'kubectl.kubernetes.io/last-applied-configuration': '{}',
        },
      },
    );
    expect(
      diffPredicted(
        object({ data: { a: 'YQ==' } }, { labels: { app: 'a' } }),
        live,
      ),
    ).toEqual([]);
    expect(
      diffPredicted(object({ data: { a: 'Yg==' } }, { labels: {} }), live),
    ).toEqual(['metadata.labels.app', 'data.a']);
    expect(
      diffPredicted(
        object({ data: { a: 'YQ==', b: 'Yg==' }, type: 'Opaque' }),
        live,
      ),
    ).toEqual(['metadata.labels', 'data.b', 'type']);
  });

  it('tells lists of other length, order or content apart', () => {
    const list = (...items: unknown[]) => object({ items });
    expect(diffPredicted(list(1, 2), list(1, 2))).toEqual([]);
    expect(diffPredicted(list(1, 2), list(2, 1))).toEqual([
      'items.0',
      'items.1',
    ]);
    expect(diffPredicted(list(1), list(1, 2))).toEqual(['items']);
    expect(diffPredicted(list({ a: 1 }), list({ a: 1, b: 2 }))).toEqual([
      'items.0.b',
    ]);
  });
});

describe('diffDesired', () => {
  it('leaves out what only the live object has', () => {
    const live = object({ data: { a: 'YQ==', b: 'Yg==' }, type: 'Opaque' });
    expect(diffDesired(object({ stringData: { a: 'a' } }), live)).toEqual([]);
    expect(diffDesired(object({ stringData: { a: 'b' } }), live)).toEqual([
      'data.a',
    ]);
    expect(diffDesired(object({ data: { c: 'Yw==' } }), live)).toEqual([
      'data.c',
    ]);
  });
});

it('ignores what JSON pointers name, and below', () => {
  expect(isIgnored('spec.replicas', ['/spec/replicas'])).toBe(true);
  expect(isIgnored('spec.a.b', ['/spec/a'])).toBe(true);
  expect(isIgnored('spec.ab', ['/spec/a'])).toBe(false);
  expect(
    isIgnored('metadata.annotations.a/b', ['/metadata/annotations/a~1b']),
  ).toBe(true);
});
