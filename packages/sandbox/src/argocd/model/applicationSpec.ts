import type {
  Application,
  ApplicationSource,
  ApplicationSpec,
  ApplicationStatus,
  OperationPhase,
} from './Application';

/** Namespace in which Argo CD and its Applications live. */
export const argocdNamespace = 'argocd';

export const cascadeFinalizer = 'resources-finalizer.argocd.argoproj.io';
export const cascadeFinalizers = [
  cascadeFinalizer,
  `${cascadeFinalizer}/foreground`,
  `${cascadeFinalizer}/background`,
  'foreground-finalizer.argocd.argoproj.io',
  'background-finalizer.argocd.argoproj.io',
];

export function hasMultipleSources(spec: ApplicationSpec): boolean {
  return (spec.sources?.length ?? 0) > 0;
}

/** `sources` when there are any, else `source` alone. */
export function sourcesOf(spec: ApplicationSpec): ApplicationSource[] {
  return spec.sources?.length ? spec.sources : [sourceOf(spec)];
}

export function sourceOf(spec: ApplicationSpec): ApplicationSource {
  return spec.sources?.[0] ?? spec.source ?? { repoURL: '' };
}

export function isAutomated(spec: ApplicationSpec): boolean {
  const automated = spec.syncPolicy?.automated;
  return automated !== undefined && automated.enabled !== false;
}

export function isCascading(application: Application): boolean {
  return (application.metadata.finalizers ?? []).some(finalizer =>
    cascadeFinalizers.includes(finalizer),
  );
}

export function isCompleted(phase: OperationPhase): boolean {
  return phase === 'Failed' || phase === 'Error' || phase === 'Succeeded';
}

/** Whether an operation is running or waiting to run. */
export function isOperating(application: Application): boolean {
  return application.operation !== undefined;
}

/** Status of an application nobody has compared yet. */
export function emptyStatus(): ApplicationStatus {
  return {
    health: {},
    summary: {},
    sync: {
      status: '',
      comparedTo: { destination: {}, source: { repoURL: '' } },
    },
  };
}

/** Defaults the project and drops empty policies and source options, as Argo CD stores a spec. */
export function normalizeSpec(spec: ApplicationSpec): ApplicationSpec {
  const normalized: ApplicationSpec = {
    ...spec,
    project: spec.project || 'default',
    destination: { ...spec.destination },
  };
  if (isEmpty(normalized.syncPolicy)) {
    delete normalized.syncPolicy;
  }
  if (normalized.sources?.length) {
    normalized.sources = normalized.sources.map(normalizeSource);
  } else if (normalized.source) {
    normalized.source = normalizeSource(normalized.source);
  }
  return normalized;
}

function normalizeSource(source: ApplicationSource): ApplicationSource {
  const normalized = { ...source };
  for (const option of ['helm', 'directory', 'kustomize'] as const) {
    if (isEmpty(normalized[option])) {
      delete normalized[option];
    }
  }
  return normalized;
}

function isEmpty(value: object | undefined): boolean {
  return (
    value !== undefined &&
    Object.values(value).every(
      field =>
        field === undefined ||
        field === null ||
        field === '' ||
        (Array.isArray(field) && field.length === 0),
    )
  );
}

/** Value of a sync option such as `CreateNamespace=true`. */
export function hasSyncOption(
  options: string[] | undefined,
  option: string,
): boolean {
  return (options ?? []).includes(option);
}
