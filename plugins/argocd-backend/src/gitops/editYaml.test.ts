import { editYaml, flattenYaml, putYaml, readYaml } from './editYaml';

const values = `# runway-run: 1
image:
  # Promotion sets it.
  tag: ''   # empty
autoscaling: { minReplicas: 2 }
`;

describe('editYaml', () => {
  it('changes the scalar and no other character', () => {
    const edited = editYaml('values', values, [
      { path: ['image', 'tag'], value: '3f2c1a9b' },
    ]);
    expect(edited).toBe(values.replace("tag: ''", "tag: '3f2c1a9b'"));
  });

  it.each(['12345678', '1e6', '0755', 'true story: no', '#x', "it's"])(
    'writes %s so that it is read back as text',
    value => {
      const edited = editYaml('values', values, [
        { path: ['image', 'tag'], value },
      ]);
      expect(readYaml('values', edited, ['image', 'tag'])).toBe(value);
    },
  );

  it('leaves a value alone that is right already', () => {
    const source = 'a: "x"\n';
    expect(editYaml('f', source, [{ path: ['a'], value: 'x' }])).toBe(source);
  });

  it.each([
    ['a path that is not there', ['image', 'digest']],
    ['a map', ['image']],
  ])('refuses %s', (_, path) => {
    expect(() => editYaml('values', values, [{ path, value: 'x' }])).toThrow(
      `values has no value ${path.join('.')}`,
    );
  });

  it('refuses what is no YAML, and nothing', () => {
    expect(() => editYaml('f', 'a: [', [{ path: ['a'], value: 'x' }])).toThrow(
      'f is no YAML',
    );
    expect(() => editYaml('f', '', [{ path: ['a'], value: 'x' }])).toThrow('f');
  });
});

describe('putYaml', () => {
  it.each([
    [
      'a block map',
      'spec:\n  automated:\n    prune: true\n',
      'spec:\n  automated:\n    enabled: false\n    prune: true\n',
    ],
    [
      'a flow map',
      'spec:\n  automated: { prune: true }\n',
      'spec:\n  automated: { enabled: false, prune: true }\n',
    ],
    [
      'a map that has it',
      'spec:\n  automated:\n    enabled: true\n',
      'spec:\n  automated:\n    enabled: false\n',
    ],
  ])('sets a key of %s', (_, before, after) => {
    expect(
      putYaml('f', before, ['spec', 'automated'], 'enabled', 'false'),
    ).toBe(after);
  });

  it('refuses a map that is not there', () => {
    expect(() =>
      putYaml('f', 'spec: {}\n', ['spec', 'automated'], 'enabled', 'false'),
    ).toThrow('f has no map spec.automated');
  });
});

test('flattenYaml names every scalar', () => {
  expect([...flattenYaml('values', values)]).toEqual([
    ['image.tag', ''],
    ['autoscaling.minReplicas', '2'],
  ]);
});
