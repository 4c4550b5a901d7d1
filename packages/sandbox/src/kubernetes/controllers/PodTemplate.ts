import { createHash } from 'node:crypto';
import type { KubernetesObject } from '../../core/SandboxContext';
import { isTrue } from './conditions';
import { controllerReference } from './ownership';

type Draft = any;

const alphabet = 'bcdfghjklmnpqrstvwxz2456789';

/** Names a template by its content. */
export function templateHash(template: Draft): string {
  const digest = createHash('sha256').update(canonical(template)).digest();
  return [...digest.subarray(0, 10)]
    .map(byte => alphabet[byte % alphabet.length])
    .join('');
}

/** A Pod that follows a template. */
export function podFrom(
  owner: KubernetesObject,
  template: Draft,
  name: { name: string } | { generateName: string },
): Draft {
  const { labels, annotations, finalizers } = template.metadata ?? {};
  return {
    metadata: {
      ...name,
      namespace: owner.metadata.namespace,
      ...(labels ? { labels } : {}),
      ...(annotations ? { annotations } : {}),
      ...(finalizers ? { finalizers } : {}),
      ownerReferences: [controllerReference(owner)],
    },
    spec: template.spec,
  };
}

export function isActive({ metadata, status }: KubernetesObject): boolean {
  return (
    !metadata.deletionTimestamp &&
    status?.phase !== 'Succeeded' &&
    status?.phase !== 'Failed'
  );
}

export function isReady(pod: KubernetesObject): boolean {
  return isTrue(pod, 'Ready');
}

/** Milliseconds until a ready Pod counts as available; 0 when it does, undefined when it isn't ready. */
export function untilAvailable(
  pod: KubernetesObject,
  minReadySeconds = 0,
): number | undefined {
  if (!isReady(pod)) {
    return undefined;
  }
  const ready = pod.status?.conditions?.find(
    (condition: Draft) => condition.type === 'Ready',
  );
  const since = Date.parse(ready.lastTransitionTime);
  return minReadySeconds === 0
    ? 0
    : Math.max(0, since + minReadySeconds * 1000 - Date.now());
}

/** The same text for the same content, whatever the order of the keys. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, entry) =>
    typeof entry === 'object' && entry !== null && !Array.isArray(entry)
      ? Object.fromEntries(
          Object.entries(entry).sort(([a], [b]) => (a < b ? -1 : 1)),
        )
      : entry,
  );
}
