import { builtinSchema } from '../schema/builtinSchemas';
import { strategicMergePatch } from './strategicMergePatch';

const pod = builtinSchema('', 'v1', 'Pod')!;
const patch = (target: object, change: object) =>
  strategicMergePatch(pod, target, change);

describe('strategic merge patch', () => {
  const target = {
    metadata: { labels: { a: '1', b: '2' }, finalizers: ['x/a', 'x/b'] },
    spec: {
      containers: [
        { name: 'one', image: 'a:1', args: ['-v'] },
        { name: 'two', image: 'b:1' },
      ],
      tolerations: [{ key: 'a' }],
    },
  };

  it('merges lists with a key and replaces the others', () => {
    expect(
      patch(target, {
        spec: {
          containers: [{ name: 'one', args: ['-q'] }, { name: 'three' }],
          tolerations: [{ key: 'b' }],
        },
      }),
    ).toMatchObject({
      spec: {
        containers: [
          { name: 'one', image: 'a:1', args: ['-q'] },
          { name: 'two', image: 'b:1' },
          { name: 'three' },
        ],
        tolerations: [{ key: 'b' }],
      },
    });
  });

  it.each([
    [
      'null removes',
      { metadata: { labels: { a: null } } },
      { metadata: { labels: { b: '2' } } },
    ],
    [
      '$patch: delete removes an item',
      { spec: { containers: [{ name: 'one', $patch: 'delete' }] } },
      { spec: { containers: [{ name: 'two', image: 'b:1' }] } },
    ],
    [
      '$patch: replace replaces a map',
      { metadata: { labels: { $patch: 'replace', c: '3' } } },
      { metadata: { labels: { c: '3' } } },
    ],
    [
      '$patch: replace replaces a list',
      { spec: { containers: [{ $patch: 'replace' }, { name: 'four' }] } },
      { spec: { containers: [{ name: 'four' }] } },
    ],
    [
      '$setElementOrder sorts',
      {
        spec: {
          $setElementOrder: undefined,
          '$setElementOrder/containers': [{ name: 'two' }, { name: 'one' }],
          containers: [{ name: 'two', image: 'b:2' }],
        },
      },
      {
        spec: {
          containers: [
            { name: 'two', image: 'b:2' },
            { name: 'one', image: 'a:1', args: ['-v'] },
          ],
        },
      },
    ],
    [
      '$deleteFromPrimitiveList removes values',
      { metadata: { '$deleteFromPrimitiveList/finalizers': ['x/a'] } },
      { metadata: { finalizers: ['x/b'] } },
    ],
    [
      'lists of values are sets',
      { metadata: { finalizers: ['x/b', 'x/c'] } },
      { metadata: { finalizers: ['x/a', 'x/b', 'x/c'] } },
    ],
  ])('%s', (_what, change, expected) => {
    const result = patch(target, change) as typeof target;
    for (const [part, fields] of Object.entries(expected)) {
      for (const [field, value] of Object.entries(fields)) {
        expect((result as any)[part][field]).toEqual(value);
      }
    }
  });
});
