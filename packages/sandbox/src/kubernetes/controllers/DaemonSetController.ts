import type { KubernetesObject } from '../../core/SandboxContext';
import type { ClusterClient } from './ClusterClient';
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
import { isActive, isReady, podFrom, templateHash } from './PodTemplate';

const resource = 'daemonsets.apps';
const revisionLabel = 'controller-revision-hash';

/** Keeps one Pod of a DaemonSet on each node that it selects. */
export class DaemonSetController implements Controller {
  readonly name = 'daemonset-controller';
  readonly watches: Record<string, KeysOf> = {
    [resource]: itself,
    pods: controllerOf('DaemonSet'),
    nodes: () => this.#client.list(resource).map(keyOf),
  };
  readonly #client: ClusterClient;

  constructor(context: ControllerContext) {
    this.#client = context.client(this.name);
  }

  reconcile(key: string): Again {
    const [namespace, name] = splitKey(key);
    const set = this.#client.get(resource, namespace, name);
    if (!set || set.metadata.deletionTimestamp) {
      return;
    }
    const revision = templateHash(set.spec.template);
    const nodes = this.#nodesFor(set);
    const pods = this.#client.controlled('pods', set);
    const unavailable = pods.filter(pod => !isReady(pod)).length;
    let mayReplace = Math.max(0, 1 - unavailable);
    for (const node of nodes) {
      const there = pods.filter(pod => pod.spec.nodeName === node);
      const outdated = there.find(
        pod =>
          isActive(pod) && pod.metadata.labels?.[revisionLabel] !== revision,
      );
      if (there.length === 0) {
        this.#create(set, node, revision);
      } else if (outdated && mayReplace > 0) {
        mayReplace -= 1;
        this.#client.delete('pods', outdated);
      }
    }
    pods
      .filter(pod => !nodes.includes(pod.spec.nodeName))
      .forEach(pod => this.#client.delete('pods', pod));
    this.#updateStatus(set, nodes, revision);
  }

  #nodesFor(set: KubernetesObject): string[] {
    const selector = Object.entries(set.spec.template.spec.nodeSelector ?? {});
    return this.#client
      .list('nodes')
      .filter(node =>
        selector.every(([key, value]) => node.metadata.labels?.[key] === value),
      )
      .map(node => node.metadata.name);
  }

  #create(set: KubernetesObject, node: string, revision: string) {
    const pod = podFrom(set, set.spec.template, {
      generateName: `${set.metadata.name}-`,
    });
    const created = this.#client.create('pods', {
      ...pod,
      metadata: {
        ...pod.metadata,
        labels: { ...pod.metadata.labels, [revisionLabel]: revision },
      },
      spec: { ...pod.spec, nodeName: node },
    });
    this.#client.event(
      set,
      'Normal',
      'SuccessfulCreate',
      `Created pod: ${created.metadata.name}`,
    );
  }

  #updateStatus(set: KubernetesObject, nodes: string[], revision: string) {
    const pods = this.#client.controlled('pods', set);
    const ready = pods.filter(isReady).length;
    const updated = pods.filter(
      pod => pod.metadata.labels?.[revisionLabel] === revision,
    ).length;
    this.#client.updateStatus(resource, set, {
      observedGeneration: set.metadata.generation,
      currentNumberScheduled: pods.length,
      desiredNumberScheduled: nodes.length,
      numberMisscheduled: 0,
      numberReady: ready,
      numberAvailable: ready,
      ...(nodes.length > ready
        ? { numberUnavailable: nodes.length - ready }
        : {}),
      updatedNumberScheduled: updated,
    });
  }
}
