import type { KubernetesObject } from '@runway/sandbox';

/** A namespace with all that the chart `tenant` gives, in short. */
export function tenant(
  team: string,
  environment: string,
  more: { name?: string; labels?: Record<string, string> } = {},
): KubernetesObject[] {
  const namespace = more.name ?? `${team}-${environment}`;
  const rbac = 'rbac.authorization.k8s.io';
  return [
    namespaceOf(namespace, {
      'runway.aerq.io/team': team,
      'runway.aerq.io/environment': environment,
      'pod-security.kubernetes.io/enforce': 'restricted',
      ...more.labels,
    }),
    {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name: 'default-deny', namespace },
      spec: { podSelector: {}, policyTypes: ['Ingress', 'Egress'] },
    },
    {
      apiVersion: 'v1',
      kind: 'ResourceQuota',
      metadata: { name: 'tenant', namespace },
      spec: {
        hard: {
          'requests.cpu': '8',
          'requests.memory': '16Gi',
          'requests.storage': '50Gi',
          pods: '100',
          configmaps: '4',
          'services.loadbalancers': '0',
        },
      },
    },
    {
      apiVersion: 'v1',
      kind: 'LimitRange',
      metadata: { name: 'tenant', namespace },
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
    {
      apiVersion: `${rbac}/v1`,
      kind: 'RoleBinding',
      metadata: { name: 'developer', namespace },
      roleRef: { apiGroup: rbac, kind: 'ClusterRole', name: 'view' },
      subjects: [{ apiGroup: rbac, kind: 'Group', name: team }],
    },
  ];
}

export const namespaceOf = (
  name: string,
  labels: Record<string, string> = {},
): KubernetesObject => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name, labels },
});
