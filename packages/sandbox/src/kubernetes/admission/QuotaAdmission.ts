import type { KubernetesObject } from '../../core/SandboxContext';
import { forbidden } from '../errors/ApiError';
import { formatQuantity, parseQuantity } from '../schema/Quantity';
import type { ObjectStore } from '../store/ObjectStore';
import type { AdmissionPlugin, AdmissionRequest } from './Admission';
import { isBinary } from './podResources';
import { matchesScopes, namespaceUsage, usageOf } from './quotaUsage';

/** Refuses objects that a namespace's ResourceQuota has no room for. */
export class QuotaAdmission implements AdmissionPlugin {
  constructor(private readonly store: ObjectStore) {}

  validate(request: AdmissionRequest): void {
    const { definition, operation, namespace, object, subresource } = request;
    if (operation === 'DELETE' || !namespace || !object || subresource) {
      return;
    }
    const quotas = this.store.list('resourcequotas', namespace);
    for (const quota of quotas) {
      if (matchesScopes(quota, definition.id, object)) {
        this.#check(request, quota);
      }
    }
  }

  #check(request: AdmissionRequest, quota: KubernetesObject) {
    const { definition, object, previous, name, operation } = request;
    const hard: Record<string, string> = quota.spec?.hard ?? {};
    const quotaName = quota.metadata.name;
    const wanted = usageOf(definition.id, object!);
    const before = previous ? usageOf(definition.id, previous) : new Map();
    if (definition.id === 'pods' && operation === 'CREATE') {
      requireCompute(request, quotaName, Object.keys(hard));
    }
    const delta = [...wanted]
      .map(([key, amount]): [string, bigint] => [
        key,
        amount - (before.get(key) ?? 0n),
      ])
      .filter(([key, amount]) => hard[key] !== undefined && amount > 0n);
    if (delta.length === 0) {
      return;
    }
    const used = namespaceUsage(this.store, quota);
    const exceeded = delta
      .filter(
        ([key, amount]) =>
          parseQuantity(used[key])! + amount > parseQuantity(hard[key])!,
      )
      .sort(([a], [b]) => (a < b ? -1 : 1));
    if (exceeded.length > 0) {
      const list = (valueOf: (key: string, amount: bigint) => string) =>
        exceeded
          .map(([key, amount]) => `${key}=${valueOf(key, amount)}`)
          .join(',');
      const requested = list((key, amount) =>
        formatQuantity(amount, isBinary(key)),
      );
      throw forbidden(
        definition,
        name,
        `exceeded quota: ${quotaName}, requested: ${requested}, used: ${list(
          key => used[key],
        )}, limited: ${list(key => hard[key])}`,
      );
    }
  }
}

const compute = /^(requests|limits)\.(cpu|memory)$|^(cpu|memory)$/;

/** Where compute is limited, every container must say what it takes. */
function requireCompute(
  { definition, name, object }: AdmissionRequest,
  quotaName: string,
  limited: string[],
) {
  const missing = limited
    .filter(key => compute.test(key))
    .sort()
    .flatMap(key => {
      const [kind, resource] = key.includes('.')
        ? key.split('.')
        : ['requests', key];
      const names = [
        ...(object!.spec?.containers ?? []),
        ...(object!.spec?.initContainers ?? []),
      ]
        .filter(container => !container.resources?.[kind]?.[resource])
        .map(container => container.name)
        .sort();
      return names.length > 0 ? [`${key} for: ${names.join(',')}`] : [];
    });
  if (missing.length > 0) {
    throw forbidden(
      definition,
      name,
      `failed quota: ${quotaName}: must specify ${missing.join('; ')}`,
    );
  }
}
