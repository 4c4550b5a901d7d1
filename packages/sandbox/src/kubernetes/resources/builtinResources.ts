import { builtinSchema } from '../schema/builtinSchemas';
import type { ResourceDefinition } from './ResourceDefinition';

interface Options {
  cluster?: boolean;
  short?: string;
  subresources?: string;
  /** Generations are counted. */
  counts?: boolean;
  /** Shown by `kubectl get all`. */
  all?: boolean;
}

function resource(
  group: string,
  version: string,
  plural: string,
  kind: string,
  options: Options = {},
): ResourceDefinition {
  const schema = builtinSchema(group, version, kind);
  if (!schema) {
    throw new Error(`no built-in type for ${group}/${version} ${kind}`);
  }
  return {
    id: group ? `${plural}.${group}` : plural,
    group,
    plural,
    singular: kind.toLowerCase(),
    kind,
    listKind: `${kind}List`,
    namespaced: !options.cluster,
    shortNames: options.short?.split(',') ?? [],
    categories: options.all ? ['all'] : [],
    subresources: new Set(options.subresources?.split(',')),
    versions: [{ name: version, schema }],
    storageVersion: version,
    countsGenerations: options.counts ?? false,
    custom: false,
  };
}

const status = { subresources: 'status' };
const counted = { ...status, counts: true };
const scaled = { subresources: 'status,scale', counts: true, all: true };
const rbac = 'rbac.authorization.k8s.io';
const networking = 'networking.k8s.io';

/** The kinds that every cluster has. */
export const builtinResources: readonly ResourceDefinition[] = [
  resource('', 'v1', 'configmaps', 'ConfigMap', { short: 'cm' }),
  resource('', 'v1', 'endpoints', 'Endpoints', { short: 'ep' }),
  resource('', 'v1', 'events', 'Event', { short: 'ev' }),
  resource('', 'v1', 'limitranges', 'LimitRange', { short: 'limits' }),
  resource('', 'v1', 'namespaces', 'Namespace', {
    cluster: true,
    short: 'ns',
    subresources: 'status,finalize',
  }),
  resource('', 'v1', 'nodes', 'Node', {
    ...status,
    cluster: true,
    short: 'no',
  }),
  resource('', 'v1', 'persistentvolumeclaims', 'PersistentVolumeClaim', {
    ...status,
    short: 'pvc',
  }),
  resource('', 'v1', 'persistentvolumes', 'PersistentVolume', {
    ...status,
    cluster: true,
    short: 'pv',
  }),
  resource('', 'v1', 'pods', 'Pod', {
    subresources: 'status,log,eviction',
    short: 'po',
    counts: true,
    all: true,
  }),
  resource('', 'v1', 'podtemplates', 'PodTemplate'),
  resource('', 'v1', 'replicationcontrollers', 'ReplicationController', {
    ...scaled,
    short: 'rc',
  }),
  resource('', 'v1', 'resourcequotas', 'ResourceQuota', {
    ...status,
    short: 'quota',
  }),
  resource('', 'v1', 'secrets', 'Secret'),
  resource('', 'v1', 'serviceaccounts', 'ServiceAccount', {
    short: 'sa',
    subresources: 'token',
  }),
  resource('', 'v1', 'services', 'Service', {
    ...status,
    short: 'svc',
    all: true,
  }),
  resource('apps', 'v1', 'controllerrevisions', 'ControllerRevision'),
  resource('apps', 'v1', 'daemonsets', 'DaemonSet', {
    ...counted,
    short: 'ds',
    all: true,
  }),
  resource('apps', 'v1', 'deployments', 'Deployment', {
    ...scaled,
    short: 'deploy',
  }),
  resource('apps', 'v1', 'replicasets', 'ReplicaSet', {
    ...scaled,
    short: 'rs',
  }),
  resource('apps', 'v1', 'statefulsets', 'StatefulSet', {
    ...scaled,
    short: 'sts',
  }),
  resource('batch', 'v1', 'cronjobs', 'CronJob', {
    ...counted,
    short: 'cj',
    all: true,
  }),
  resource('batch', 'v1', 'jobs', 'Job', { ...counted, all: true }),
  resource(
    'autoscaling',
    'v2',
    'horizontalpodautoscalers',
    'HorizontalPodAutoscaler',
    {
      ...status,
      short: 'hpa',
      all: true,
    },
  ),
  resource(networking, 'v1', 'ingressclasses', 'IngressClass', {
    cluster: true,
    counts: true,
  }),
  resource(networking, 'v1', 'ingresses', 'Ingress', {
    ...counted,
    short: 'ing',
  }),
  resource(networking, 'v1', 'networkpolicies', 'NetworkPolicy', {
    short: 'netpol',
    counts: true,
  }),
  resource('policy', 'v1', 'poddisruptionbudgets', 'PodDisruptionBudget', {
    ...counted,
    short: 'pdb',
  }),
  resource(rbac, 'v1', 'clusterrolebindings', 'ClusterRoleBinding', {
    cluster: true,
  }),
  resource(rbac, 'v1', 'clusterroles', 'ClusterRole', { cluster: true }),
  resource(rbac, 'v1', 'rolebindings', 'RoleBinding'),
  resource(rbac, 'v1', 'roles', 'Role'),
  resource(
    'apiextensions.k8s.io',
    'v1',
    'customresourcedefinitions',
    'CustomResourceDefinition',
    {
      ...counted,
      cluster: true,
      short: 'crd,crds',
    },
  ),
  resource('coordination.k8s.io', 'v1', 'leases', 'Lease'),
  resource('discovery.k8s.io', 'v1', 'endpointslices', 'EndpointSlice', {
    counts: true,
  }),
  resource('scheduling.k8s.io', 'v1', 'priorityclasses', 'PriorityClass', {
    cluster: true,
    short: 'pc',
    counts: true,
  }),
  resource('storage.k8s.io', 'v1', 'storageclasses', 'StorageClass', {
    cluster: true,
    short: 'sc',
  }),
];

/** Kinds that are asked for and answered but not stored. */
export interface VirtualDefinition {
  group: string;
  version: string;
  plural: string;
  kind: string;
  namespaced: boolean;
  verbs: string[];
}

/** Questions about tokens and rights. */
export const reviewDefinitions: readonly VirtualDefinition[] = [
  review('authentication.k8s.io', 'selfsubjectreviews', 'SelfSubjectReview'),
  review('authentication.k8s.io', 'tokenreviews', 'TokenReview'),
  review(
    'authorization.k8s.io',
    'localsubjectaccessreviews',
    'LocalSubjectAccessReview',
    true,
  ),
  review(
    'authorization.k8s.io',
    'selfsubjectaccessreviews',
    'SelfSubjectAccessReview',
  ),
  review(
    'authorization.k8s.io',
    'selfsubjectrulesreviews',
    'SelfSubjectRulesReview',
  ),
  review('authorization.k8s.io', 'subjectaccessreviews', 'SubjectAccessReview'),
];

/** What a metrics server measures. */
export const metricsDefinitions: readonly VirtualDefinition[] = [
  metrics('nodes', 'NodeMetrics', false),
  metrics('pods', 'PodMetrics', true),
];

function review(
  group: string,
  plural: string,
  kind: string,
  namespaced = false,
): VirtualDefinition {
  return { group, version: 'v1', plural, kind, namespaced, verbs: ['create'] };
}

function metrics(
  plural: string,
  kind: string,
  namespaced: boolean,
): VirtualDefinition {
  return {
    group: 'metrics.k8s.io',
    version: 'v1beta1',
    plural,
    kind,
    namespaced,
    verbs: ['get', 'list'],
  };
}
