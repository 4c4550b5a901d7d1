import type { KubernetesObject } from '../../../core/SandboxContext';
import { resolveIntOrPercent } from '../ownership';

/** How many Pods a Deployment may have above its replicas. */
export function surgeOf({ spec }: KubernetesObject): number {
  return spec.strategy?.type === 'Recreate'
    ? 0
    : resolveIntOrPercent(
        spec.strategy?.rollingUpdate?.maxSurge,
        spec.replicas,
        true,
      );
}

/** Replicas of a new ReplicaSet, before it exists. @param owned - the Deployment's other ReplicaSets */
export function firstReplicas(
  deployment: KubernetesObject,
  owned: KubernetesObject[],
): number {
  const { replicas, strategy } = deployment.spec;
  const others = sum(owned, set => set.spec.replicas);
  if (strategy?.type === 'Recreate') {
    return others > 0 ? 0 : replicas;
  }
  const room = Math.max(0, replicas + surgeOf(deployment) - others);
  return Math.min(replicas, room);
}

/** Replicas of the present ReplicaSet in the next step of a rolling update. */
export function wantedReplicas(
  deployment: KubernetesObject,
  current: KubernetesObject,
  old: KubernetesObject[],
): number {
  const { replicas } = deployment.spec;
  if (current.spec.replicas > replicas) {
    return replicas;
  }
  const others = sum(old, set => set.spec.replicas);
  const room = replicas + surgeOf(deployment) - others;
  return Math.max(current.spec.replicas, Math.min(replicas, room));
}

/**
 * Replicas of the old ReplicaSets in the next step: broken Pods go first, then as many as can be spared.
 * @param current - the present ReplicaSet, in its new size
 */
export function oldReplicas(
  deployment: KubernetesObject,
  current: KubernetesObject,
  old: KubernetesObject[],
): Array<{ set: KubernetesObject; replicas: number }> {
  const minimum = minimumAvailable(deployment);
  const waiting = current.spec.replicas - availableOf(current);
  const all = sum([current, ...old], set => set.spec.replicas);
  let room = Math.max(0, all - minimum - waiting);
  const remaining = old.map(set => {
    const broken = set.spec.replicas - availableOf(set);
    const fewer = Math.min(broken, room);
    room -= fewer;
    return { set, replicas: set.spec.replicas - fewer };
  });
  let spare = Math.min(room, sum([current, ...old], availableOf) - minimum);
  return remaining.map(({ set, replicas }) => {
    const fewer = Math.max(0, Math.min(replicas, spare));
    spare -= fewer;
    return { set, replicas: replicas - fewer };
  });
}

/** Something has to give: without a surge at least one Pod may be missing. */
function minimumAvailable(deployment: KubernetesObject): number {
  const { replicas, strategy } = deployment.spec;
  const down = resolveIntOrPercent(
    strategy?.rollingUpdate?.maxUnavailable,
    replicas,
    false,
  );
  return replicas - (surgeOf(deployment) === 0 ? Math.max(1, down) : down);
}

/** The status may still count Pods that are on their way out. */
function availableOf({ spec, status }: KubernetesObject): number {
  return Math.min(spec.replicas, status?.availableReplicas ?? 0);
}

function sum(
  sets: KubernetesObject[],
  value: (set: KubernetesObject) => number,
): number {
  return sets.reduce((total, set) => total + value(set), 0);
}
