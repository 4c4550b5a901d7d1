import { parseManifests } from './parseManifests';

it('reads documents, lists and YAML 1.1 as Kubernetes does', () => {
  const objects = parseManifests(
    `# nothing
---
apiVersion: v1
kind: List
items:
  - { apiVersion: v1, kind: ConfigMap, metadata: { name: a } }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: b }
mode: 0644
on: yes
date: 2026-01-02
`,
    'a.yaml',
  );
  expect(objects.map(object => object.metadata.name)).toEqual(['a', 'b']);
  expect(objects[1]).toMatchObject({ mode: 420, date: '2026-01-02' });
});

it.each([
  ['a: [', /^Failed to unmarshal "a\.yaml": /],
  ['just text', /document is not an object/],
  ['kind: ConfigMap\nmetadata: { name: a }', /Object 'apiVersion' is missing/],
  ['apiVersion: v1\nkind: ConfigMap', /Object 'metadata\.name' is missing/],
])('refuses %j', (text, message) => {
  expect(() => parseManifests(text, 'a.yaml')).toThrow(message);
});
