import type { KubernetesObject } from '../../../core/SandboxContext';
import type { HealthStatus, HealthStatusCode } from '../../model/Application';
import { groupOf } from '../../model/ResourceKey';
import { customHealth } from './customHealth';
import {
  cronJobHealth,
  daemonSetHealth,
  deploymentHealth,
  hpaHealth,
  jobHealth,
  replicaSetHealth,
  statefulSetHealth,
} from './workloadHealth';
import { podHealth } from './podHealth';
import { messageOf } from '../../model/messageOf';

export interface Health extends HealthStatus {
  status: HealthStatusCode;
}

const checks: Record<string, (object: KubernetesObject) => Health> = {
  'apps/Deployment': deploymentHealth,
  'apps/StatefulSet': statefulSetHealth,
  'apps/DaemonSet': daemonSetHealth,
  'apps/ReplicaSet': replicaSetHealth,
  'batch/CronJob': cronJobHealth,
  'batch/Job': jobHealth,
  'autoscaling/HorizontalPodAutoscaler': hpaHealth,
  '/Pod': podHealth,
  '/Service': serviceHealth,
  '/PersistentVolumeClaim': claimHealth,
  'networking.k8s.io/Ingress': object => loadBalancerHealth(object),
  'extensions/Ingress': object => loadBalancerHealth(object),
  ...customHealth,
};

/** Health of a live object as Argo CD sees it; undefined for kinds that have none, such as ConfigMaps. */
export function assessHealth(object: KubernetesObject): Health | undefined {
  if (object.metadata.deletionTimestamp) {
    return { status: 'Progressing', message: 'Pending deletion' };
  }
  const check = checks[`${groupOf(object)}/${object.kind}`];
  if (!check) {
    return undefined;
  }
  try {
    return withoutEmptyMessage(check(object));
  } catch (error) {
    return { status: 'Unknown', message: messageOf(error) };
  }
}

const order: HealthStatusCode[] = [
  'Healthy',
  'Suspended',
  'Progressing',
  'Missing',
  'Degraded',
  'Unknown',
];

export function isWorse(
  current: HealthStatusCode,
  candidate: HealthStatusCode,
): boolean {
  return order.indexOf(candidate) > order.indexOf(current);
}

function withoutEmptyMessage({ status, message }: Health): Health {
  return message ? { status, message } : { status };
}

function serviceHealth(service: KubernetesObject): Health {
  return service.spec?.type === 'LoadBalancer'
    ? loadBalancerHealth(service)
    : { status: 'Healthy' };
}

function loadBalancerHealth(object: KubernetesObject): Health {
  return {
    status: object.status?.loadBalancer?.ingress?.length
      ? 'Healthy'
      : 'Progressing',
  };
}

function claimHealth(claim: KubernetesObject): Health {
  const byPhase: Record<string, HealthStatusCode> = {
    Lost: 'Degraded',
    Pending: 'Progressing',
    Bound: 'Healthy',
  };
  return { status: byPhase[claim.status?.phase] ?? 'Unknown' };
}
