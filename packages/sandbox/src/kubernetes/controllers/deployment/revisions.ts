import type { KubernetesObject } from '../../../core/SandboxContext';

type Draft = any;

export const revisionAnnotation = 'deployment.kubernetes.io/revision';
export const hashLabel = 'pod-template-hash';

export function annotate(draft: Draft, annotations: Record<string, string>) {
  draft.metadata.annotations = {
    ...draft.metadata.annotations,
    ...annotations,
  };
}

export function hasAnnotations(
  { metadata }: KubernetesObject,
  annotations: Record<string, string>,
): boolean {
  return Object.entries(annotations).every(
    ([key, value]) => metadata.annotations?.[key] === value,
  );
}

export function sizeAnnotations(replicas: number, surge: number) {
  return {
    'deployment.kubernetes.io/desired-replicas': String(replicas),
    'deployment.kubernetes.io/max-replicas': String(replicas + surge),
  };
}

export function copiedAnnotations({ metadata }: KubernetesObject) {
  const own = [
    'kubectl.kubernetes.io/last-applied-configuration',
    revisionAnnotation,
  ];
  return Object.fromEntries(
    Object.entries(metadata.annotations ?? {}).filter(
      ([key]) => !own.includes(key),
    ),
  );
}

export function withoutHash(template: Draft): Draft {
  const { [hashLabel]: _, ...labels } = template.metadata?.labels ?? {};
  return { ...template, metadata: { ...template.metadata, labels } };
}

export function revisionOf({ metadata }: KubernetesObject): number {
  return Number(metadata.annotations?.[revisionAnnotation] ?? 0);
}
