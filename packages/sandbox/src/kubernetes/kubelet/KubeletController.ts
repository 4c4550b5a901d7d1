import type { KubernetesObject } from '../../core/SandboxContext';
import type { ClusterClient } from '../controllers/ClusterClient';
import {
  itself,
  keyOf,
  splitKey,
  type Again,
  type Controller,
  type ControllerContext,
  type KeysOf,
} from '../controllers/Controller';
import { timestamp } from '../objects/prepareObject';
import { containerEnvironment, mountProblem } from './containerConfig';
import type { ContainerMemory } from './ContainerInput';
import { containerStep, initialContainerStatus } from './containerStep';
import { PodAddresses } from './PodAddresses';
import { isInitialized, summarize } from './podPhase';
import { isEqual } from '../schema/isEqual';

type Draft = any;

interface PodMemory {
  uid: string;
  terminatingSince?: number;
  containers: Map<string, ContainerMemory>;
}

const registryHost = 'registry.runway.internal/';
const termination = 200;
const mountRetry = 10_000;

/** All nodes of the cluster: plays the lives of the Pods that are scheduled. No code runs. */
export class KubeletController implements Controller {
  readonly name = 'kubelet';
  readonly watches: Record<string, KeysOf>;
  readonly #client: ClusterClient;
  readonly #memories = new Map<string, PodMemory>();
  readonly #addresses: PodAddresses;

  constructor(private readonly context: ControllerContext) {
    this.#client = context.client(this.name);
    this.#addresses = new PodAddresses(context.objects.store);
    const dependents: KeysOf = ({ object, type }) =>
      type === 'DELETED' ? [] : this.waitingPods(object.metadata.namespace);
    this.watches = {
      pods: itself,
      secrets: dependents,
      configmaps: dependents,
    };
  }

  /** Keys of Pods with containers that don't run yet. */
  waitingPods(namespace?: string): string[] {
    return this.#client
      .list('pods', namespace)
      .filter(pod => pod.spec.nodeName && pod.status?.phase === 'Pending')
      .map(keyOf);
  }

  reconcile(key: string): Again {
    const [namespace, name] = splitKey(key);
    const pod = this.#client.get('pods', namespace, name);
    if (!pod) {
      this.#memories.delete(key);
      return undefined;
    }
    if (!pod.spec.nodeName) {
      return undefined;
    }
    const memory = this.#memoryOf(key, pod);
    if (pod.metadata.deletionTimestamp) {
      return this.#terminate(pod, memory);
    }
    const { phase } = pod.status ?? {};
    if (phase === 'Succeeded' || phase === 'Failed') {
      return undefined;
    }
    return this.#advance(pod, memory);
  }

