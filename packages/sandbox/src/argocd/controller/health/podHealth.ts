import type { KubernetesObject } from '../../../core/SandboxContext';
import type { Health } from './assessHealth';

interface ContainerStatus {
  name: string;
  state?: {
    waiting?: { reason?: string; message?: string };
    terminated?: { reason?: string; message?: string; exitCode?: number };
  };
  lastState?: { terminated?: object };
}

/** A pod that is meant to run for ever is Degraded as soon as a container can't start or keeps ending. */
export function podHealth(pod: KubernetesObject): Health {
  const { status = {}, spec = {} } = pod;
  const containers: ContainerStatus[] = status.containerStatuses ?? [];
  const runsForEver = (spec.restartPolicy ?? 'Always') === 'Always';
  if (runsForEver) {
    const stuck = containers
      .map(container => container.state?.waiting)
      .filter(waiting => /^Err|Error$|BackOff$/.test(waiting?.reason ?? ''));
    if (stuck.length > 0) {
      return {
        status: 'Degraded',
        message: stuck.map(waiting => waiting?.message).join(', '),
      };
    }
  }
  const { message } = status;
  switch (status.phase) {
    case 'Pending':
      return { status: 'Progressing', message };
    case 'Succeeded':
      return { status: 'Healthy', message };
    case 'Failed':
      return {
        status: 'Degraded',
        message:
          message ??
          [...(status.initContainerStatuses ?? []), ...containers]
            .map(failureOf)
            .find(Boolean),
      };
    case 'Running':
      return runsForEver
        ? runningHealth(status, containers)
        : { status: 'Progressing', message };
    default:
      return { status: 'Unknown', message };
  }
}

function runningHealth(
  status: KubernetesObject['status'],
  containers: ContainerStatus[],
): Health {
  const { message } = status;
  const isReady = (
    (status.conditions ?? []) as Array<{ type: string; status: string }>
  ).some(
    condition => condition.type === 'Ready' && condition.status === 'True',
  );
  if (isReady) {
    return { status: 'Healthy', message };
  }
  return containers.some(container => container.lastState?.terminated)
    ? { status: 'Degraded', message }
    : { status: 'Progressing', message };
}

function failureOf(container: ContainerStatus): string | undefined {
  const terminated = container.state?.terminated;
  if (!terminated) {
    return undefined;
  }
  if (terminated.message || terminated.reason === 'OOMKilled') {
    return terminated.message || terminated.reason;
  }
  return terminated.exitCode
    ? `container "${container.name}" failed with exit code ${terminated.exitCode}`
    : undefined;
}
