import type { FieldErrors } from '../errors/FieldErrors';
import { oneOf } from './validatePodSpec';

type Draft = any;

export function validateRole(role: Draft, errors: FieldErrors): void {
  (role.rules ?? []).forEach((rule: Draft, index: number) => {
    const at = `rules[${index}]`;
    if (!rule.verbs?.length) {
      errors.required(`${at}.verbs`, 'verbs must contain at least one value');
    }
    if (rule.nonResourceURLs?.length) {
      if (role.metadata.namespace) {
        errors.invalid(
          `${at}.nonResourceURLs`,
          rule.nonResourceURLs,
          'namespaced rules cannot apply to non-resource URLs',
        );
      }
      return;
    }
    if (!rule.apiGroups?.length) {
      errors.required(
        `${at}.apiGroups`,
        'resource rules must supply at least one api group',
      );
    }
    if (!rule.resources?.length) {
      errors.required(
        `${at}.resources`,
        'resource rules must supply at least one resource',
      );
    }
  });
}

export function validateBinding(binding: Draft, errors: FieldErrors): void {
  const { roleRef } = binding;
  const kinds = binding.metadata.namespace
    ? ['ClusterRole', 'Role']
    : ['ClusterRole'];
  if (!roleRef?.name) {
    errors.required('roleRef.name');
  }
  oneOf(roleRef?.kind, kinds, 'roleRef.kind', errors);
  (binding.subjects ?? []).forEach((subject: Draft, index: number) => {
    const at = `subjects[${index}]`;
    if (!subject.name) {
      errors.required(`${at}.name`);
    }
    if (subject.kind === 'ServiceAccount' && !subject.namespace) {
      errors.required(`${at}.namespace`);
    }
    oneOf(
      subject.kind,
      ['Group', 'ServiceAccount', 'User'],
      `${at}.kind`,
      errors,
    );
  });
}

export function validateAutoscaler({ spec }: Draft, errors: FieldErrors): void {
  if (spec.minReplicas < 1) {
    errors.invalid(
      'spec.minReplicas',
      spec.minReplicas,
      'must be greater than or equal to 1',
    );
  }
  if (!(spec.maxReplicas > 0)) {
    errors.invalid(
      'spec.maxReplicas',
      spec.maxReplicas ?? 0,
      'must be greater than 0',
    );
  } else if (spec.maxReplicas < spec.minReplicas) {
    errors.invalid(
      'spec.maxReplicas',
      spec.maxReplicas,
      'must be greater than or equal to `minReplicas`',
    );
  }
  (spec.metrics ?? []).forEach((metric: Draft, index: number) =>
    oneOf(
      metric.type,
      ['ContainerResource', 'External', 'Object', 'Pods', 'Resource'],
      `spec.metrics[${index}].type`,
      errors,
    ),
  );
}

export function validateDisruptionBudget(
  { spec }: Draft,
  errors: FieldErrors,
): void {
  if (spec.minAvailable !== undefined && spec.maxUnavailable !== undefined) {
    errors.invalid(
      'spec',
      spec,
      'minAvailable and maxUnavailable cannot be both set',
    );
  }
  for (const field of ['minAvailable', 'maxUnavailable']) {
    const value = spec[field];
    if (typeof value === 'string' && !/^\d+%$/.test(value)) {
      errors.invalid(
        `spec.${field}`,
        value,
        "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')",
      );
    } else if (typeof value === 'number' && value < 0) {
      errors.invalid(
        `spec.${field}`,
        value,
        'must be greater than or equal to 0',
      );
    }
  }
}

export function validateLimitRange({ spec }: Draft, errors: FieldErrors): void {
  (spec?.limits ?? []).forEach((item: Draft, index: number) => {
    const at = `spec.limits[${index}]`;
    oneOf(
      item.type,
      ['Container', 'PersistentVolumeClaim', 'Pod'],
      `${at}.type`,
      errors,
    );
    if (item.type === 'Pod') {
      for (const field of ['default', 'defaultRequest']) {
        if (item[field]) {
          errors.forbidden(
            `${at}.${field}`,
            "may not be specified when `type` is 'Pod'",
          );
        }
      }
    }
  });
}

export function validateDefinition(
  { metadata, spec }: Draft,
  errors: FieldErrors,
): void {
  const expected = `${spec.names?.plural}.${spec.group}`;
  if (metadata.name !== expected) {
    errors.invalid(
      'metadata.name',
      metadata.name,
      'must be spec.names.plural+"."+spec.group',
    );
  }
  oneOf(spec.scope, ['Cluster', 'Namespaced'], 'spec.scope', errors);
  const versions: Draft[] = spec.versions ?? [];
  const stored = versions.filter(version => version.storage);
  if (stored.length !== 1) {
    errors.invalid(
      'spec.versions',
      versions.map(version => version.name),
      'must have exactly one version marked as storage version',
    );
  }
  versions.forEach((version, index) => {
    if (!version.schema?.openAPIV3Schema) {
      errors.required(
        `spec.versions[${index}].schema.openAPIV3Schema`,
        'schemas are required',
      );
    } else if (version.schema.openAPIV3Schema.type !== 'object') {
      errors.required(
        `spec.validation.openAPIV3Schema.type`,
        'must not be empty at the root',
      );
    }
  });
}
