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
import { deploymentStatus } from './deploymentStatus';
import { controllerReference, resolveIntOrPercent } from './ownership';
import { canonical, templateHash } from './PodTemplate';

type Draft = any;

const resource = 'deployments.apps';
const sets = 'replicasets.apps';
const revisionAnnotation = 'deployment.kubernetes.io/revision';
const hashLabel = 'pod-template-hash';

/** Rolls a Deployment's template out through ReplicaSets. */
export class DeploymentController implements Controller {
  readonly name = 'deployment-controller';
  readonly watches: Record<string, KeysOf> = {
    [resource]: itself,
    [sets]: controllerOf('Deployment'),
    pods: ({ object, type }) =>
      type === 'DELETED' ? this.#recreateOf(object) : [],
  };
  readonly #client: ClusterClient;

  constructor(context: ControllerContext) {
    this.#client = context.client(this.name);
  }

  reconcile(key: string): Again {
    const [namespace, name] = splitKey(key);
    const deployment = this.#client.get(resource, namespace, name);
    if (!deployment || deployment.metadata.deletionTimestamp) {
      return undefined;
    }
    const owned = this.#client.controlled(sets, deployment);
    const current = this.#currentSet(deployment, owned);
    const old = owned.filter(set => set.metadata.uid !== current?.metadata.uid);
    if (current && !deployment.spec.paused) {
      if (deployment.spec.strategy?.type === 'Recreate') {
        this.#recreate(deployment, current, old);
      } else {
        this.#roll(deployment, current, old);
      }
    } else if (current) {
      this.#scale(deployment, current, deployment.spec.replicas);
    }
    this.#forgetOld(deployment, old);
    return this.#updateStatus(deployment, current);
  }

