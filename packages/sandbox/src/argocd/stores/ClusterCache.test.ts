import type {
  ClusterAccess,
  KubernetesObject,
} from '../../core/SandboxContext';
import { ClusterCache } from './ClusterCache';

const object = (
  name: string,
  fields: { version?: number; owner?: string; tracking?: string } = {},
): KubernetesObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: {
    name,
    namespace: 'a',
    uid: `uid-${name}`,
    resourceVersion: String(fields.version ?? 1),
    ...(fields.owner
      ? { ownerReferences: [{ uid: `uid-${fields.owner}` }] }
      : {}),
    ...(fields.tracking
      ? {
          annotations: {
            'argocd.argoproj.io/tracking-id': `${fields.tracking}:/ConfigMap:a/${name}`,
          },
        }
      : {}),
  },
});

const definition: KubernetesObject = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'planets.example.com', uid: 'crd', resourceVersion: '1' },
  spec: {
    group: 'example.com',
    scope: 'Cluster',
    names: { kind: 'Planet' },
    versions: [{ name: 'v1' }],
  },
};

function createCache(objects: KubernetesObject[]) {
  const access = {
    name: 'dev',
    list: () => objects,
  } as unknown as ClusterAccess;
  return new ClusterCache(access);
}

it('reads the cluster before it answers anything', () => {
  expect(createCache([definition]).customApiVersions()).toEqual([
    'example.com/v1',
    'example.com/v1/Planet',
  ]);
  expect(createCache([definition]).isNamespaced('example.com', 'Planet')).toBe(
    false,
  );
  expect(createCache([definition]).size).toBe(1);
});

it('knows which application an object and its dependents belong to', () => {
  const cache = createCache([
    object('root', { tracking: 'shop' }),
    object('child', { owner: 'root' }),
    object('grandchild', { owner: 'child' }),
    object('stranger'),
  ]);
  expect(cache.managedBy('shop').map(item => item.metadata.name)).toEqual([
    'root',
  ]);
  expect(cache.applicationOf(object('grandchild', { owner: 'child' }))).toBe(
    'shop',
  );
  expect(cache.applicationOf(object('stranger'))).toBeUndefined();
  expect(
    cache.observe(
      'MODIFIED',
      object('grandchild', { owner: 'child', version: 2 }),
    ),
  ).toMatchObject({ partOf: 'shop' });
  expect(cache.observe('DELETED', object('root'))).toMatchObject({
    managedBy: 'shop',
  });
  expect(cache.managedBy('shop')).toEqual([]);
});

it('ignores what is no news and finds out what it missed', () => {
  const objects = [object('a', { version: 3 }), object('b')];
  const cache = createCache(objects);
  cache.load();
  expect(
    cache.observe('MODIFIED', object('a', { version: 2 })),
  ).toBeUndefined();
  expect(
    cache.observe('MODIFIED', object('a', { version: 3 })),
  ).toBeUndefined();
  expect(cache.observe('MODIFIED', object('a', { version: 4 }))).toBeDefined();
  objects.splice(0, 2, object('a', { version: 5 }), object('c'));
  expect(
    cache
      .load()
      .map(({ type, object: item }) => `${type} ${item.metadata.name}`),
  ).toEqual(['MODIFIED a', 'ADDED c', 'DELETED b']);
});

it('does not take copies of an object for managed ones', () => {
  const copy = object('copy');
  copy.metadata.annotations = object('root', {
    tracking: 'shop',
  }).metadata.annotations;
  expect(createCache([copy]).managedBy('shop')).toEqual([]);
});
