import type { KubernetesObject } from '../../core/SandboxContext';
import { forbidden } from '../errors/ApiError';
import { FieldErrors } from '../errors/FieldErrors';
import type { ObjectStore } from '../store/ObjectStore';
import type { AdmissionPlugin, AdmissionRequest } from './Admission';
import { baselineChecks } from './podSecurityBaseline';
import { restrictedChecks } from './podSecurityRestricted';

type Level = 'privileged' | 'baseline' | 'restricted';
type Draft = any;

const levels: Level[] = ['privileged', 'baseline', 'restricted'];
const prefix = 'pod-security.kubernetes.io/';

/** Where kinds that make Pods keep the template. */
const templates: Record<string, (object: Draft) => Draft> = {
  pods: object => object,
  podtemplates: object => object.template,
  replicationcontrollers: object => object.spec?.template,
  'deployments.apps': object => object.spec?.template,
  'replicasets.apps': object => object.spec?.template,
  'statefulsets.apps': object => object.spec?.template,
  'daemonsets.apps': object => object.spec?.template,
  'jobs.batch': object => object.spec?.template,
  'cronjobs.batch': object => object.spec?.jobTemplate?.spec?.template,
};

/**
 * Pod Security admission: Pods that violate the namespace's `enforce` level are refused; for kinds that make Pods
 * there is only a warning, and the refusal comes when the Pods are made.
 */
export class PodSecurity implements AdmissionPlugin {
  constructor(private readonly store: ObjectStore) {}

  validate(request: AdmissionRequest): void {
    const { definition, namespace, name, object, operation } = request;
    if (definition.id === 'namespaces' && operation !== 'DELETE') {
      checkLabels(request);
    }
    if (operation === 'DELETE' || namespace === undefined) {
      return;
    }
    const pod = templates[definition.id]?.(object);
    const found = this.store.get('namespaces', undefined, namespace);
    if (!pod?.spec || !found || isSettled(request)) {
      return;
    }
    const policy = policyOf(found);
    if (definition.id === 'pods') {
      const problem = violations(policy.enforce.level, pod);
      if (problem) {
        throw forbidden(
          definition,
          name,
          `violates PodSecurity "${describe(policy.enforce)}": ${problem}`,
        );
      }
      if (policy.warn.level === policy.enforce.level) {
        return;
      }
    }
    const problem = violations(policy.warn.level, pod);
    if (problem) {
      request.warn(
        `would violate PodSecurity "${describe(policy.warn)}": ${problem}`,
      );
    }
  }
}

/** @throws ApiError 422 for levels that don't exist */
function checkLabels({ definition, name, object }: AdmissionRequest) {
  const errors = new FieldErrors();
  for (const mode of ['enforce', 'audit', 'warn']) {
    const level = object?.metadata.labels?.[prefix + mode];
    if (level !== undefined && !levels.includes(level as Level)) {
      errors.invalid(
        `metadata.labels[${prefix}${mode}]`,
        level,
        `must be one of ${levels.join(', ')}`,
      );
    }
  }
  errors.throwIfAny(definition, name);
}

/** An update of a Pod that leaves its specification alone is not judged again. */
function isSettled({ operation, object, previous }: AdmissionRequest): boolean {
  return (
    operation === 'UPDATE' && object?.kind === 'Pod' && previous !== undefined
  );
}

interface Rule {
  level: Level;
  version: string;
}

function policyOf({ metadata }: KubernetesObject): {
  enforce: Rule;
  warn: Rule;
} {
  const labels = metadata.labels ?? {};
  const rule = (mode: string): Rule & { given: boolean } => {
    const level = labels[prefix + mode] as Level;
    return {
      given: level !== undefined,
      level: levels.includes(level) ? level : 'privileged',
      version: labels[`${prefix}${mode}-version`] ?? 'latest',
    };
  };
  const enforce = rule('enforce');
  const warn = rule('warn');
  return { enforce, warn: warn.given ? warn : enforce };
}

function describe({ level, version }: Rule): string {
  return `${level}:${version}`;
}

/** All violations in one line, or undefined. */
function violations(level: Level, pod: Draft): string | undefined {
  if (level === 'privileged') {
    return undefined;
  }
  const overridden = level === 'restricted' ? restrictedChecks : [];
  const replaced = new Set(overridden.map(check => check.replaces));
  const checks = [
    ...baselineChecks.filter(check => !replaced.has(check.id)),
    ...overridden,
  ];
  const problems = checks.flatMap(check => {
    const found = check.find(pod.spec, pod.metadata ?? {});
    return found ? [`${found.reason} (${found.detail})`] : [];
  });
  return problems.length > 0 ? problems.join(', ') : undefined;
}
