import type { KubernetesObject } from '../../core/SandboxContext';
import { matchesSelector } from '../store/LabelSelector';
import type { ClusterClient } from './ClusterClient';
import {
  itself,
  keyOf,
  splitKey,
  type Again,
  type Controller,
  type ControllerContext,
  type KeysOf,
} from './Controller';
import { controllerReference } from './ownership';
import { isReady } from './PodTemplate';

type Draft = any;

const slices = 'endpointslices.discovery.k8s.io';

/** Writes down which Pods stand behind a Service: as EndpointSlice and as Endpoints. */
export class EndpointsController implements Controller {
  readonly name = 'endpointslice-controller';
  readonly watches: Record<string, KeysOf>;
  readonly #client: ClusterClient;

  constructor(context: ControllerContext) {
    this.#client = context.client(this.name);
    this.watches = {
      services: itself,
      pods: ({ object, previous }) => this.#servicesOf(object, previous),
    };
  }

  reconcile(key: string): Again {
    const [namespace, name] = splitKey(key);
    const service = this.#client.get('services', namespace, name);
    if (!service || !service.spec.selector) {
      const old = this.#client.get('endpoints', namespace, name);
      if (old && !service) {
        this.#client.delete('endpoints', old);
      }
      return;
    }
    const pods = this.#client
      .list('pods', namespace)
      .filter(
        pod =>
          pod.status?.podIP &&
          !['Succeeded', 'Failed'].includes(pod.status.phase) &&
          isSelected(service, pod),
      )
      .sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
    this.#writeSlice(service, pods);
    this.#writeEndpoints(service, pods);
  }

  #writeSlice(service: KubernetesObject, pods: KubernetesObject[]) {
    const { namespace, name } = service.metadata;
    const [known] = this.#client.controlled(slices, service);
    const content = {
      addressType: 'IPv4',
      endpoints: pods.map(pod => ({
        addresses: [pod.status!.podIP],
        conditions: {
          ready: isReady(pod) && !pod.metadata.deletionTimestamp,
          serving: isReady(pod),
          terminating: Boolean(pod.metadata.deletionTimestamp),
        },
        nodeName: pod.spec.nodeName,
        targetRef: reference(pod),
      })),
      ports: portsOf(service, pods),
    };
    if (known) {
      this.#client.update(slices, known, draft => {
        Object.assign(draft, content);
      });
      return;
    }
    this.#client.create(slices, {
      metadata: {
        generateName: `${name}-`,
        namespace,
        labels: {
          ...service.metadata.labels,
          'kubernetes.io/service-name': name,
          'endpointslice.kubernetes.io/managed-by':
            'endpointslice-controller.k8s.io',
        },
        ownerReferences: [controllerReference(service)],
      },
      ...content,
    });
  }

  #writeEndpoints(service: KubernetesObject, pods: KubernetesObject[]) {
    const { namespace, name, labels } = service.metadata;
    const addresses = (ready: boolean) =>
      pods
        .filter(
          pod => isReady(pod) === ready && !pod.metadata.deletionTimestamp,
        )
        .map(pod => ({
          ip: pod.status!.podIP,
          nodeName: pod.spec.nodeName,
          targetRef: reference(pod),
        }));
    const [ready, waiting] = [addresses(true), addresses(false)];
    const subsets =
      ready.length + waiting.length === 0
        ? undefined
        : [
            {
              ...(ready.length > 0 ? { addresses: ready } : {}),
              ...(waiting.length > 0 ? { notReadyAddresses: waiting } : {}),
              ports: portsOf(service, pods),
            },
          ];
    const known = this.#client.get('endpoints', namespace, name);
    if (known) {
      this.#client.update('endpoints', known, draft => {
        draft.subsets = subsets;
      });
    } else {
      this.#client.create('endpoints', {
        metadata: { name, namespace, labels },
        subsets,
      });
    }
  }

  #servicesOf(
    pod: KubernetesObject,
    previous: KubernetesObject | undefined,
  ): string[] {
    return this.#client
      .list('services', pod.metadata.namespace)
      .filter(
        service =>
          isSelected(service, pod) ||
          (previous && isSelected(service, previous)),
      )
      .map(keyOf);
  }
}

function isSelected(service: KubernetesObject, pod: KubernetesObject): boolean {
  const { selector } = service.spec;
  return (
    selector !== undefined &&
    matchesSelector({ matchLabels: selector }, pod.metadata.labels)
  );
}

function reference({ metadata }: KubernetesObject) {
  return {
    kind: 'Pod',
    name: metadata.name,
    namespace: metadata.namespace,
    uid: metadata.uid,
  };
}

function portsOf(
  { spec }: KubernetesObject,
  pods: KubernetesObject[],
): Draft[] | undefined {
  const containerPorts: Draft[] = pods.flatMap(pod =>
    pod.spec.containers.flatMap((container: Draft) => container.ports ?? []),
  );
  return spec.ports?.map((port: Draft) => ({
    ...(port.name ? { name: port.name } : {}),
    port:
      typeof port.targetPort === 'number'
        ? port.targetPort
        : containerPorts.find(entry => entry.name === port.targetPort)
            ?.containerPort ?? port.port,
    protocol: port.protocol,
  }));
}