  /** The ReplicaSet of the present template, made when there is none. */
  #currentSet(
    deployment: KubernetesObject,
    owned: KubernetesObject[],
  ): KubernetesObject | undefined {
    const { template } = deployment.spec;
    const wanted = canonical(template);
    const found = owned.find(
      set => canonical(withoutHash(set.spec.template)) === wanted,
    );
    const newest = Math.max(0, ...owned.map(revisionOf));
    if (found) {
      const isNewest = revisionOf(found) === newest;
      return this.#annotate(
        deployment,
        found,
        isNewest ? revisionOf(found) : newest + 1,
      );
    }
    if (deployment.spec.paused) {
      return undefined;
    }
    const created = this.#createSet(deployment, newest + 1);
    return this.#annotate(deployment, created, newest + 1);
  }

  #createSet(deployment: KubernetesObject, revision: number): KubernetesObject {
    const { metadata, spec } = deployment;
    const hash = templateHash(spec.template);
    const labels = { ...spec.template.metadata?.labels, [hashLabel]: hash };
    const surge = this.#surge(deployment);
    const others = sum(
      this.#client.controlled(sets, deployment),
      set => set.spec.replicas,
    );
    const room = Math.max(0, spec.replicas + surge - others);
    const replicas =
      spec.strategy?.type === 'Recreate' && others > 0
        ? 0
        : Math.min(spec.replicas, room);
    const created = this.#client.create(sets, {
      metadata: {
        namespace: metadata.namespace,
        name: `${metadata.name}-${hash}`,
        labels,
        annotations: {
          ...copiedAnnotations(deployment),
          [revisionAnnotation]: String(revision),
          ...sizeAnnotations(spec.replicas, surge),
        },
        ownerReferences: [controllerReference(deployment)],
      },
      spec: {
        replicas,
        ...(spec.minReadySeconds
          ? { minReadySeconds: spec.minReadySeconds }
          : {}),
        selector: {
          ...spec.selector,
          matchLabels: { ...spec.selector.matchLabels, [hashLabel]: hash },
        },
        template: {
          ...spec.template,
          metadata: { ...spec.template.metadata, labels },
        },
      },
    });
    if (replicas > 0) {
      this.#scaled(deployment, created, 0, replicas);
    }
    return created;
  }

  /** Revision and size stand on both objects; the newest ReplicaSet has the highest revision. */
  #annotate(
    deployment: KubernetesObject,
    set: KubernetesObject,
    revision: number,
  ): KubernetesObject {
    const wanted = {
      ...copiedAnnotations(deployment),
      [revisionAnnotation]: String(revision),
      ...sizeAnnotations(deployment.spec.replicas, this.#surge(deployment)),
    };
    const own = { [revisionAnnotation]: String(revision) };
    if (!hasAnnotations(deployment, own)) {
      this.#client.update(
        resource,
        deployment,
        draft => annotate(draft, own),
        'status',
      );
    }
    return hasAnnotations(set, wanted)
      ? set
      : this.#client.update(sets, set, draft => annotate(draft, wanted)) ?? set;
  }

  /** The old Pods go first, all of them. */
  #recreate(
    deployment: KubernetesObject,
    current: KubernetesObject,
    old: KubernetesObject[],
  ) {
    old.forEach(set => this.#scale(deployment, set, 0));
    const remaining = old.flatMap(set => this.#client.controlled('pods', set));
    if (remaining.length === 0) {
      this.#scale(deployment, current, deployment.spec.replicas);
    }
  }

  /** Adds new Pods as far as the surge allows and takes away old ones as far as enough stay available. */
  #roll(
    deployment: KubernetesObject,
    current: KubernetesObject,
    old: KubernetesObject[],
  ) {
    const { replicas, strategy } = deployment.spec;
    const surge = this.#surge(deployment);
    const down = resolveIntOrPercent(
      strategy?.rollingUpdate?.maxUnavailable,
      replicas,
      false,
    );
    const minAvailable = replicas - (surge === 0 ? Math.max(1, down) : down);
    const living = old.filter(set => set.spec.replicas > 0);
    const oldCount = sum(living, set => set.spec.replicas);
    const wanted =
      current.spec.replicas > replicas
        ? replicas
        : Math.max(
            current.spec.replicas,
            Math.min(replicas, replicas + surge - oldCount),
          );
    const resized = this.#scale(deployment, current, wanted);

    this.#scaleDownOld(deployment, resized, living, minAvailable);
  }

  /** Broken Pods go first, then as many as can be spared. */
  #scaleDownOld(
    deployment: KubernetesObject,
    current: KubernetesObject,
    old: KubernetesObject[],
    minAvailable: number,
  ) {
    const waiting = current.spec.replicas - availableOf(current);
    const all = sum([current, ...old], set => set.spec.replicas);
    const most = all - minAvailable - waiting;
    let room = Math.max(0, most);
    const remaining = old.map(set => {
      const broken = set.spec.replicas - availableOf(set);
      const fewer = Math.min(broken, room);
      room -= fewer;
      return { set, replicas: set.spec.replicas - fewer };
    });
    let spare = Math.min(
      room,
      sum([current, ...old], availableOf) - minAvailable,
    );
    for (const { set, replicas } of remaining) {
      const fewer = Math.max(0, Math.min(replicas, spare));
      spare -= fewer;
      this.#scale(deployment, set, replicas - fewer);
    }
  }

  #scale(
    deployment: KubernetesObject,
    set: KubernetesObject,
    replicas: number,
  ): KubernetesObject {
    const before = set.spec.replicas;
    if (before === replicas) {
      return set;
    }
    const updated = this.#client.update(sets, set, draft => {
      draft.spec.replicas = replicas;
    });
    this.#scaled(deployment, set, before, replicas);
    return updated ?? set;
  }

  #scaled(
    deployment: KubernetesObject,
    set: KubernetesObject,
    from: number,
    to: number,
  ) {
    this.#client.event(
      deployment,
      'Normal',
      'ScalingReplicaSet',
      `Scaled ${to > from ? 'up' : 'down'} replica set ${
        set.metadata.name
      } from ${from} to ${to}`,
    );
  }

  #surge({ spec }: KubernetesObject): number {
    return spec.strategy?.type === 'Recreate'
      ? 0
      : resolveIntOrPercent(
          spec.strategy?.rollingUpdate?.maxSurge,
          spec.replicas,
          true,
        );
  }

  #forgetOld(deployment: KubernetesObject, old: KubernetesObject[]) {
    const idle = old
      .filter(set => set.spec.replicas === 0 && !set.status?.replicas)
      .sort((a, b) => revisionOf(a) - revisionOf(b));
    const surplus = idle.length - (deployment.spec.revisionHistoryLimit ?? 10);
    idle
      .slice(0, Math.max(0, surplus))
      .forEach(set => this.#client.delete(sets, set));
  }

  #updateStatus(
    deployment: KubernetesObject,
    current: KubernetesObject | undefined,
  ): Again {
    const { namespace, name } = deployment.metadata;
    const latest = this.#client.get(resource, namespace, name);
    if (!latest) {
      return undefined;
    }
    const owned = this.#client.controlled(sets, latest);
    const newest = owned.find(
      set => set.metadata.uid === current?.metadata.uid,
    );
    const { status, wait } = deploymentStatus(latest, newest, owned);
    this.#client.updateStatus(resource, latest, status);
    return wait;
  }

  /** A Recreate waits for the last old Pod to go. */
  #recreateOf(pod: KubernetesObject): string[] {
    const owner = pod.metadata.ownerReferences?.find(
      (reference: Draft) => reference.kind === 'ReplicaSet',
    );
    const set =
      owner && this.#client.get(sets, pod.metadata.namespace, owner.name);
    const deployment = set?.metadata.ownerReferences?.[0];
    return deployment ? [`${pod.metadata.namespace}/${deployment.name}`] : [];
  }
}

function annotate(draft: Draft, annotations: Record<string, string>) {
  draft.metadata.annotations = {
    ...draft.metadata.annotations,
    ...annotations,
  };
}

function hasAnnotations(
  { metadata }: KubernetesObject,
  annotations: Record<string, string>,
): boolean {
  return Object.entries(annotations).every(
    ([key, value]) => metadata.annotations?.[key] === value,
  );
}

/** The status may still count Pods that are on their way out. */
function availableOf({ spec, status }: KubernetesObject): number {
  return Math.min(spec.replicas, status?.availableReplicas ?? 0);
}

function sizeAnnotations(replicas: number, surge: number) {
  return {
    'deployment.kubernetes.io/desired-replicas': String(replicas),
    'deployment.kubernetes.io/max-replicas': String(replicas + surge),
  };
}

function copiedAnnotations({ metadata }: KubernetesObject) {
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

function withoutHash(template: Draft): Draft {
  const { [hashLabel]: _, ...labels } = template.metadata?.labels ?? {};
  return { ...template, metadata: { ...template.metadata, labels } };
}

function revisionOf({ metadata }: KubernetesObject): number {
  return Number(metadata.annotations?.[revisionAnnotation] ?? 0);
}

function sum<T>(list: T[], value: (entry: T) => number): number {
  return list.reduce((total, entry) => total + value(entry), 0);
}
