import type { KubernetesObject } from '../../../core/SandboxContext';
import type { Health } from './assessHealth';

interface Condition {
  type: string;
  status?: string;
  reason?: string;
  message?: string;
}

const progressing = (message: string): Health => ({
  status: 'Progressing',
  message,
});

export function conditionsOf(object: KubernetesObject): Condition[] {
  return object.status?.conditions ?? [];
}

function isObserved(object: KubernetesObject): boolean {
  return (
    Number(object.metadata.generation ?? 0) <=
    Number(object.status?.observedGeneration ?? 0)
  );
}

export function deploymentHealth(deployment: KubernetesObject): Health {
  const { spec = {}, status = {}, metadata } = deployment;
  if (spec.paused) {
    return { status: 'Suspended', message: 'Deployment is paused' };
  }
  if (!isObserved(deployment)) {
    return progressing(
      'Waiting for rollout to finish: observed deployment generation less than desired generation',
    );
  }
  const { updatedReplicas = 0, replicas = 0, availableReplicas = 0 } = status;
  const condition = conditionsOf(deployment).find(
    candidate => candidate.type === 'Progressing',
  );
  if (condition?.reason === 'ProgressDeadlineExceeded') {
    return {
      status: 'Degraded',
      message: `Deployment "${metadata.name}" exceeded its progress deadline`,
    };
  }
  if (spec.replicas !== undefined && updatedReplicas < spec.replicas) {
    return progressing(
      `Waiting for rollout to finish: ${updatedReplicas} out of ${spec.replicas} new replicas have been updated...`,
    );
  }
  if (replicas > updatedReplicas) {
    return progressing(
      `Waiting for rollout to finish: ${
        replicas - updatedReplicas
      } old replicas are pending termination...`,
    );
  }
  if (availableReplicas < updatedReplicas) {
    return progressing(
      `Waiting for rollout to finish: ${availableReplicas} of ${updatedReplicas} updated replicas are available...`,
    );
  }
  return { status: 'Healthy' };
}

export function statefulSetHealth(statefulSet: KubernetesObject): Health {
  const { spec = {}, status = {} } = statefulSet;
  if (!status.observedGeneration || !isObserved(statefulSet)) {
    return progressing('Waiting for statefulset spec update to be observed...');
  }
  const {
    readyReplicas = 0,
    updatedReplicas = 0,
    currentReplicas = 0,
    updateRevision,
    currentRevision,
  } = status;
  if (spec.replicas !== undefined && readyReplicas < spec.replicas) {
    return progressing(
      `Waiting for ${spec.replicas - readyReplicas} pods to be ready...`,
    );
  }
  if (spec.updateStrategy?.type === 'OnDelete') {
    return {
      status: 'Healthy',
      message: `statefulset has ${readyReplicas} ready pods`,
    };
  }
  const partition = spec.updateStrategy?.rollingUpdate?.partition;
  if (partition !== undefined) {
    const expected = spec.replicas - partition;
    return updatedReplicas < expected
      ? progressing(
          `Waiting for partitioned roll out to finish: ${updatedReplicas} out of ${expected} new pods have been updated...`,
        )
      : {
          status: 'Healthy',
          message: `partitioned roll out complete: ${updatedReplicas} new pods have been updated...`,
        };
  }
  if (updateRevision !== currentRevision) {
    return progressing(
      `waiting for statefulset rolling update to complete ${updatedReplicas} pods at revision ${updateRevision}...`,
    );
  }
  return {
    status: 'Healthy',
    message: `statefulset rolling update complete ${currentReplicas} pods at revision ${currentRevision}...`,
  };
}

