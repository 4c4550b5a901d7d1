import type { KubernetesObject } from '../../core/SandboxContext';

/** The reference by which an object says who controls it. */
export function controllerReference({
  apiVersion,
  kind,
  metadata,
}: KubernetesObject): object {
  return {
    apiVersion,
    kind,
    name: metadata.name,
    uid: metadata.uid,
    controller: true,
    blockOwnerDeletion: true,
  };
}

export function hasController({ metadata }: KubernetesObject): boolean {
  return (metadata.ownerReferences ?? []).some(
    (reference: { controller?: boolean }) => reference.controller,
  );
}

/** A whole number, or a percentage of the total. */
export function resolveIntOrPercent(
  value: number | string | undefined,
  total: number,
  roundUp: boolean,
): number {
  if (typeof value === 'string' && value.endsWith('%')) {
    const share = (Number(value.slice(0, -1)) * total) / 100;
    return roundUp ? Math.ceil(share) : Math.floor(share);
  }
  return Number(value ?? 0);
}
