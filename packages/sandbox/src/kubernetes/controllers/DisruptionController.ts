import type { KubernetesObject } from '../../core/SandboxContext';
import { matchesSelector } from '../store/LabelSelector';
import type { ClusterClient } from './ClusterClient';
import { withCondition } from './conditions';
import {
  itself,
  keyOf,
  splitKey,
  type Again,
  type Controller,
  type ControllerContext,
  type KeysOf,
} from './Controller';
import { resolveIntOrPercent } from './ownership';
import { isActive, isReady } from './PodTemplate';

const resource = 'poddisruptionbudgets.policy';

/** Counts how many Pods of a PodDisruptionBudget may be evicted. */
export class DisruptionController implements Controller {
  readonly name = 'disruption-controller';
  readonly watches: Record<string, KeysOf>;
  readonly #client: ClusterClient;

  constructor(context: ControllerContext) {
    this.#client = context.client(this.name);
    this.watches = {
      [resource]: itself,
      pods: ({ object }) =>
        this.#client
          .list(resource, object.metadata.namespace)
          .filter(({ spec }) =>
            matchesSelector(spec.selector, object.metadata.labels),
          )
          .map(keyOf),
    };
  }

  reconcile(key: string): Again {
    const [namespace, name] = splitKey(key);
    const budget = this.#client.get(resource, namespace, name);
    if (!budget) {
      return;
    }
    const { minAvailable, maxUnavailable, selector } = budget.spec;
    const pods = this.#client
      .list('pods', namespace)
      .filter(
        pod => isActive(pod) && matchesSelector(selector, pod.metadata.labels),
      );
    const expected = pods.length === 0 ? 0 : this.#expected(pods);
    const healthy = pods.filter(isReady).length;
    const desired =
      maxUnavailable === undefined
        ? resolveIntOrPercent(minAvailable ?? 0, expected, true)
        : Math.max(
            0,
            expected - resolveIntOrPercent(maxUnavailable, expected, true),
          );
    const allowed = Math.max(0, expected === 0 ? 0 : healthy - desired);
    this.#client.updateStatus(resource, budget, {
      observedGeneration: budget.metadata.generation,
      expectedPods: expected,
      currentHealthy: healthy,
      desiredHealthy: desired,
      disruptionsAllowed: allowed,
      conditions: withCondition(budget.status?.conditions, {
        type: 'DisruptionAllowed',
        status: allowed > 0 ? 'True' : 'False',
        reason: allowed > 0 ? 'SufficientPods' : 'InsufficientPods',
        message: '',
        observedGeneration: budget.metadata.generation,
      }),
    });
  }

  /** Replicas of the controllers behind the Pods. */
  #expected(pods: KubernetesObject[]): number {
    const owners = new Map<string, number>();
    let bare = 0;
    for (const pod of pods) {
      const reference = pod.metadata.ownerReferences?.[0];
      const owner =
        reference && this.#client.objects.store.byUid(reference.uid)?.object;
      if (owner?.spec?.replicas === undefined) {
        bare += 1;
      } else {
        owners.set(reference.uid, owner.spec.replicas);
      }
    }
    return [...owners.values()].reduce((sum, count) => sum + count, bare);
  }
}
