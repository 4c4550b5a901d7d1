import type { KubernetesObject } from '../../../core/SandboxContext';
import type { ClusterClient } from '../ClusterClient';
import {
  controllerOf,
  itself,
  splitKey,
  type Again,
  type Controller,
  type ControllerContext,
  type KeysOf,
} from '../Controller';
import { deploymentStatus } from './deploymentStatus';
import { controllerReference } from '../ownership';
import { canonical, templateHash } from '../PodTemplate';
import {
  annotate,
  copiedAnnotations,
  hasAnnotations,
  hashLabel,
  revisionAnnotation,
  revisionOf,
  sizeAnnotations,
  withoutHash,
} from './revisions';
import {
  firstReplicas,
  oldReplicas,
  surgeOf,
  wantedReplicas,
} from './rolloutPlan';

type Draft = any;

const resource = 'deployments.apps';
const sets = 'replicasets.apps';

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
    const surge = surgeOf(deployment);
    const replicas = firstReplicas(
      deployment,
      this.#client.controlled(sets, deployment),
    );
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
      ...sizeAnnotations(deployment.spec.replicas, surgeOf(deployment)),
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
    const wanted = wantedReplicas(deployment, current, old);
    const resized = this.#scale(deployment, current, wanted);
    for (const { set, replicas } of oldReplicas(deployment, resized, old)) {
      this.#scale(deployment, set, replicas);
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
