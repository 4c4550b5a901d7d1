import type { Clusters, KubernetesObject } from '../../core/SandboxContext';
import type { Environment } from '../data/teams';

/** A namespace that was made by hand, before or beside the platform, and what it lacks of what the chart `tenant` gives. */
interface HandMade {
  name: string;
  environment: Environment;
  team?: string;
  podSecurity?: 'restricted' | 'baseline';
  hasDefaultDeny?: boolean;
  /** Memory that may be requested, and what one pod asks for of it. */
  memory?: { hard: string; used?: string };
  hasLimitRange?: boolean;
  hasAccess?: boolean;
}

const COMPLETE = {
  podSecurity: 'restricted',
  hasDefaultDeny: true,
  memory: { hard: '8Gi' },
  hasLimitRange: true,
  hasAccess: true,
} as const;

const HAND_MADE: HandMade[] = [
  // The team moves to the platform soon.
  {
    ...COMPLETE,
    name: 'baggage-tracking',
    team: 'ground',
    environment: 'production',
    hasDefaultDeny: false,
  },
  // Its jobs run as root.
  {
    ...COMPLETE,
    name: 'forecast-batch',
    team: 'data',
    environment: 'production',
    podSecurity: 'baseline',
  },
  // A load test that was left running.
  {
    ...COMPLETE,
    name: 'fares-loadtest',
    team: 'booking',
    environment: 'staging',
    memory: { hard: '8Gi', used: '7680Mi' },
  },
  // Nobody remembers.
  { name: 'scratch', environment: 'dev' },
];

/** Makes namespaces that no chart declares, each with another thing that is missing. */
export function seedNamespaces(clusters: Clusters): void {
  for (const draft of HAND_MADE) {
    const cluster = clusters.cluster(draft.environment);
    for (const object of objectsOf(draft)) {
      cluster.apply(object, { fieldManager: 'kubectl' });
    }
  }
}

function objectsOf(draft: HandMade): KubernetesObject[] {
  const { name: namespace, team, podSecurity, environment, memory } = draft;
  const networking = 'networking.k8s.io/v1';
  const rbac = 'rbac.authorization.k8s.io';
  return [
    {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: {
        name: namespace,
        labels: {
          ...(team && {
            'runway.aerq.io/team': team,
            'runway.aerq.io/environment': environment,
          }),
          ...(podSecurity && {
            'pod-security.kubernetes.io/enforce': podSecurity,
          }),
        },
      },
    },
    ...(draft.hasDefaultDeny
      ? [
          {
            apiVersion: networking,
            kind: 'NetworkPolicy',
            metadata: { name: 'deny-all', namespace },
            spec: { podSelector: {}, policyTypes: ['Ingress', 'Egress'] },
          },
        ]
      : []),
    ...(memory
      ? [
          {
            apiVersion: 'v1',
            kind: 'ResourceQuota',
            metadata: { name: 'limits', namespace },
            spec: {
              hard: {
                'requests.cpu': '4',
                'requests.memory': memory.hard,
                'requests.storage': '20Gi',
                pods: '20',
                'services.loadbalancers': '0',
              },
            },
          },
        ]
      : []),
    ...(draft.hasLimitRange
      ? [
          {
            apiVersion: 'v1',
            kind: 'LimitRange',
            metadata: { name: 'defaults', namespace },
            spec: {
              limits: [
                {
                  type: 'Container',
                  defaultRequest: { cpu: '50m', memory: '128Mi' },
                  default: { memory: '256Mi' },
                },
              ],
            },
          },
        ]
      : []),
    ...(draft.hasAccess && team
      ? [
          {
            apiVersion: `${rbac}/v1`,
            kind: 'RoleBinding',
            metadata: { name: 'viewers', namespace },
            roleRef: { apiGroup: rbac, kind: 'ClusterRole', name: 'view' },
            subjects: [{ apiGroup: rbac, kind: 'Group', name: team }],
          },
        ]
      : []),
    ...(memory?.used ? [greedyPod(namespace, memory.used)] : []),
  ];
}

/** One pod that asks for much, so that there is little to simulate. */
function greedyPod(namespace: string, memory: string): KubernetesObject {
  const labels = { app: 'load' };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'load', namespace },
    spec: {
      replicas: 1,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          securityContext: {
            runAsNonRoot: true,
            seccompProfile: { type: 'RuntimeDefault' },
          },
          containers: [
            {
              name: 'load',
              image: 'docker.io/grafana/k6:1.3.0',
              resources: {
                requests: { cpu: '2', memory },
                limits: { memory },
              },
              securityContext: {
                allowPrivilegeEscalation: false,
                capabilities: { drop: ['ALL'] },
              },
            },
          ],
        },
      },
    },
  };
}
