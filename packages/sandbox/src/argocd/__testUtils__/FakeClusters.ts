import { randomUUID } from 'node:crypto';
import type { EventEmitter } from 'node:events';
import type {
  ClusterAccess,
  Clusters,
  KubernetesObject,
  ObjectRef,
  SandboxEvents,
} from '../../core/SandboxContext';
import { isClusterScopedKind, groupOf } from '../model/ResourceKey';
import { threeWayMerge } from '../model/threeWayMerge';

/** A cluster that keeps objects in memory and brings nothing to life: what runs is up to the test. */
export class FakeCluster implements ClusterAccess {
  readonly #objects = new Map<string, KubernetesObject>();
  readonly #applied = new Map<string, KubernetesObject>();
  #version = 0;
  /** Refuses objects by throwing. */
  admission: (object: KubernetesObject) => void = () => {};
  applies = 0;

  constructor(
    readonly name: string,
    private readonly events: EventEmitter<SandboxEvents>,
  ) {
    for (const namespace of ['default', 'kube-system']) {
      this.put({
        apiVersion: 'v1',
        kind: 'Namespace',
        metadata: { name: namespace },
      });
    }
  }

  apply(
    object: KubernetesObject,
    options: { fieldManager: string; dryRun?: boolean },
  ): KubernetesObject {
    const { namespace } = object.metadata;
    if (/^Unknown/.test(object.kind)) {
      throw new Error(
        `no matches for kind "${object.kind}" in version "${object.apiVersion}"`,
      );
    }
    if (namespace && !this.#objects.has(`/Namespace//${namespace}`)) {
      throw new Error(`namespaces "${namespace}" not found`);
    }
    this.admission(object);
    const key = keyOf(object);
    const live = this.#objects.get(key);
    const { stringData, ...target } = object;
    if (stringData) {
      target.data = Object.fromEntries(
        Object.entries(stringData).map(([field, value]) => [
          field,
          Buffer.from(String(value)).toString('base64'),
        ]),
      );
    }
    const merged = threeWayMerge(
      this.#applied.get(key) ?? {},
      target,
      live ?? {},
    ) as KubernetesObject;
    if (options.dryRun) {
      return merged;
    }
    this.applies++;
    this.#applied.set(key, target as KubernetesObject);
    return this.put(merged);
  }

  get(ref: ObjectRef): KubernetesObject | undefined {
    return this.#objects.get(keyOf({ ...ref, metadata: ref }));
  }

  list(filter: {
    apiVersion?: string;
    kind?: string;
    namespace?: string;
    labels?: Record<string, string>;
  }): KubernetesObject[] {
    return [...this.#objects.values()].filter(
      object =>
        (!filter.kind || object.kind === filter.kind) &&
        (!filter.namespace || object.metadata.namespace === filter.namespace),
    );
  }

  delete(ref: ObjectRef): boolean {
    const key = keyOf({ ...ref, metadata: ref });
    const object = this.#objects.get(key);
    if (!object) {
      return false;
    }
    if (object.metadata.finalizers?.length) {
      this.put({
        ...object,
        metadata: {
          ...object.metadata,
          deletionTimestamp: new Date().toISOString(),
        },
      });
      return true;
    }
    this.#objects.delete(key);
    this.#applied.delete(key);
    this.events.emit('kubernetes:change', {
      cluster: this.name,
      type: 'DELETED',
      object,
    });
    for (const dependent of [...this.#objects.values()]) {
      const owners: Array<{ uid: string }> =
        dependent.metadata.ownerReferences ?? [];
      if (owners.some(owner => owner.uid === object.metadata.uid)) {
        this.delete({
          apiVersion: dependent.apiVersion,
          kind: dependent.kind,
          ...dependent.metadata,
        });
      }
    }
    return true;
  }

  /** Writes an object as it is, as a controller would. */
  put(object: KubernetesObject): KubernetesObject {
    const key = keyOf(object);
    const live = this.#objects.get(key);
    const { uid, resourceVersion, creationTimestamp, generation, ...rest } = {
      ...object.metadata,
    };
    const isSame =
      live &&
      JSON.stringify({ ...live, metadata: strip(live.metadata) }) ===
        JSON.stringify({ ...object, metadata: strip(object.metadata) });
    if (live && isSame) {
      return live;
    }
    const isSpecSame =
      live && JSON.stringify(live.spec) === JSON.stringify(object.spec);
    const stored: KubernetesObject = {
      ...object,
      metadata: {
        ...rest,
        name: object.metadata.name,
        uid: live?.metadata.uid ?? randomUUID(),
        creationTimestamp:
          live?.metadata.creationTimestamp ?? '2026-01-01T00:00:00Z',
        resourceVersion: String(++this.#version),
        generation: (live?.metadata.generation ?? 0) + (isSpecSame ? 0 : 1),
      },
    };
    this.#objects.set(key, stored);
    this.events.emit('kubernetes:change', {
      cluster: this.name,
      type: live ? 'MODIFIED' : 'ADDED',
      object: stored,
    });
    return stored;
  }

  /** Sets the status of an object. */
  setStatus(ref: ObjectRef, status: object): void {
    const object = this.get(ref);
    if (!object) {
      throw new Error(`${ref.kind} ${ref.name} not found`);
    }
    this.put({ ...object, status });
  }

  /** Lets a Deployment be rolled out. */
  rollOut(namespace: string, name: string): void {
    const ref = { apiVersion: 'apps/v1', kind: 'Deployment', namespace, name };
    const replicas = this.get(ref)?.spec?.replicas ?? 1;
    this.setStatus(ref, {
      observedGeneration: this.get(ref)?.metadata.generation,
      replicas,
      updatedReplicas: replicas,
      availableReplicas: replicas,
      readyReplicas: replicas,
    });
  }
}

/** Fake clusters by name. */
export class FakeClusters implements Clusters {
  readonly #clusters = new Map<string, FakeCluster>();

  constructor(
    events: EventEmitter<SandboxEvents>,
    names = ['dev', 'staging', 'production'],
  ) {
    for (const name of names) {
      this.#clusters.set(name, new FakeCluster(name, events));
    }
  }

  names(): string[] {
    return [...this.#clusters.keys()];
  }

  cluster(name: string): FakeCluster {
    const cluster = this.#clusters.get(name);
    if (!cluster) {
      throw new Error(`no cluster ${name}`);
    }
    return cluster;
  }
}

function keyOf(object: {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string };
}): string {
  const group = groupOf(object);
  const namespace = isClusterScopedKind(group, object.kind)
    ? ''
    : object.metadata.namespace ?? '';
  return `${group}/${object.kind}/${namespace}/${object.metadata.name}`;
}

function strip(metadata: KubernetesObject['metadata']) {
  const { uid, resourceVersion, creationTimestamp, generation, ...rest } =
    metadata;
  return rest;
}
