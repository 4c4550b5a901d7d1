import type { FetchResponse } from '@backstage/plugin-kubernetes-common';

/** A kind that is shown, as Backstage's components call it and as a cluster knows it. */
export interface WorkloadKind {
  type: FetchResponse['type'];
  apiVersion: string;
  kind: string;
}

/**
 * What the tab shows. Secrets are never read; ConfigMaps neither: they hold the service's configuration, which its owners
 * find in Git.
 */
export const WORKLOAD_KINDS: readonly WorkloadKind[] = [
  { type: 'pods', apiVersion: 'v1', kind: 'Pod' },
  { type: 'services', apiVersion: 'v1', kind: 'Service' },
  { type: 'deployments', apiVersion: 'apps/v1', kind: 'Deployment' },
  { type: 'replicasets', apiVersion: 'apps/v1', kind: 'ReplicaSet' },
  { type: 'statefulsets', apiVersion: 'apps/v1', kind: 'StatefulSet' },
  { type: 'daemonsets', apiVersion: 'apps/v1', kind: 'DaemonSet' },
  { type: 'jobs', apiVersion: 'batch/v1', kind: 'Job' },
  { type: 'cronjobs', apiVersion: 'batch/v1', kind: 'CronJob' },
  {
    type: 'horizontalpodautoscalers',
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
  },
  {
    type: 'ingresses',
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
  },
];