export function daemonSetHealth(daemonSet: KubernetesObject): Health {
  if (!isObserved(daemonSet)) {
    return progressing(
      'Waiting for rollout to finish: observed daemon set generation less than desired generation',
    );
  }
  const {
    updatedNumberScheduled: updated = 0,
    desiredNumberScheduled: desired = 0,
    numberAvailable: available = 0,
  } = daemonSet.status ?? {};
  if (daemonSet.spec?.updateStrategy?.type === 'OnDelete') {
    return {
      status: 'Healthy',
      message: `daemon set ${updated} out of ${desired} new pods have been updated`,
    };
  }
  if (updated < desired) {
    return progressing(
      `Waiting for daemon set "${daemonSet.metadata.name}" rollout to finish: ${updated} out of ${desired} new pods have been updated...`,
    );
  }
  if (available < desired) {
    return progressing(
      `Waiting for daemon set "${daemonSet.metadata.name}" rollout to finish: ${available} of ${desired} updated pods are available...`,
    );
  }
  return { status: 'Healthy' };
}

export function replicaSetHealth(replicaSet: KubernetesObject): Health {
  if (!isObserved(replicaSet)) {
    return progressing(
      'Waiting for rollout to finish: observed replica set generation less than desired generation',
    );
  }
  const failure = conditionsOf(replicaSet).find(
    condition => condition.type === 'ReplicaFailure',
  );
  if (failure?.status === 'True') {
    return { status: 'Degraded', message: failure.message };
  }
  const available = replicaSet.status?.availableReplicas ?? 0;
  const wanted = replicaSet.spec?.replicas;
  return wanted !== undefined && available < wanted
    ? progressing(
        `Waiting for rollout to finish: ${available} out of ${wanted} new replicas are available...`,
      )
    : { status: 'Healthy' };
}

export function jobHealth(job: KubernetesObject): Health {
  const conditions = conditionsOf(job);
  const failed = conditions.find(condition => condition.type === 'Failed');
  if (failed) {
    return { status: 'Degraded', message: failed.message };
  }
  const suspended = conditions.find(
    condition => condition.type === 'Suspended' && condition.status === 'True',
  );
  if (suspended) {
    return { status: 'Suspended', message: suspended.message };
  }
  const ended = conditions.find(
    condition =>
      condition.type === 'Complete' || condition.type === 'Suspended',
  );
  return ended
    ? { status: 'Healthy', message: ended.message }
    : { status: 'Progressing' };
}

/** Degraded only when it is certain that the last run failed: one that is under way, or the first, may still succeed. */
export function cronJobHealth({ spec, status }: KubernetesObject): Health {
  if (spec?.suspend) {
    return { status: 'Suspended', message: 'CronJob is Suspended' };
  }
  if (!status) {
    return progressing('Waiting for CronJob');
  }
  const { lastScheduleTime, lastSuccessfulTime, active = [] } = status;
  if (!lastScheduleTime) {
    return { status: 'Healthy', message: 'CronJob has not been scheduled yet' };
  }
  if (!lastSuccessfulTime) {
    return { status: 'Healthy', message: 'CronJob has never completed' };
  }
  if (active.length > 0) {
    return { status: 'Healthy', message: 'CronJob is running' };
  }
  return lastSuccessfulTime < lastScheduleTime
    ? {
        status: 'Degraded',
        message: 'CronJob has not completed its last execution successfully',
      }
    : {
        status: 'Healthy',
        message: 'CronJob has completed its last execution successfully',
      };
}

const failedScaling = new Set([
  'AbleToScale/FailedGetScale',
  'AbleToScale/FailedUpdateScale',
  'ScalingActive/FailedGetResourceMetric',
  'ScalingActive/FailedGetObjectMetric',
  'ScalingActive/FailedGetPodsMetric',
  'ScalingActive/FailedGetExternalMetric',
  'ScalingActive/FailedComputeMetricsReplicas',
  'ScalingActive/InvalidSelector',
]);

export function hpaHealth(hpa: KubernetesObject): Health {
  const conditions = conditionsOf(hpa);
  const failed = conditions.find(({ type, reason }) =>
    failedScaling.has(`${type}/${reason}`),
  );
  if (failed) {
    return { status: 'Degraded', message: failed.message };
  }
  const able = conditions.find(
    ({ type, status }) =>
      status === 'True' &&
      (type === 'AbleToScale' || type === 'ScalingLimited'),
  );
  return able
    ? { status: 'Healthy', message: able.message }
    : { status: 'Progressing', message: 'Waiting to Autoscale' };
}
