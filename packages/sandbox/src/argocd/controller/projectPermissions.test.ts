import type { AppProject } from '../model/AppProject';
import {
  isDestinationPermitted,
  isKindPermitted,
  isSourcePermitted,
} from './projectPermissions';

const project = (spec: AppProject['spec']) =>
  ({ metadata: { name: 'shop' }, spec } as AppProject);
const dev = { name: 'dev', server: 'http://k8s/dev' };

it('permits sources by pattern, unless one denies them', () => {
  const spec = {
    sourceRepos: ['http://git/shop/*', '!http://git/shop/secret'],
  };
  const permitted = (url: string) => isSourcePermitted(project(spec), url);
  expect(permitted('http://git/shop/cart.git')).toBe(true);
  expect(permitted('http://GIT/shop/cart')).toBe(true);
  expect(permitted('http://git/shop/secret.git')).toBe(false);
  expect(permitted('http://git/bank/cart.git')).toBe(false);
  expect(isSourcePermitted(project({}), 'http://git/a')).toBe(false);
});

it('permits destinations by cluster and namespace', () => {
  const permitted = (
    destinations: AppProject['spec']['destinations'],
    namespace: string,
  ) => isDestinationPermitted(project({ destinations }), dev, namespace);
  expect(permitted([{ name: 'dev', namespace: 'shop-*' }], 'shop-dev')).toBe(
    true,
  );
  expect(permitted([{ name: 'dev', namespace: 'shop-*' }], 'bank-dev')).toBe(
    false,
  );
  expect(permitted([{ server: 'http://k8s/*', namespace: '*' }], 'x')).toBe(
    true,
  );
  expect(permitted([{ name: 'prod', namespace: '*' }], 'x')).toBe(false);
  expect(
    permitted(
      [
        { server: '*', namespace: '*' },
        { server: '*', namespace: '!kube-system' },
      ],
      'kube-system',
    ),
  ).toBe(false);
});

it('permits namespaced kinds unless listed, cluster-wide ones only when listed', () => {
  const permitted = (
    spec: AppProject['spec'],
    kind: string,
    namespaced: boolean,
  ) => isKindPermitted(project(spec), '', kind, 'a', namespaced);
  expect(permitted({}, 'ConfigMap', true)).toBe(true);
  expect(permitted({}, 'Namespace', false)).toBe(false);
  expect(
    permitted(
      { clusterResourceWhitelist: [{ group: '', kind: 'Namespace' }] },
      'Namespace',
      false,
    ),
  ).toBe(true);
  expect(
    permitted(
      { namespaceResourceBlacklist: [{ group: '', kind: 'Secret' }] },
      'Secret',
      true,
    ),
  ).toBe(false);
  expect(permitted({ namespaceResourceWhitelist: [] }, 'ConfigMap', true)).toBe(
    false,
  );
});
