import type { KubernetesObject } from '../../core/SandboxContext';
import { groupOf, keyOf } from './ResourceKey';

export const trackingAnnotation = 'argocd.argoproj.io/tracking-id';

/** `<application>:<group>/<kind>:<namespace>/<name>`: says which application an object belongs to. */
export function trackingId(
  application: string,
  object: KubernetesObject,
): string {
  const { kind, metadata } = object;
  return `${application}:${groupOf(object)}/${kind}:${
    metadata.namespace ?? ''
  }/${metadata.name}`;
}

/**
 * The application an object belongs to. Undefined for objects that carry another object's tracking id, as copies made by
 * controllers do.
 */
export function trackedBy(object: KubernetesObject): string | undefined {
  const id = object.metadata.annotations?.[trackingAnnotation];
  if (!id) {
    return undefined;
  }
  const [application, groupKind, name] = id.split(':');
  return `${groupKind}/${name}` === keyOf(object) ? application : undefined;
}

/** Entries of a comma-separated annotation such as `argocd.argoproj.io/sync-options`. */
export function annotationOptions(
  object: KubernetesObject | undefined,
  annotation: string,
): string[] {
  return (object?.metadata.annotations?.[annotation] ?? '')
    .split(',')
    .map(option => option.trim())
    .filter(Boolean);
}

/** Wave in which an object is synced; 0 by default. Helm's hook weight counts too. */
export function syncWaveOf(object: KubernetesObject): number {
  const annotations = object.metadata.annotations ?? {};
  const wave = Number.parseInt(
    annotations['argocd.argoproj.io/sync-wave'] ??
      annotations['helm.sh/hook-weight'] ??
      '0',
    10,
  );
  return Number.isNaN(wave) ? 0 : wave;
}
