import type { KubernetesObject } from '../../core/SandboxContext';
import type { PolicyRule } from './RbacAuthorizer';

const api = 'rbac.authorization.k8s.io';
const read = ['get', 'list', 'watch'];
const write = ['create', 'delete', 'deletecollection', 'patch', 'update'];

const operators = [
  'cert-manager.io',
  'monitoring.coreos.com',
  'secrets.hashicorp.com',
];
const workloadGroups = [
  'apps',
  'autoscaling',
  'batch',
  'discovery.k8s.io',
  'networking.k8s.io',
  'policy',
  ...operators,
];

/** Everything in a namespace but Secrets and rights. */
const namespaceView: PolicyRule[] = [
  {
    apiGroups: [''],
    resources: [
      'bindings',
      'configmaps',
      'endpoints',
      'events',
      'limitranges',
      'namespaces',
      'namespaces/status',
      'persistentvolumeclaims',
      'pods',
      'pods/log',
      'pods/status',
      'replicationcontrollers',
      'resourcequotas',
      'resourcequotas/status',
      'serviceaccounts',
      'services',
      'services/status',
    ],
    verbs: read,
  },
  { apiGroups: workloadGroups, resources: ['*'], verbs: read },
];

const namespaceEdit: PolicyRule[] = [
  ...namespaceView,
  {
    apiGroups: [''],
    resources: [
      'configmaps',
      'events',
      'persistentvolumeclaims',
      'pods',
      'pods/eviction',
      'replicationcontrollers',
      'secrets',
      'serviceaccounts',
      'services',
    ],
    verbs: [...read, ...write],
  },
  { apiGroups: workloadGroups, resources: ['*'], verbs: write },
  { apiGroups: [''], resources: ['serviceaccounts/token'], verbs: ['create'] },
];

const namespaceAdmin: PolicyRule[] = [
  ...namespaceEdit,
  {
    apiGroups: [api],
    resources: ['roles', 'rolebindings'],
    verbs: [...read, ...write],
  },
  {
    apiGroups: ['authorization.k8s.io'],
    resources: ['localsubjectaccessreviews'],
    verbs: ['create'],
  },
];

/** The portal reads what is not secret; it changes clusters through Git only. */
const portal: PolicyRule[] = [
  ...namespaceView,
  {
    apiGroups: [''],
    resources: ['nodes', 'persistentvolumes'],
    verbs: read,
  },
  {
    apiGroups: [
      api,
      'apiextensions.k8s.io',
      'coordination.k8s.io',
      'metrics.k8s.io',
      'scheduling.k8s.io',
      'storage.k8s.io',
    ],
    resources: ['*'],
    verbs: read,
  },
];

const discoveryPaths = [
  '/api',
  '/api/*',
  '/apis',
  '/apis/*',
  '/healthz',
  '/livez',
  '/openapi',
  '/openapi/*',
  '/readyz',
  '/version',
  '/version/',
];

/** Roles and bindings that every cluster starts with. */
export const bootstrapRoles: readonly KubernetesObject[] = [
  clusterRole('cluster-admin', [
    { apiGroups: ['*'], resources: ['*'], verbs: ['*'] },
    { nonResourceURLs: ['*'], verbs: ['*'] },
  ]),
  clusterRole('admin', namespaceAdmin),
  clusterRole('edit', namespaceEdit),
  clusterRole('view', namespaceView),
  clusterRole('system:basic-user', [
    {
      apiGroups: ['authorization.k8s.io'],
      resources: ['selfsubjectaccessreviews', 'selfsubjectrulesreviews'],
      verbs: ['create'],
    },
    {
      apiGroups: ['authentication.k8s.io'],
      resources: ['selfsubjectreviews'],
      verbs: ['create'],
    },
  ]),
  clusterRole('system:discovery', [
    { nonResourceURLs: discoveryPaths, verbs: ['get'] },
  ]),
  clusterRole('system:public-info-viewer', [
    {
      nonResourceURLs: [
        '/healthz',
        '/livez',
        '/readyz',
        '/version',
        '/version/',
      ],
      verbs: ['get'],
    },
  ]),
  clusterRole('system:auth-delegator', [
    {
      apiGroups: ['authentication.k8s.io'],
      resources: ['tokenreviews'],
      verbs: ['create'],
    },
    {
      apiGroups: ['authorization.k8s.io'],
      resources: ['subjectaccessreviews'],
      verbs: ['create'],
    },
  ]),
  clusterRole('system:service-account-issuer-discovery', [
    {
      nonResourceURLs: ['/.well-known/openid-configuration', '/openid/v1/jwks'],
      verbs: ['get'],
    },
  ]),
  clusterRole('runway-portal', portal),
  groupBinding('cluster-admin', 'system:masters'),
  groupBinding('system:basic-user', 'system:authenticated'),
  groupBinding('system:discovery', 'system:authenticated'),
  groupBinding('system:public-info-viewer', 'system:authenticated'),
  groupBinding(
    'system:service-account-issuer-discovery',
    'system:serviceaccounts',
  ),
  clusterRoleBinding('runway-portal', 'runway-portal', {
    kind: 'ServiceAccount',
    name: 'portal',
    namespace: 'runway',
  }),
];

/** Binds a subject to a ClusterRole in the whole cluster. */
export function clusterRoleBinding(
  name: string,
  role: string,
  subject: { kind: string; name: string; namespace?: string },
): KubernetesObject {
  return {
    apiVersion: `${api}/v1`,
    kind: 'ClusterRoleBinding',
    metadata: { name },
    roleRef: { apiGroup: api, kind: 'ClusterRole', name: role },
    subjects: [subject],
  };
}

function groupBinding(role: string, group: string): KubernetesObject {
  return clusterRoleBinding(role, role, { kind: 'Group', name: group });
}

function clusterRole(name: string, rules: PolicyRule[]): KubernetesObject {
  return {
    apiVersion: `${api}/v1`,
    kind: 'ClusterRole',
    metadata: {
      name,
      labels: { 'kubernetes.io/bootstrapping': 'rbac-defaults' },
    },
    rules,
  };
}