  #memoryOf(key: string, { metadata }: KubernetesObject): PodMemory {
    let memory = this.#memories.get(key);
    if (memory?.uid !== metadata.uid) {
      memory = { uid: metadata.uid!, containers: new Map() };
      this.#memories.set(key, memory);
    }
    return memory!;
  }

  #terminate(pod: KubernetesObject, memory: PodMemory): Again {
    const now = Date.now();
    if (memory.terminatingSince === undefined) {
      memory.terminatingSince = now;
      for (const { name } of pod.spec.containers) {
        this.#client.event(
          pod,
          'Normal',
          'Killing',
          `Stopping container ${name}`,
          `spec.containers{${name}}`,
        );
      }
    }
    const end = memory.terminatingSince + this.context.delay(termination);
    if (now < end) {
      return end - now;
    }
    this.#client.delete('pods', pod, { gracePeriodSeconds: 0 });
    return undefined;
  }

  #advance(pod: KubernetesObject, memory: PodMemory): Again {
    const status = this.#started(pod);
    const waits: number[] = [];
    const problem = mountProblem(this.#client, pod);
    if (problem) {
      this.#client.event(pod, 'Warning', 'FailedMount', problem);
      waits.push(this.context.backoff(mountRetry));
    } else {
      this.#stepContainers(pod, memory, status, waits);
    }
    const next = summarize(pod, status);
    const changed = !isEqual(next, pod.status);
    if (changed) {
      this.#client.updateStatus('pods', pod, next);
    }
    return waits.length > 0 ? Math.min(...waits) : undefined;
  }

  /** The status with all containers in it. */
  #started(pod: KubernetesObject): Draft {
    const inits: Draft[] = pod.spec.initContainers ?? [];
    const reason = inits.length > 0 ? 'PodInitializing' : 'ContainerCreating';
    const hostIP = this.#addresses.ofNode(pod.spec.nodeName);
    const podIP = pod.status?.podIP ?? this.#addresses.next(pod);
    return {
      startTime: timestamp(),
      hostIP,
      hostIPs: [{ ip: hostIP }],
      podIP,
      podIPs: [{ ip: podIP }],
      ...(inits.length > 0
        ? {
            initContainerStatuses: inits.map(container =>
              initialContainerStatus(container, 'PodInitializing'),
            ),
          }
        : {}),
      containerStatuses: pod.spec.containers.map((container: Draft) =>
        initialContainerStatus(container, reason),
      ),
      ...pod.status,
      observedGeneration: pod.metadata.generation,
    };
  }

  #stepContainers(
    pod: KubernetesObject,
    memory: PodMemory,
    status: Draft,
    waits: number[],
  ) {
    const inits: Draft[] = pod.spec.initContainers ?? [];
    for (const [index, container] of inits.entries()) {
      const step = this.#step(
        pod,
        container,
        container.restartPolicy === 'Always' ? 'Always' : initPolicy(pod),
        status.initContainerStatuses[index],
        memory,
      );
      status.initContainerStatuses = replaced(
        status.initContainerStatuses,
        index,
        step.status,
      );
      push(waits, step.wait);
      if (!isInitialized(pod)(step.status)) {
        return;
      }
    }
    for (const [index, container] of pod.spec.containers.entries()) {
      const step = this.#step(
        pod,
        container,
        pod.spec.restartPolicy,
        status.containerStatuses[index],
        memory,
      );
      status.containerStatuses = replaced(
        status.containerStatuses,
        index,
        step.status,
      );
      push(waits, step.wait);
    }
  }

  #step(
    pod: KubernetesObject,
    container: Draft,
    restartPolicy: string,
    status: Draft,
    memory: PodMemory,
  ) {
    let containerMemory = memory.containers.get(container.name);
    if (!containerMemory) {
      containerMemory = { failedPulls: 0 };
      memory.containers.set(container.name, containerMemory);
    }
    return containerStep({
      pod,
      container,
      restartPolicy,
      status: { ...status, image: container.image },
      memory: containerMemory,
      environment: containerEnvironment(this.#client, pod, container),
      imageExists: this.#imageExists(container.image),
      now: Date.now(),
      delay: milliseconds => this.context.delay(milliseconds),
      backoff: milliseconds => this.context.backoff(milliseconds),
      event: (type, reason, message) =>
        this.#client.event(
          pod,
          type,
          reason,
          message,
          `spec.containers{${container.name}}`,
        ),
    });
  }

  /** Only images of the platform's own registry are checked. */
  #imageExists(image: string): boolean {
    return !image.startsWith(registryHost) || this.context.registry.has(image);
  }
}

/** Init containers end; where Pods are restarted, failed ones are tried again. */
function initPolicy({ spec }: KubernetesObject): string {
  return spec.restartPolicy === 'Never' ? 'Never' : 'OnFailure';
}

function replaced<T>(list: T[], index: number, value: T): T[] {
  return list.map((entry, position) => (position === index ? value : entry));
}

function push(waits: number[], wait: number | undefined) {
  if (wait !== undefined) {
    waits.push(wait);
  }
}
