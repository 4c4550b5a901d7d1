import { formatSelector } from '../store/LabelSelector';
import { age } from './humanDuration';
import { count, created, text, type TableColumn } from './TableColumn';
import { workloadColumns } from './workloadColumns';

type Draft = any;

const createdAt = text(
  'Created At',
  ({ metadata }) => metadata.creationTimestamp,
);

/** Columns after the name, of the built-in kinds that show more than their age. */
export const tableColumns: Record<string, TableColumn[]> = {
  ...workloadColumns,
  services: [
    text('Type', ({ spec }) => spec.type),
    text('Cluster-IP', ({ spec }) => spec.clusterIP),
    text(
      'External-IP',
      ({ spec, status }) =>
        spec.externalName ??
        status?.loadBalancer?.ingress?.[0]?.ip ??
        (spec.type === 'LoadBalancer' ? '<pending>' : undefined),
    ),
    text('Port(s)', ({ spec }) =>
      (spec.ports ?? [])
        .map((port: Draft) =>
          port.nodePort
            ? `${port.port}:${port.nodePort}/${port.protocol}`
            : `${port.port}/${port.protocol}`,
        )
        .join(','),
    ),
    created,
    text('Selector', ({ spec }) => labelList(spec.selector), 1),
  ],
  'ingresses.networking.k8s.io': [
    text('Class', ({ spec }) => spec.ingressClassName),
    text('Hosts', ({ spec }) =>
      (spec.rules ?? []).map((rule: Draft) => rule.host ?? '*').join(','),
    ),
    text('Address', ({ status }) =>
      (status?.loadBalancer?.ingress ?? [])
        .map((entry: Draft) => entry.ip ?? entry.hostname)
        .join(','),
    ),
    text('Ports', ({ spec }) => (spec.tls ? '80, 443' : '80')),
    created,
  ],
  namespaces: [text('Status', ({ status }) => status?.phase), created],
  nodes: [
    text('Status', ({ spec }) =>
      spec?.unschedulable ? 'Ready,SchedulingDisabled' : 'Ready',
    ),
    text('Roles', () => undefined),
    created,
    text('Version', ({ status }) => status?.nodeInfo?.kubeletVersion),
  ],
  events: [
    text('Last Seen', event =>
      age(event.lastTimestamp ?? event.metadata.creationTimestamp),
    ),
    text('Type', ({ type }) => type),
    text('Reason', ({ reason }) => reason),
    text(
      'Object',
      ({ involvedObject }) =>
        `${involvedObject.kind?.toLowerCase()}/${involvedObject.name}`,
    ),
    text('Message', ({ message }) => message),
  ],
  configmaps: [count('Data', dataSize), created],
  secrets: [text('Type', ({ type }) => type), count('Data', dataSize), created],
  serviceaccounts: [
    count('Secrets', ({ secrets }) => secrets?.length),
    created,
  ],
  'horizontalpodautoscalers.autoscaling': [
    text(
      'Reference',
      ({ spec }) => `${spec.scaleTargetRef.kind}/${spec.scaleTargetRef.name}`,
    ),
    text('Targets', ({ spec, status }) =>
      (spec.metrics ?? [])
        .map((metric: Draft, index: number) => {
          const current =
            status?.currentMetrics?.[index]?.resource?.current
              ?.averageUtilization;
          return `${metric.resource?.name}: ${current ?? '<unknown>'}%/${
            metric.resource?.target?.averageUtilization
          }%`;
        })
        .join(', '),
    ),
    text('MinPods', ({ spec }) => spec.minReplicas),
    count('MaxPods', ({ spec }) => spec.maxReplicas),
    count('Replicas', ({ status }) => status?.currentReplicas),
    created,
  ],
  'poddisruptionbudgets.policy': [
    text('Min Available', ({ spec }) => spec.minAvailable ?? 'N/A'),
    text('Max Unavailable', ({ spec }) => spec.maxUnavailable ?? 'N/A'),
    count('Allowed Disruptions', ({ status }) => status?.disruptionsAllowed),
    created,
  ],
  resourcequotas: [
    text('Request', quota => quotaList(quota, /^(?!limits\.)/)),
    text('Limit', quota => quotaList(quota, /^limits\./)),
    created,
  ],
  'networkpolicies.networking.k8s.io': [
    text(
      'Pod-Selector',
      ({ spec }) => formatSelector(spec.podSelector ?? {}) || '<none>',
    ),
    created,
  ],
  persistentvolumeclaims: [
    text('Status', ({ status }) => status?.phase),
    text('Volume', ({ spec }) => spec.volumeName ?? ''),
    text('Capacity', ({ status }) => status?.capacity?.storage ?? ''),
    text('Access Modes', ({ spec }) => (spec.accessModes ?? []).join(',')),
    text('StorageClass', ({ spec }) => spec.storageClassName ?? ''),
    created,
  ],
  'roles.rbac.authorization.k8s.io': [createdAt],
  'clusterroles.rbac.authorization.k8s.io': [createdAt],
  'customresourcedefinitions.apiextensions.k8s.io': [createdAt],
  'rolebindings.rbac.authorization.k8s.io': [
    text('Role', ({ roleRef }) => `${roleRef.kind}/${roleRef.name}`),
    created,
  ],
  'clusterrolebindings.rbac.authorization.k8s.io': [
    text('Role', ({ roleRef }) => `${roleRef.kind}/${roleRef.name}`),
    created,
  ],
};

function dataSize({ data, binaryData }: Draft): number {
  return Object.keys({ ...data, ...binaryData }).length;
}

function labelList(labels: Record<string, string> | undefined) {
  return labels ? formatSelector({ matchLabels: labels }) : undefined;
}

function quotaList({ status }: Draft, pattern: RegExp): string {
  return Object.entries(status?.hard ?? {})
    .filter(([name]) => pattern.test(name))
    .map(([name, hard]) => `${name}: ${status.used?.[name] ?? 0}/${hard}`)
    .join(', ');
}
