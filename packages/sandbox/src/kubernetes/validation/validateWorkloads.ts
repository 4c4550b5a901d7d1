import type { FieldErrors } from '../errors/FieldErrors';
import { parseSchedule } from '../controllers/jobs/CronSchedule';
import {
  matchesSelector,
  type LabelSelectorObject,
} from '../store/LabelSelector';
import { validateLabels } from './validateMetadata';
import { oneOf, validatePodSpec } from './validatePodSpec';

type Draft = any;

export function validateDeployment({ spec }: Draft, errors: FieldErrors): void {
  nonNegative(spec, 'replicas', errors);
  nonNegative(spec, 'minReadySeconds', errors);
  nonNegative(spec, 'revisionHistoryLimit', errors);
  validateSelected(spec, 'deployment', errors);
  const { strategy } = spec;
  oneOf(
    strategy?.type,
    ['Recreate', 'RollingUpdate'],
    'spec.strategy.type',
    errors,
  );
  if (strategy?.type === 'Recreate' && strategy.rollingUpdate) {
    errors.forbidden(
      'spec.strategy.rollingUpdate',
      "may not be specified when strategy `type` is 'Recreate'",
    );
  }
  const rolling = strategy?.rollingUpdate;
  if (rolling && isZero(rolling.maxSurge) && isZero(rolling.maxUnavailable)) {
    errors.invalid(
      'spec.strategy.rollingUpdate.maxUnavailable',
      rolling.maxUnavailable,
      'may not be 0 when `maxSurge` is 0',
    );
  }
  if (spec.progressDeadlineSeconds <= (spec.minReadySeconds ?? 0)) {
    errors.invalid(
      'spec.progressDeadlineSeconds',
      spec.progressDeadlineSeconds,
      'must be greater than minReadySeconds',
    );
  }
}

export function validateReplicaSet({ spec }: Draft, errors: FieldErrors): void {
  nonNegative(spec, 'replicas', errors);
  validateSelected(spec, 'replicaset', errors);
}

export function validateStatefulSet(
  { spec }: Draft,
  errors: FieldErrors,
): void {
  nonNegative(spec, 'replicas', errors);
  oneOf(
    spec.podManagementPolicy,
    ['OrderedReady', 'Parallel'],
    'spec.podManagementPolicy',
    errors,
  );
  validateSelected(spec, 'statefulset', errors, claimNames(spec));
}

export function validateDaemonSet({ spec }: Draft, errors: FieldErrors): void {
  validateSelected(spec, 'daemonset', errors);
}

export function validateJob(
  { spec }: Draft,
  errors: FieldErrors,
  path = 'spec',
): void {
  for (const field of [
    'parallelism',
    'completions',
    'backoffLimit',
    'activeDeadlineSeconds',
    'ttlSecondsAfterFinished',
  ]) {
    nonNegative(spec, field, errors, path);
  }
  if (spec.completionMode === 'Indexed' && spec.completions === undefined) {
    errors.required(`${path}.completions`, 'when completion mode is Indexed');
  }
  validateTemplate(spec.template, `${path}.template`, errors);
  const policy = spec.template?.spec?.restartPolicy;
  if (policy === 'Always') {
    errors.required(
      `${path}.template.spec.restartPolicy`,
      'valid values: "OnFailure", "Never"',
    );
  }
}

export function validateCronJob({ spec }: Draft, errors: FieldErrors): void {
  if (!spec.schedule) {
    errors.required('spec.schedule');
  } else {
    const parsed = parseSchedule(spec.schedule);
    if (typeof parsed === 'string') {
      errors.invalid('spec.schedule', spec.schedule, parsed);
    }
  }
  if (spec.timeZone !== undefined && !isTimeZone(spec.timeZone)) {
    errors.invalid(
      'spec.timeZone',
      spec.timeZone,
      `unknown time zone ${spec.timeZone}`,
    );
  }
  oneOf(
    spec.concurrencyPolicy,
    ['Allow', 'Forbid', 'Replace'],
    'spec.concurrencyPolicy',
    errors,
  );
  if (spec.jobTemplate?.spec) {
    validateJob(spec.jobTemplate, errors, 'spec.jobTemplate.spec');
  }
}

/** A template without anything around it, such as that of a PodTemplate. */
export function validateTemplate(
  template: Draft,
  path: string,
  errors: FieldErrors,
  extraVolumes: string[] = [],
): void {
  validateLabels(template?.metadata?.labels, `${path}.metadata.labels`, errors);
  const spec = template?.spec ?? {};
  validatePodSpec(
    {
      ...spec,
      volumes: [
        ...(spec.volumes ?? []),
        ...extraVolumes.map(name => ({ name, persistentVolumeClaim: {} })),
      ],
    },
    `${path}.spec`,
    errors,
  );
}

function validateSelected(
  spec: Draft,
  kind: string,
  errors: FieldErrors,
  extraVolumes: string[] = [],
) {
  const selector: LabelSelectorObject | undefined = spec.selector;
  const labels = spec.template?.metadata?.labels;
  if (!selector) {
    errors.required('spec.selector');
  } else if (
    Object.keys(selector.matchLabels ?? {}).length === 0 &&
    !selector.matchExpressions?.length
  ) {
    errors.invalid(
      'spec.selector',
      selector,
      `empty selector is invalid for ${kind}`,
    );
  } else if (!matchesSelector(selector, labels)) {
    errors.invalid(
      'spec.template.metadata.labels',
      labels ?? null,
      '`selector` does not match template `labels`',
    );
  }
  validateTemplate(spec.template, 'spec.template', errors, extraVolumes);
  const policy = spec.template?.spec?.restartPolicy;
  if (policy !== undefined && policy !== 'Always') {
    errors.notSupported('spec.template.spec.restartPolicy', policy, ['Always']);
  }
}

function claimNames(spec: Draft): string[] {
  return (spec.volumeClaimTemplates ?? []).map(
    (claim: Draft) => claim.metadata?.name,
  );
}

function nonNegative(
  spec: Draft,
  field: string,
  errors: FieldErrors,
  path = 'spec',
) {
  if (spec[field] < 0) {
    errors.invalid(
      `${path}.${field}`,
      spec[field],
      'must be greater than or equal to 0',
    );
  }
}

function isZero(value: unknown): boolean {
  return value === 0 || value === '0%';
}

function isTimeZone(name: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: name }));
  } catch {
    return false;
  }
}
