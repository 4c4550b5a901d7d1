import type { KubernetesObject } from '../../../core/SandboxContext';
import { timestamp } from '../../objects/prepareObject';
import {
  conditionOf,
  isTrue,
  withCondition,
  type Condition,
} from '../conditions';
import { resolveIntOrPercent } from '../ownership';

type Draft = any;

/**
 * Status of a Deployment by its ReplicaSets, and when to look again because the deadline of its progress may pass.
 * @param current - the ReplicaSet of the present template
 */
export function deploymentStatus(
  deployment: KubernetesObject,
  current: KubernetesObject | undefined,
  owned: KubernetesObject[],
): { status: Draft; wait: number | undefined } {
  const { spec, metadata } = deployment;
  const count = (list: KubernetesObject[], field: string) =>
    list.reduce((sum, set) => sum + (set.status?.[field] ?? 0), 0);
  const newest = current ? [current] : [];
  const counts = {
    replicas: count(owned, 'replicas'),
    updatedReplicas: count(newest, 'replicas'),
    readyReplicas: count(owned, 'readyReplicas'),
    availableReplicas: count(owned, 'availableReplicas'),
    unavailableReplicas: Math.max(
      0,
      owned.reduce((sum, set) => sum + set.spec.replicas, 0) -
        count(owned, 'availableReplicas'),
    ),
  };
  const progress = progressing(deployment, current, counts);
  let conditions: Condition[] = deployment.status?.conditions ?? [];
  conditions = withCondition(conditions, available(deployment, counts));
  conditions = withCondition(conditions, {
    ...progress.condition,
    lastUpdateTime: progress.condition.lastUpdateTime ?? timestamp(),
  });
  conditions = replicaFailure(conditions, owned);
  return {
    status: {
      observedGeneration: metadata.generation,
      ...Object.fromEntries(
        Object.entries(counts).filter(([, value]) => value > 0),
      ),
      conditions,
    },
    wait:
      progress.wait === undefined || spec.paused ? undefined : progress.wait,
  };
}

type Counts = Record<
  | 'replicas'
  | 'updatedReplicas'
  | 'readyReplicas'
  | 'availableReplicas'
  | 'unavailableReplicas',
  number
>;

function available(
  { spec, status }: KubernetesObject,
  counts: Counts,
): Condition {
  const down =
    spec.strategy?.type === 'Recreate'
      ? 0
      : resolveIntOrPercent(
          spec.strategy?.rollingUpdate?.maxUnavailable,
          spec.replicas,
          false,
        );
  const enough = counts.availableReplicas >= spec.replicas - down;
  const known = conditionOf({ status }, 'Available');
  const state = enough ? 'True' : 'False';
  return {
    type: 'Available',
    status: state,
    reason: enough ? 'MinimumReplicasAvailable' : 'MinimumReplicasUnavailable',
    message: enough
      ? 'Deployment has minimum availability.'
      : 'Deployment does not have minimum availability.',
    lastUpdateTime:
      known?.status === state ? known.lastUpdateTime : timestamp(),
  };
}

function progressing(
  deployment: KubernetesObject,
  current: KubernetesObject | undefined,
  counts: Counts,
): { condition: Condition; wait?: number } {
  const { spec, metadata, status = {} } = deployment;
  const known = conditionOf(deployment, 'Progressing');
  const condition = (
    state: Condition['status'],
    reason: string,
    message: string,
    lastUpdateTime?: string,
  ): Condition => ({
    type: 'Progressing',
    status: state,
    reason,
    message,
    lastUpdateTime,
  });
  if (spec.paused) {
    return {
      condition: condition(
        'Unknown',
        'DeploymentPaused',
        'Deployment is paused',
        known?.reason === 'DeploymentPaused' ? known.lastUpdateTime : undefined,
      ),
    };
  }
  const setName = current?.metadata.name ?? '';
  const complete =
    counts.updatedReplicas === spec.replicas &&
    counts.replicas === spec.replicas &&
    counts.availableReplicas === spec.replicas;
  if (complete) {
    const message = `ReplicaSet "${setName}" has successfully progressed.`;
    return {
      condition: condition(
        'True',
        'NewReplicaSetAvailable',
        message,
        known?.message === message && known.reason === 'NewReplicaSetAvailable'
          ? known.lastUpdateTime
          : undefined,
      ),
    };
  }
  const moved =
    !known ||
    known.reason === 'DeploymentPaused' ||
    (known.reason === 'NewReplicaSetAvailable' &&
      !known.message?.includes(`"${setName}"`)) ||
    counts.updatedReplicas > (status.updatedReplicas ?? 0) ||
    counts.readyReplicas > (status.readyReplicas ?? 0) ||
    counts.availableReplicas > (status.availableReplicas ?? 0) ||
    counts.replicas < (status.replicas ?? 0) ||
    metadata.generation !== status.observedGeneration;
  if (!moved && known.reason === 'NewReplicaSetAvailable') {
    // A finished rollout that lost a Pod makes no new progress to time out.
    return { condition: known };
  }
  if (moved) {
    return {
      condition: condition(
        'True',
        known ? 'ReplicaSetUpdated' : 'NewReplicaSetCreated',
        known
          ? `ReplicaSet "${setName}" is progressing.`
          : `Created new replica set "${setName}"`,
      ),
      wait: (spec.progressDeadlineSeconds ?? 600) * 1000,
    };
  }
  const deadline =
    Date.parse(known.lastUpdateTime!) +
    (spec.progressDeadlineSeconds ?? 600) * 1000;
  if (Date.now() > deadline) {
    return {
      condition: condition(
        'False',
        'ProgressDeadlineExceeded',
        `ReplicaSet "${setName}" has timed out progressing.`,
        isTrue(deployment, 'Progressing') ? undefined : known.lastUpdateTime,
      ),
    };
  }
  return { condition: known, wait: deadline - Date.now() + 50 };
}

function replicaFailure(
  conditions: Condition[],
  owned: KubernetesObject[],
): Condition[] {
  const failure = owned
    .map(set => conditionOf(set, 'ReplicaFailure'))
    .find(condition => condition?.status === 'True');
  const others = conditions.filter(({ type }) => type !== 'ReplicaFailure');
  return failure
    ? withCondition(conditions, {
        ...failure,
        lastUpdateTime: failure.lastTransitionTime,
      })
    : others;
}
