import type { KubernetesObject } from '../../core/SandboxContext';
import { ApiError } from '../errors/ApiError';
import { matchesSelector } from '../store/LabelSelector';
import type { ClusterClient } from './ClusterClient';
import { withCondition } from './conditions';
import {
  controllerOf,
  itself,
  keyOf,
  splitKey,
  type Again,
  type Controller,
  type ControllerContext,
  type KeysOf,
} from './Controller';
import { controllerReference, hasController } from './ownership';
import { isActive, isReady, podFrom, untilAvailable } from './PodTemplate';

const resource = 'replicasets.apps';
/** Pods that one look at a ReplicaSet creates or deletes at most. */
const burst = 100;

/** Keeps as many Pods as a ReplicaSet wants. */
export class ReplicaSetController implements Controller {
  readonly name = 'replicaset-controller';
  readonly watches: Record<string, KeysOf>;
  readonly #client: ClusterClient;

  constructor(context: ControllerContext) {
    this.#client = context.client(this.name);
    this.watches = {
      [resource]: itself,
      pods: change => [
        ...controllerOf('ReplicaSet')(change),
        ...this.#adopters(change.object),
      ],
    };
  }

  reconcile(key: string): Again {
    const [namespace, name] = splitKey(key);
    const set = this.#client.get(resource, namespace, name);
    if (!set || set.metadata.deletionTimestamp) {
      return undefined;
    }
    this.#adopt(set);
    const pods = this.#client.controlled('pods', set);
    const active = pods.filter(isActive);
    const failure = this.#scale(set, active);
    const wait = this.#updateStatus(
      set,
      this.#client.controlled('pods', set),
      failure,
    );
    if (failure) {
      throw failure;
    }
    return wait;
  }

  #scale(
    set: KubernetesObject,
    active: KubernetesObject[],
  ): ApiError | undefined {
    const difference = (set.spec.replicas ?? 1) - active.length;
    try {
      for (let count = 0; count < Math.min(difference, burst); count += 1) {
        this.#create(set);
      }
    } catch (error) {
      if (!(error instanceof ApiError)) {
        throw error;
      }
      this.#client.event(
        set,
        'Warning',
        'FailedCreate',
        `Error creating: ${error.message}`,
      );
      return error;
    }
    if (difference < 0) {
      const surplus = [...active].sort(byWorth).slice(0, -difference);
      for (const pod of surplus.slice(0, burst)) {
        this.#client.delete('pods', pod);
        this.#client.event(
          set,
          'Normal',
          'SuccessfulDelete',
          `Deleted pod: ${pod.metadata.name}`,
        );
      }
    }
    return undefined;
  }

  #create(set: KubernetesObject) {
    const pod = this.#client.create(
      'pods',
      podFrom(set, set.spec.template, {
        generateName: `${set.metadata.name}-`,
      }),
    );
    this.#client.event(
      set,
      'Normal',
      'SuccessfulCreate',
      `Created pod: ${pod.metadata.name}`,
    );
  }

  #updateStatus(
    set: KubernetesObject,
    pods: KubernetesObject[],
    failure: ApiError | undefined,
  ): Again {
    const active = pods.filter(isActive);
    const minReady = set.spec.minReadySeconds;
    const waits = active.map(pod => untilAvailable(pod, minReady));
    const others = (set.status?.conditions ?? []).filter(
      (condition: { type: string }) => condition.type !== 'ReplicaFailure',
    );
    const conditions = failure
      ? withCondition(set.status?.conditions, {
          type: 'ReplicaFailure',
          status: 'True',
          reason: 'FailedCreate',
          message: failure.message,
        })
      : others;
    const ready = active.filter(isReady).length;
    const available = waits.filter(wait => wait === 0).length;
    this.#client.updateStatus(resource, set, {
      replicas: active.length,
      fullyLabeledReplicas: active.length,
      ...(ready > 0 ? { readyReplicas: ready } : {}),
      ...(available > 0 ? { availableReplicas: available } : {}),
      observedGeneration: set.metadata.generation,
      ...(conditions.length > 0 ? { conditions } : {}),
    });
    const next = waits.filter(wait => wait !== undefined && wait > 0);
    return next.length > 0 ? Math.min(...(next as number[])) : undefined;
  }

  /** Takes over Pods that match and belong to nobody. */
  #adopt(set: KubernetesObject) {
    for (const pod of this.#client.list('pods', set.metadata.namespace)) {
      if (
        isActive(pod) &&
        !hasController(pod) &&
        matchesSelector(set.spec.selector, pod.metadata.labels)
      ) {
        this.#client.update('pods', pod, draft => {
          draft.metadata.ownerReferences = [
            ...(draft.metadata.ownerReferences ?? []),
            controllerReference(set),
          ];
        });
      }
    }
  }

  #adopters(pod: KubernetesObject): string[] {
    if (hasController(pod)) {
      return [];
    }
    return this.#client
      .list(resource, pod.metadata.namespace)
      .filter(set => matchesSelector(set.spec.selector, pod.metadata.labels))
      .map(keyOf);
  }
}

/** Pods that do the least go first: not scheduled, not ready, youngest. */
function byWorth(a: KubernetesObject, b: KubernetesObject): number {
  const worth = (pod: KubernetesObject) =>
    Number(Boolean(pod.spec.nodeName)) + 2 * Number(isReady(pod));
  return (
    worth(a) - worth(b) ||
    b.metadata.creationTimestamp.localeCompare(a.metadata.creationTimestamp)
  );
}
