import type { KubernetesObject } from '../../core/SandboxContext';
import type { ClusterClient } from './ClusterClient';
import {
  controllerOf,
  itself,
  splitKey,
  type Again,
  type Controller,
  type ControllerContext,
  type KeysOf,
} from './Controller';
import { isReady, podFrom, templateHash, untilAvailable } from './PodTemplate';

type Draft = any;

const resource = 'statefulsets.apps';
const revisionLabel = 'controller-revision-hash';

/** Keeps the numbered Pods of a StatefulSet, one after the other, each with its claims. */
export class StatefulSetController implements Controller {
  readonly name = 'statefulset-controller';
  readonly watches: Record<string, KeysOf> = {
    [resource]: itself,
    pods: controllerOf('StatefulSet'),
  };
  readonly #client: ClusterClient;

  constructor(context: ControllerContext) {
    this.#client = context.client(this.name);
  }

  reconcile(key: string): Again {
    const [namespace, name] = splitKey(key);
    const set = this.#client.get(resource, namespace, name);
    if (!set || set.metadata.deletionTimestamp) {
      return undefined;
    }
    const revision = `${name}-${templateHash(set.spec.template)}`;
    this.#work(set, revision);
    return this.#updateStatus(set, revision);
  }

  /** One Pod at a time, unless management is parallel. */
  #work(set: KubernetesObject, revision: string) {
    const { replicas, podManagementPolicy, updateStrategy } = set.spec;
    const inOrder = podManagementPolicy !== 'Parallel';
    const start = set.spec.ordinals?.start ?? 0;
    const pods = new Map(
      this.#client
        .controlled('pods', set)
        .map(pod => [ordinalOf(pod), pod] as const),
    );
    for (let ordinal = start; ordinal < start + replicas; ordinal += 1) {
      const pod = pods.get(ordinal);
      const ended = ['Succeeded', 'Failed'].includes(pod?.status?.phase);
      if (pod && ended) {
        this.#client.delete('pods', pod);
        return;
      }
      if (!pod) {
        this.#create(set, ordinal, revision);
      }
      if (inOrder && !(pod && isReady(pod))) {
        return;
      }
    }
    const surplus = [...pods.keys()]
      .filter(ordinal => ordinal >= start + replicas || ordinal < start)
      .sort((a, b) => b - a);
    for (const ordinal of surplus) {
      this.#client.delete('pods', pods.get(ordinal)!);
      if (inOrder) {
        return;
      }
    }
    if (updateStrategy?.type === 'RollingUpdate') {
      const first = start + (updateStrategy.rollingUpdate?.partition ?? 0);
      this.#rollOne(pods, first, start + replicas, revision);
    }
  }

  /** Replaces the highest Pod of an old revision once the others are ready. */
  #rollOne(
    pods: Map<number, KubernetesObject>,
    first: number,
    end: number,
    revision: string,
  ) {
    for (let ordinal = end - 1; ordinal >= first; ordinal -= 1) {
      const pod = pods.get(ordinal);
      if (pod?.metadata.deletionTimestamp) {
        return;
      }
      if (pod && pod.metadata.labels?.[revisionLabel] !== revision) {
        this.#client.delete('pods', pod);
        return;
      }
      if (pod && !isReady(pod)) {
        return;
      }
    }
  }

  #create(set: KubernetesObject, ordinal: number, revision: string) {
    const name = `${set.metadata.name}-${ordinal}`;
    const { template, volumeClaimTemplates = [], serviceName } = set.spec;
    const claims = volumeClaimTemplates.map((claim: Draft) =>
      this.#claim(set, claim, `${claim.metadata.name}-${name}`),
    );
    const pod = podFrom(set, template, { name });
    this.#client.create('pods', {
      ...pod,
      metadata: {
        ...pod.metadata,
        labels: {
          ...pod.metadata.labels,
          [revisionLabel]: revision,
          'statefulset.kubernetes.io/pod-name': name,
          'apps.kubernetes.io/pod-index': String(ordinal),
        },
      },
      spec: {
        ...pod.spec,
        hostname: name,
        ...(serviceName ? { subdomain: serviceName } : {}),
        volumes: [...(pod.spec.volumes ?? []), ...claims],
      },
    });
    this.#client.event(
      set,
      'Normal',
      'SuccessfulCreate',
      `create Pod ${name} in StatefulSet ${set.metadata.name} successful`,
    );
  }

  /** Claims outlive their Pods. */
  #claim(set: KubernetesObject, claim: Draft, name: string): Draft {
    const { namespace } = set.metadata;
    if (!this.#client.get('persistentvolumeclaims', namespace, name)) {
      this.#client.create('persistentvolumeclaims', {
        metadata: {
          name,
          namespace,
          labels: {
            ...claim.metadata.labels,
            ...set.spec.selector.matchLabels,
          },
        },
        spec: claim.spec,
      });
    }
    return {
      name: claim.metadata.name,
      persistentVolumeClaim: { claimName: name },
    };
  }

  #updateStatus(set: KubernetesObject, revision: string): Again {
    const pods = this.#client.controlled('pods', set);
    const updated = pods.filter(
      pod => pod.metadata.labels?.[revisionLabel] === revision,
    );
    const waits = pods.map(pod =>
      untilAvailable(pod, set.spec.minReadySeconds),
    );
    const complete =
      updated.length === set.spec.replicas &&
      pods.length === set.spec.replicas &&
      pods.every(isReady);
    const currentRevision = complete
      ? revision
      : set.status?.currentRevision ?? revision;
    const current = pods.filter(
      pod => pod.metadata.labels?.[revisionLabel] === currentRevision,
    );
    this.#client.updateStatus(resource, set, {
      observedGeneration: set.metadata.generation,
      replicas: pods.length,
      readyReplicas: pods.filter(isReady).length,
      currentReplicas: current.length,
      updatedReplicas: updated.length,
      availableReplicas: waits.filter(wait => wait === 0).length,
      currentRevision,
      updateRevision: revision,
      collisionCount: 0,
    });
    const next = waits.filter(wait => wait !== undefined && wait > 0);
    return next.length > 0 ? Math.min(...(next as number[])) : undefined;
  }
}

function ordinalOf({ metadata }: KubernetesObject): number {
  return Number(metadata.name.slice(metadata.name.lastIndexOf('-') + 1));
}
