import type { KubernetesObject } from '../../core/SandboxContext';
import { formatSelector } from '../store/LabelSelector';
import { age, duration } from './humanDuration';
import { podStatus } from './podStatus';

export interface TableColumn {
  name: string;
  type: string;
  /** Above 0: shown by `-o wide`. */
  priority?: number;
  format?: string;
  value(object: KubernetesObject): unknown;
}

type Draft = any;

function text(
  name: string,
  value: (object: Draft) => unknown,
  priority = 0,
): TableColumn {
  return {
    name,
    type: 'string',
    priority,
    value: object => String(value(object) ?? '<none>'),
  };
}

function count(name: string, value: (object: Draft) => unknown): TableColumn {
  return { name, type: 'integer', value: object => value(object) ?? 0 };
}

const created = text('Age', ({ metadata }) => age(metadata.creationTimestamp));
const createdAt = text(
  'Created At',
  ({ metadata }) => metadata.creationTimestamp,
);
const ready = text(
  'Ready',
  ({ spec, status }) => `${status?.readyReplicas ?? 0}/${spec.replicas ?? 0}`,
);

/** Columns after the name, of the built-in kinds that show more than their age. */
export const tableColumns: Record<string, TableColumn[]> = {
  pods: [
    text('Ready', ({ spec, status }) => {
      const states = status?.containerStatuses ?? [];
      return `${states.filter((state: Draft) => state.ready).length}/${
        spec.containers.length
      }`;
    }),
    text('Status', podStatus),
    text('Restarts', ({ status }) =>
      (status?.containerStatuses ?? []).reduce(
        (sum: number, state: Draft) => sum + state.restartCount,
        0,
      ),
    ),
    created,
    text('IP', ({ status }) => status?.podIP, 1),
    text('Node', ({ spec }) => spec.nodeName, 1),
  ],
  'deployments.apps': [
    ready,
    count('Up-to-date', ({ status }) => status?.updatedReplicas),
    count('Available', ({ status }) => status?.availableReplicas),
    created,
    ...podTemplate(),
  ],
  'replicasets.apps': [
    count('Desired', ({ spec }) => spec.replicas),
    count('Current', ({ status }) => status?.replicas),
    count('Ready', ({ status }) => status?.readyReplicas),
    created,
    ...podTemplate(),
  ],
  'statefulsets.apps': [ready, created, ...podTemplate()],
  'daemonsets.apps': [
    count('Desired', ({ status }) => status?.desiredNumberScheduled),
    count('Current', ({ status }) => status?.currentNumberScheduled),
    count('Ready', ({ status }) => status?.numberReady),
    count('Up-to-date', ({ status }) => status?.updatedNumberScheduled),
    count('Available', ({ status }) => status?.numberAvailable),
    created,
  ],
  'jobs.batch': [
    text('Status', ({ status, spec }) => jobStatus(status, spec)),
    text(
      'Completions',
      ({ spec, status }) =>
        `${status?.succeeded ?? 0}/${spec.completions ?? 1}`,
    ),
    text('Duration', ({ status }) =>
      status?.startTime
        ? duration(
            Date.parse(status.completionTime ?? new Date().toISOString()) -
              Date.parse(status.startTime),
          )
        : '',
    ),
    created,
  ],
  'cronjobs.batch': [
    text('Schedule', ({ spec }) => spec.schedule),
    text('Timezone', ({ spec }) => spec.timeZone),
    text('Suspend', ({ spec }) => (spec.suspend ? 'True' : 'False')),
    count('Active', ({ status }) => status?.active?.length),
    text('Last Schedule', ({ status }) =>
      status?.lastScheduleTime ? age(status.lastScheduleTime) : undefined,
    ),
    created,
  ],
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
    text('Status', () => 'Ready'),
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

function podTemplate(): TableColumn[] {
  const containers = ({ spec }: Draft) => spec.template?.spec?.containers ?? [];
  return [
    text(
      'Containers',
      object =>
        containers(object)
          .map((c: Draft) => c.name)
          .join(','),
      1,
    ),
    text(
      'Images',
      object =>
        containers(object)
          .map((c: Draft) => c.image)
          .join(','),
      1,
    ),
    text('Selector', ({ spec }) => formatSelector(spec.selector ?? {}), 1),
  ];
}

function jobStatus(status: Draft, spec: Draft): string {
  const isTrue = (type: string) =>
    status?.conditions?.some(
      (condition: Draft) =>
        condition.type === type && condition.status === 'True',
    );
  if (isTrue('Complete')) {
    return 'Complete';
  }
  if (isTrue('Failed')) {
    return 'Failed';
  }
  return spec.suspend ? 'Suspended' : 'Running';
}

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
