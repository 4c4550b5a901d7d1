import { defaultPodSpec } from './podDefaults';

type Draft = any;

export function defaultDeployment({ spec }: Draft): void {
  spec.replicas ??= 1;
  spec.revisionHistoryLimit ??= 10;
  spec.progressDeadlineSeconds ??= 600;
  spec.strategy ??= {};
  spec.strategy.type ??= 'RollingUpdate';
  if (spec.strategy.type === 'RollingUpdate') {
    spec.strategy.rollingUpdate = {
      maxSurge: '25%',
      maxUnavailable: '25%',
      ...spec.strategy.rollingUpdate,
    };
  }
  defaultTemplate(spec);
}

export function defaultReplicaSet(object: Draft): void {
  object.spec.replicas ??= 1;
  if (!object.metadata.labels && object.spec.template?.metadata?.labels) {
    object.metadata.labels = { ...object.spec.template.metadata.labels };
  }
  defaultTemplate(object.spec);
}

export function defaultStatefulSet({ spec }: Draft): void {
  spec.replicas ??= 1;
  spec.revisionHistoryLimit ??= 10;
  spec.podManagementPolicy ??= 'OrderedReady';
  spec.persistentVolumeClaimRetentionPolicy = {
    whenDeleted: 'Retain',
    whenScaled: 'Retain',
    ...spec.persistentVolumeClaimRetentionPolicy,
  };
  spec.updateStrategy ??= {};
  spec.updateStrategy.type ??= 'RollingUpdate';
  if (spec.updateStrategy.type === 'RollingUpdate') {
    spec.updateStrategy.rollingUpdate = {
      partition: 0,
      ...spec.updateStrategy.rollingUpdate,
    };
  }
  for (const claim of spec.volumeClaimTemplates ?? []) {
    claim.apiVersion ??= 'v1';
    claim.kind ??= 'PersistentVolumeClaim';
    claim.spec.volumeMode ??= 'Filesystem';
    claim.status ??= { phase: 'Pending' };
  }
  defaultTemplate(spec);
}

export function defaultDaemonSet({ spec }: Draft): void {
  spec.revisionHistoryLimit ??= 10;
  spec.updateStrategy ??= {};
  spec.updateStrategy.type ??= 'RollingUpdate';
  if (spec.updateStrategy.type === 'RollingUpdate') {
    spec.updateStrategy.rollingUpdate = {
      maxSurge: 0,
      maxUnavailable: 1,
      ...spec.updateStrategy.rollingUpdate,
    };
  }
  defaultTemplate(spec);
}

/** The selector and the labels that tie Pods to the Job need the uid, so the object must have one. */
export function defaultJob({ metadata, spec }: Draft): void {
  spec.completionMode ??= 'NonIndexed';
  if (spec.completions === undefined && spec.parallelism === undefined) {
    spec.completions = 1;
  }
  spec.parallelism ??= 1;
  spec.backoffLimit ??= 6;
  spec.suspend ??= false;
  spec.podReplacementPolicy ??= spec.podFailurePolicy
    ? 'Failed'
    : 'TerminatingOrFailed';
  spec.manualSelector ??= false;
  if (!spec.manualSelector && metadata.uid && spec.template) {
    const labels = {
      'batch.kubernetes.io/controller-uid': metadata.uid,
      'batch.kubernetes.io/job-name': metadata.name,
      'controller-uid': metadata.uid,
      'job-name': metadata.name,
    };
    spec.selector ??= {
      matchLabels: { 'batch.kubernetes.io/controller-uid': metadata.uid },
    };
    spec.template.metadata ??= {};
    spec.template.metadata.labels = {
      ...spec.template.metadata.labels,
      ...labels,
    };
  }
  defaultTemplate(spec);
}

export function defaultCronJob({ spec }: Draft): void {
  spec.concurrencyPolicy ??= 'Allow';
  spec.suspend ??= false;
  spec.successfulJobsHistoryLimit ??= 3;
  spec.failedJobsHistoryLimit ??= 1;
  if (spec.jobTemplate?.spec) {
    defaultTemplate(spec.jobTemplate.spec);
  }
}

function defaultTemplate(spec: Draft) {
  if (spec.template?.spec) {
    spec.template.metadata ??= {};
    defaultPodSpec(spec.template.spec);
  }
}
