import type { KubernetesObject } from '../../../core/SandboxContext';
import { timestamp } from '../../objects/prepareObject';
import { isActive } from '../PodTemplate';

/** How a Job ended. */
export interface Outcome {
  type: 'Complete' | 'Failed';
  reason: string;
  message: string;
}

/** The end of a Job that has come to one. */
export function outcomeOf(
  job: KubernetesObject,
  pods: KubernetesObject[],
): Outcome | undefined {
  const { backoffLimit = 6, activeDeadlineSeconds } = job.spec;
  const succeeded = count(pods, 'Succeeded');
  const failures = failuresOf(pods);
  const wait = untilDeadline(job);
  if (succeeded >= completionsOf(job, pods)) {
    return {
      type: 'Complete',
      reason: 'CompletionsReached',
      message: 'Reached expected number of succeeded pods',
    };
  }
  if (failures > backoffLimit) {
    return {
      type: 'Failed',
      reason: 'BackoffLimitExceeded',
      message: 'Job has reached the specified backoff limit',
    };
  }
  return activeDeadlineSeconds !== undefined && wait !== undefined && wait <= 0
    ? {
        type: 'Failed',
        reason: 'DeadlineExceeded',
        message: 'Job was active longer than specified deadline',
      }
    : undefined;
}

export function completionsOf(
  { spec }: KubernetesObject,
  pods: KubernetesObject[],
): number {
  // Without a number of completions one success ends the Job once all Pods have ended.
  return spec.completions ?? (pods.some(isActive) ? Infinity : 1);
}

export function count(pods: KubernetesObject[], phase: string): number {
  return pods.filter(pod => pod.status?.phase === phase).length;
}

/** Failed Pods, and restarts inside of Pods that are restarted in place. */
export function failuresOf(pods: KubernetesObject[]): number {
  const restarts = pods
    .filter(pod => pod.spec.restartPolicy === 'OnFailure' && isActive(pod))
    .flatMap(pod => pod.status?.containerStatuses ?? [])
    .reduce((sum: number, state) => sum + state.restartCount, 0);
  return count(pods, 'Failed') + restarts;
}

export function finishedAt({ status, metadata }: KubernetesObject): number {
  const times = (status?.containerStatuses ?? []).map(
    (state: { state?: { terminated?: { finishedAt: string } } }) =>
      Date.parse(state.state?.terminated?.finishedAt ?? ''),
  );
  return Math.max(
    Date.parse(metadata.creationTimestamp),
    ...times.filter(Number.isFinite),
  );
}

export function untilDeadline({
  spec,
  status,
}: KubernetesObject): number | undefined {
  return spec.activeDeadlineSeconds === undefined
    ? undefined
    : Date.parse(status?.startTime ?? timestamp()) +
        spec.activeDeadlineSeconds * 1000 -
        Date.now();
}

export function earliest(
  ...waits: Array<number | undefined>
): number | undefined {
  const known = waits.filter(wait => wait !== undefined);
  return known.length > 0 ? Math.max(1, Math.min(...known)) : undefined;
}
