import type { KubernetesObject } from '../../core/SandboxContext';
import { podResources } from '../admission/podResources';
import { isReady } from '../controllers/PodTemplate';
import {
  methodNotAllowed,
  notFound,
  unknownResource,
} from '../errors/ApiError';
import type { ClusterObjects } from '../objects/ClusterObjects';
import { timestamp } from '../objects/prepareObject';
import { formatQuantity, parseQuantity } from '../schema/Quantity';
import { parseLabelSelector } from '../store/LabelSelector';
import type { ApiRequest } from './ApiRequest';

type Draft = any;

/** Load of everything, in percent of what it requests; the autoscaler says the same. */
export const simulatedUtilization = 35;

const defaults = { cpu: '50m', memory: '128Mi' };
const window = '15s';

/** `metrics.k8s.io`: what Pods and nodes take. Made up, the same for the same object. */
export function serveMetrics(
  objects: ClusterObjects,
  request: ApiRequest,
): void {
  const { resource = '', namespace, name, subresource } = request.info;
  const describe = { pods: podMetrics, nodes: nodeMetrics }[resource];
  if (!describe || subresource) {
    throw unknownResource();
  }
  const group = { group: 'metrics.k8s.io', plural: resource };
  if (request.method !== 'GET' || request.isWatch) {
    throw methodNotAllowed(group, request.isWatch ? 'watch' : 'create');
  }
  const measured = (object: KubernetesObject | undefined) =>
    object && (resource === 'nodes' || isReady(object));
  if (name) {
    const scope = resource === 'pods' ? namespace : undefined;
    const object = objects.store.get(resource, scope, name);
    if (!object || !measured(object)) {
      throw notFound(
        group,
        resource === 'pods' ? `${namespace}/${name}` : name,
      );
    }
    request.send(200, describe(object, objects));
    return;
  }
  const matches = parseLabelSelector(request.query.get('labelSelector') ?? '');
  request.send(200, {
    kind: resource === 'pods' ? 'PodMetricsList' : 'NodeMetricsList',
    apiVersion: 'metrics.k8s.io/v1beta1',
    metadata: {},
    items: objects.store
      .list(resource, resource === 'pods' ? namespace : undefined)
      .filter(object => measured(object) && matches(object.metadata.labels))
      .map(object => describe(object, objects)),
  });
}

function podMetrics(pod: KubernetesObject): object {
  return {
    ...head('PodMetrics', pod),
    containers: pod.spec.containers.map((container: Draft) => ({
      name: container.name,
      usage: usage({ ...defaults, ...container.resources?.requests }),
    })),
  };
}

function nodeMetrics(node: KubernetesObject, objects: ClusterObjects): object {
  const totals = { cpu: 0n, memory: 0n };
  for (const pod of objects.store.list('pods')) {
    if (pod.spec.nodeName === node.metadata.name && isReady(pod)) {
      const { requests } = podResources(pod.spec);
      totals.cpu += parseQuantity(requests.cpu ?? defaults.cpu)!;
      totals.memory += parseQuantity(requests.memory ?? defaults.memory)!;
    }
  }
  return {
    ...head('NodeMetrics', node),
    usage: usage({
      cpu: formatQuantity(totals.cpu),
      memory: formatQuantity(totals.memory, true),
    }),
  };
}

function head(kind: string, { metadata }: KubernetesObject): object {
  return {
    kind,
    apiVersion: 'metrics.k8s.io/v1beta1',
    metadata: {
      name: metadata.name,
      namespace: metadata.namespace,
      creationTimestamp: timestamp(),
      labels: metadata.labels,
    },
    timestamp: timestamp(),
    window,
  };
}

function usage(requests: { cpu: string; memory: string }): object {
  const share = (amount: string) =>
    (parseQuantity(amount)! * BigInt(simulatedUtilization)) / 100n;
  const nano = 1_000_000_000n;
  return {
    cpu: `${share(requests.cpu)}n`,
    memory: `${share(requests.memory) / nano / 1024n}Ki`,
  };
}
