import type { KubernetesObject } from '../../core/SandboxContext';
import { podResources } from '../admission/podResources';
import type { ClusterClient } from '../controllers/ClusterClient';
import { withCondition } from '../controllers/conditions';
import {
  itself,
  keyOf,
  splitKey,
  type Again,
  type Controller,
  type ControllerContext,
  type KeysOf,
} from '../controllers/Controller';
import { parseQuantity } from '../schema/Quantity';

type Draft = any;

const retry = 30_000;

/**
 * Gives Pods a node. Nodes never fill up (think of a cluster that grows by itself), but a Pod must fit on one, and
 * node selectors and claims count.
 */
export class SchedulerController implements Controller {
  readonly name = 'default-scheduler';
  readonly watches: Record<string, KeysOf>;
  readonly #client: ClusterClient;
  #turn = 0;

  constructor(private readonly context: ControllerContext) {
    this.#client = context.client(this.name);
    const unscheduled: KeysOf = ({ object }) =>
      this.#client
        .list('pods', object.metadata.namespace)
        .filter(pod => !pod.spec.nodeName)
        .map(keyOf);
    this.watches = {
      pods: change => (change.object.spec.nodeName ? [] : itself(change)),
      persistentvolumeclaims: unscheduled,
      nodes: unscheduled,
    };
  }

  reconcile(key: string): Again {
    const [namespace, name] = splitKey(key);
    const pod = this.#client.get('pods', namespace, name);
    if (!pod || pod.spec.nodeName || pod.metadata.deletionTimestamp) {
      return undefined;
    }
    const nodes = this.#client
      .list('nodes')
      .sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
    const { fitting, problem } = this.#fit(pod, nodes);
    if (fitting.length === 0) {
      return this.#failed(
        pod,
        problem ?? 'no nodes available to schedule pods',
      );
    }
    this.#turn += 1;
    const node = fitting[this.#turn % fitting.length].metadata.name;
    this.#client.update('pods', pod, draft => {
      draft.spec.nodeName = node;
    });
    this.#client.event(
      pod,
      'Normal',
      'Scheduled',
      `Successfully assigned ${namespace}/${name} to ${node}`,
    );
    return undefined;
  }

  #failed(pod: KubernetesObject, message: string): Again {
    this.#client.updateStatus('pods', pod, {
      ...pod.status,
      conditions: withCondition(pod.status?.conditions, {
        type: 'PodScheduled',
        status: 'False',
        reason: 'Unschedulable',
        message,
      }),
    });
    this.#client.event(pod, 'Warning', 'FailedScheduling', message);
    return this.context.backoff(retry);
  }

  #fit(
    pod: KubernetesObject,
    nodes: KubernetesObject[],
  ): { fitting: KubernetesObject[]; problem?: string } {
    const claim = this.#claimProblem(pod);
    if (claim) {
      return {
        fitting: [],
        problem: `0/${nodes.length} nodes are available: ${claim}.`,
      };
    }
    const reasons = new Map<string, number>();
    const fitting = nodes.filter(node => {
      const why = whyNot(pod, node);
      why.forEach(reason =>
        reasons.set(reason, (reasons.get(reason) ?? 0) + 1),
      );
      return why.length === 0;
    });
    const list = [...reasons].map(([reason, count]) => `${count} ${reason}`);
    return {
      fitting,
      problem: `0/${nodes.length} nodes are available: ${list.join(
        ', ',
      )}. preemption: 0/${nodes.length} nodes are available: ${
        nodes.length
      } Preemption is not helpful for scheduling.`,
    };
  }

  #claimProblem({ metadata, spec }: KubernetesObject): string | undefined {
    for (const volume of spec.volumes ?? []) {
      const name = volume.persistentVolumeClaim?.claimName;
      if (name) {
        const claim = this.#client.get(
          'persistentvolumeclaims',
          metadata.namespace,
          name,
        );
        if (!claim) {
          return `persistentvolumeclaim "${name}" not found`;
        }
        if (claim.status?.phase !== 'Bound') {
          return 'pod has unbound immediate PersistentVolumeClaims';
        }
      }
    }
    return undefined;
  }
}

function whyNot(pod: KubernetesObject, node: KubernetesObject): string[] {
  const labels = node.metadata.labels ?? {};
  const selector = Object.entries(pod.spec.nodeSelector ?? {});
  const why: string[] = [];
  if (node.spec?.unschedulable) {
    why.push('node(s) were unschedulable');
  }
  if (selector.some(([key, value]) => labels[key] !== value)) {
    why.push("node(s) didn't match Pod's node affinity/selector");
  }
  if (untolerated(pod, node)) {
    why.push('node(s) had untolerated taint(s)');
  }
  const { requests } = podResources(pod.spec);
  for (const [name, amount] of Object.entries(requests)) {
    const room = parseQuantity(node.status?.allocatable?.[name]);
    if (room !== undefined && parseQuantity(amount)! > room) {
      why.push(`Insufficient ${name}`);
    }
  }
  return why;
}

function untolerated(pod: KubernetesObject, node: KubernetesObject): boolean {
  return (node.spec?.taints ?? []).some(
    (taint: Draft) =>
      taint.effect !== 'PreferNoSchedule' &&
      !(pod.spec.tolerations ?? []).some(
        (toleration: Draft) =>
          (!toleration.effect || toleration.effect === taint.effect) &&
          (!toleration.key || toleration.key === taint.key) &&
          (toleration.operator === 'Exists' ||
            (toleration.value ?? '') === (taint.value ?? '')),
      ),
  );
}
