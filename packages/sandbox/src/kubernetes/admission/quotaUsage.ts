import type { KubernetesObject } from '../../core/SandboxContext';
import { formatQuantity, parseQuantity } from '../schema/Quantity';
import type { ObjectStore } from '../store/ObjectStore';
import { isBinary, podResources } from './podResources';

type Amounts = Map<string, bigint>;

const one = 1_000_000_000n;

const counted = [
  'pods',
  'services',
  'secrets',
  'configmaps',
  'persistentvolumeclaims',
  'replicationcontrollers',
  'resourcequotas',
];

/** What one object takes of a namespace's quota, in nano-units by quota resource. */
export function usageOf(resource: string, object: KubernetesObject): Amounts {
  const usage: Amounts = new Map([[`count/${resource}`, one]]);
  if (resource === 'pods') {
    const { phase } = object.status ?? {};
    if (phase === 'Succeeded' || phase === 'Failed') {
      return usage;
    }
    addPod(usage, object);
  }
  if (counted.includes(resource)) {
    usage.set(resource, one);
  }
  if (resource === 'services') {
    const { type, ports = [] } = object.spec ?? {};
    if (type === 'LoadBalancer') {
      usage.set('services.loadbalancers', one);
    }
    if (type === 'NodePort' || type === 'LoadBalancer') {
      usage.set('services.nodeports', BigInt(ports.length) * one);
    }
  }
  if (resource === 'persistentvolumeclaims') {
    const storage = object.spec?.resources?.requests?.storage;
    usage.set('requests.storage', parseQuantity(storage) ?? 0n);
  }
  return usage;
}

/** What a namespace uses of the resources a quota names. */
export function namespaceUsage(
  store: ObjectStore,
  quota: KubernetesObject,
): Record<string, string> {
  const namespace = quota.metadata.namespace;
  const names = Object.keys(quota.spec?.hard ?? {});
  const sums = new Map<string, bigint>(names.map(name => [name, 0n]));
  for (const resource of resourcesOf(names)) {
    for (const object of store.list(resource, namespace)) {
      if (matchesScopes(quota, resource, object)) {
        for (const [name, amount] of usageOf(resource, object)) {
          if (sums.has(name)) {
            sums.set(name, sums.get(name)! + amount);
          }
        }
      }
    }
  }
  return Object.fromEntries(
    [...sums].map(([name, sum]) => [name, formatQuantity(sum, isBinary(name))]),
  );
}

/** Whether an object counts against a quota with scopes. */
export function matchesScopes(
  quota: KubernetesObject,
  resource: string,
  object: KubernetesObject,
): boolean {
  const scopes: string[] = quota.spec?.scopes ?? [];
  if (scopes.length === 0) {
    return true;
  }
  if (resource !== 'pods') {
    return false;
  }
  const terminating = object.spec?.activeDeadlineSeconds !== undefined;
  const bestEffort = object.status?.qosClass === 'BestEffort';
  return scopes.every(
    scope =>
      ({
        Terminating: terminating,
        NotTerminating: !terminating,
        BestEffort: bestEffort,
        NotBestEffort: !bestEffort,
      }[scope] ?? true),
  );
}

/** Resources whose objects count against the named quota resources. */
function resourcesOf(names: string[]): string[] {
  const resources = names.map(name => {
    if (name.startsWith('count/')) {
      return name.slice('count/'.length);
    }
    if (name.startsWith('services.')) {
      return 'services';
    }
    if (name.endsWith('requests.storage')) {
      return 'persistentvolumeclaims';
    }
    return counted.includes(name) ? name : 'pods';
  });
  return [...new Set(resources)];
}

function addPod(usage: Amounts, { spec }: KubernetesObject) {
  const { requests, limits } = podResources(spec);
  for (const [name, amount] of Object.entries(requests)) {
    const value = parseQuantity(amount)!;
    usage.set(`requests.${name}`, value);
    usage.set(name, value);
  }
  for (const [name, amount] of Object.entries(limits)) {
    usage.set(`limits.${name}`, parseQuantity(amount)!);
  }
}
