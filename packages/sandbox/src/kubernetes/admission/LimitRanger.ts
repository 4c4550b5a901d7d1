import type { KubernetesObject } from '../../core/SandboxContext';
import { allContainers, requestsFollowLimits } from '../defaults/podDefaults';
import { forbidden } from '../errors/ApiError';
import { parseQuantity } from '../schema/Quantity';
import { qosClass } from '../objects/prepareObject';
import type { ObjectStore } from '../store/ObjectStore';
import type { AdmissionPlugin, AdmissionRequest } from './Admission';
import { podResources } from './podResources';

type Draft = any;
type Amounts = Record<string, string | undefined>;

/** Gives containers the namespace's default requests and limits, and refuses what lies outside of its LimitRanges. */
export class LimitRanger implements AdmissionPlugin {
  constructor(private readonly store: ObjectStore) {}

  mutate(request: AdmissionRequest): void {
    const { definition, operation, object } = request;
    if (definition.id !== 'pods' || operation !== 'CREATE' || !object?.spec) {
      return;
    }
    const items = this.#items(request, 'Container');
    for (const container of allContainers(object.spec)) {
      container.resources ??= {};
      for (const item of items) {
        fill(container.resources, 'limits', item.default);
        fill(container.resources, 'requests', item.defaultRequest);
      }
      requestsFollowLimits(container.resources);
    }
    object.status = { ...object.status, qosClass: qosClass(object) };
  }

  validate(request: AdmissionRequest): void {
    const { definition, operation, object, name } = request;
    if (operation !== 'CREATE') {
      return;
    }
    const problems: string[] = [];
    if (definition.id === 'pods') {
      for (const item of this.#items(request, 'Container')) {
        for (const container of allContainers(object!.spec)) {
          problems.push(...checkLimits(item, container.resources ?? {}));
        }
      }
      for (const item of this.#items(request, 'Pod')) {
        problems.push(...checkLimits(item, podResources(object!.spec)));
      }
    } else if (definition.id === 'persistentvolumeclaims') {
      for (const item of this.#items(request, 'PersistentVolumeClaim')) {
        const { requests } = object!.spec?.resources ?? {};
        problems.push(...checkLimits(item, { requests, limits: requests }));
      }
    }
    if (problems.length > 0) {
      throw forbidden(
        definition,
        name,
        problems.length === 1 ? problems[0] : `[${problems.join(', ')}]`,
      );
    }
  }

  #items({ namespace }: AdmissionRequest, type: string): Draft[] {
    return this.store
      .list('limitranges', namespace ?? '')
      .flatMap((range: KubernetesObject) => range.spec?.limits ?? [])
      .filter((item: Draft) => item.type === type);
  }
}

function fill(resources: Draft, kind: string, defaults: Amounts | undefined) {
  if (defaults && Object.keys(defaults).length > 0) {
    resources[kind] = { ...defaults, ...resources[kind] };
  }
}

function checkLimits(
  item: Draft,
  resources: { requests?: Amounts; limits?: Amounts },
): string[] {
  const problems: string[] = [];
  const say = (message: string) => problems.push(message);
  const value = (amount: string | undefined) => parseQuantity(amount ?? '');
  for (const [name, bound] of entries(item.min)) {
    const request = resources.requests?.[name];
    const limit = resources.limits?.[name];
    const about = `minimum ${name} usage per ${item.type} is ${bound}`;
    if (request === undefined) {
      say(`${about}.  No request is specified`);
    } else if (value(request)! < value(bound)!) {
      say(`${about}, but request is ${request}`);
    } else if (limit !== undefined && value(limit)! < value(bound)!) {
      say(`${about}, but limit is ${limit}`);
    }
  }
  for (const [name, bound] of entries(item.max)) {
    const request = resources.requests?.[name];
    const limit = resources.limits?.[name];
    const about = `maximum ${name} usage per ${item.type} is ${bound}`;
    if (limit === undefined) {
      say(`${about}.  No limit is specified`);
    } else if (value(limit)! > value(bound)!) {
      say(`${about}, but limit is ${limit}`);
    } else if (request !== undefined && value(request)! > value(bound)!) {
      say(`${about}, but request is ${request}`);
    }
  }
  for (const [name, bound] of entries(item.maxLimitRequestRatio)) {
    const request = value(resources.requests?.[name]);
    const limit = value(resources.limits?.[name]);
    const about = `${name} max limit to request ratio per ${item.type} is ${bound}`;
    if (!request) {
      say(`${about}, but no request is specified or request is 0`);
    } else if (!limit) {
      say(`${about}, but no limit is specified or limit is 0`);
    } else {
      const ratio = Number(limit) / Number(request);
      if (ratio > Number(value(bound)) / 1e9) {
        say(`${about}, but provided ratio is ${ratio.toFixed(6)}`);
      }
    }
  }
  return problems;
}

function entries(amounts: Record<string, string> | undefined) {
  return Object.entries(amounts ?? {});
}
