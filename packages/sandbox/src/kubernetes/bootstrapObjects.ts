import type { KubernetesObject } from '../core/SandboxContext';
import { bootstrapRoles } from './auth/bootstrapRoles';
import { operatorNamespace } from './controllers/vault/VaultAuthController';
import { serverVersion } from './http/discovery';
import { bundledDefinitions } from './resources/bundledDefinitions';

const namespaces = [
  'default',
  'kube-system',
  'kube-public',
  'kube-node-lease',
  'cert-manager',
  'ingress-nginx',
  'monitoring',
  'runway',
  'vault',
  operatorNamespace,
];

const nodeCount = 3;

/**
 * What a cluster of the platform has before the first team comes: nodes, roles, classes, operators.
 * @param vaultUrl - address of the Vault that the operator reads
 */
export function bootstrapObjects(
  cluster: string,
  vaultUrl: string,
): KubernetesObject[] {
  return [
    ...namespaces.map(name => ({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name },
    })),
    ...bundledDefinitions,
    ...bootstrapRoles,
    {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name: 'portal', namespace: 'runway' },
    },
    ...Array.from({ length: nodeCount }, (_, index) => node(cluster, index)),
    ...priorityClasses(),
    storageClass(),
    ...['nginx', 'nginx-internal'].map(ingressClass),
    ...['letsencrypt', 'letsencrypt-staging', 'letsencrypt-production'].map(
      clusterIssuer,
    ),
    {
      apiVersion: 'secrets.hashicorp.com/v1beta1',
      kind: 'VaultConnection',
      metadata: { name: 'default', namespace: operatorNamespace },
      spec: { address: vaultUrl },
    },
  ];
}

function node(cluster: string, index: number): KubernetesObject {
  const name = `${cluster}-node-${index + 1}`;
  const zone = `${cluster}-zone-${index + 1}`;
  const capacity = {
    cpu: '16',
    memory: '64Gi',
    'ephemeral-storage': '256Gi',
    pods: '110',
  };
  const heartbeat = new Date().toISOString().replace(/\.\d+Z$/, 'Z');
  const pressure = ['MemoryPressure', 'DiskPressure', 'PIDPressure'];
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name,
      labels: {
        'kubernetes.io/arch': 'amd64',
        'kubernetes.io/hostname': name,
        'kubernetes.io/os': 'linux',
        'topology.kubernetes.io/zone': zone,
      },
    },
    spec: { providerID: `sandbox://${cluster}/${name}` },
    status: {
      addresses: [
        { type: 'InternalIP', address: `10.0.0.${index + 10}` },
        { type: 'Hostname', address: name },
      ],
      allocatable: capacity,
      capacity,
      conditions: [
        ...pressure.map(type => ({
          type,
          status: 'False',
          reason: `KubeletHasNo${type}`,
          lastHeartbeatTime: heartbeat,
          lastTransitionTime: heartbeat,
        })),
        {
          type: 'Ready',
          status: 'True',
          reason: 'KubeletReady',
          message: 'kubelet is posting ready status',
          lastHeartbeatTime: heartbeat,
          lastTransitionTime: heartbeat,
        },
      ],
      nodeInfo: {
        architecture: 'amd64',
        bootID: '',
        containerRuntimeVersion: 'containerd://2.1.4',
        kernelVersion: '6.6.0',
        kubeProxyVersion: '',
        kubeletVersion: serverVersion.gitVersion,
        machineID: '',
        operatingSystem: 'linux',
        osImage: 'sandbox',
        systemUUID: '',
      },
    },
  };
}

function priorityClasses(): KubernetesObject[] {
  const classes: Array<[string, number]> = [
    ['system-cluster-critical', 2_000_000_000],
    ['system-node-critical', 2_000_001_000],
  ];
  return classes.map(([name, value]) => ({
    apiVersion: 'scheduling.k8s.io/v1',
    kind: 'PriorityClass',
    metadata: { name },
    value,
    globalDefault: false,
    preemptionPolicy: 'PreemptLowerPriority',
  }));
}

function storageClass(): KubernetesObject {
  return {
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    metadata: {
      name: 'standard',
      annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' },
    },
    provisioner: 'disk.sandbox.runway.internal',
  };
}

function ingressClass(name: string): KubernetesObject {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'IngressClass',
    metadata: {
      name,
      ...(name === 'nginx'
        ? {
            annotations: {
              'ingressclass.kubernetes.io/is-default-class': 'true',
            },
          }
        : {}),
    },
    spec: { controller: 'k8s.io/ingress-nginx' },
  };
}

function clusterIssuer(name: string): KubernetesObject {
  return {
    apiVersion: 'cert-manager.io/v1',
    kind: 'ClusterIssuer',
    metadata: { name },
    spec: {
      acme: {
        server: 'https://acme-v02.api.letsencrypt.org/directory',
        privateKeySecretRef: { name: `${name}-account` },
        solvers: [{ http01: { ingress: { ingressClassName: 'nginx' } } }],
      },
    },
  };
}
