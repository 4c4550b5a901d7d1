import type {
  ClusterAccess,
  KubernetesObject,
} from '../../core/SandboxContext';
import {
  groupOf,
  isClusterScopedKind,
  keyOf,
  versionOf,
  type ResourceKey,
} from '../model/ResourceKey';
import { trackedBy } from '../model/tracking';
import { KeyIndex } from './KeyIndex';

export interface LiveChange {
  type: 'ADDED' | 'MODIFIED' | 'DELETED';
  object: KubernetesObject;
  /** The application that manages the object itself. */
  managedBy?: string;
  /** The application that manages an owner of the object. */
  partOf?: string;
}

/**
 * What lives in a cluster, indexed by application and owner. Filled once, kept up to date by the cluster's changes, so
 * that comparing an application never lists the cluster.
 */
export class ClusterCache {
  readonly #objects = new Map<ResourceKey, KubernetesObject>();
  readonly #byApplication = new KeyIndex();
  readonly #byOwner = new KeyIndex();
  readonly #byUid = new Map<string, ResourceKey>();
  readonly #definitions = new Map<string, KubernetesObject>();
  #loaded = false;

  constructor(readonly access: ClusterAccess) {}

  get size(): number {
    this.#ensureLoaded();
    return this.#objects.size;
  }

  /** Kinds that the cluster holds objects of. */
  get kinds(): number {
    this.#ensureLoaded();
    return new Set(
      [...this.#objects.values()].map(
        object => `${groupOf(object)}/${object.kind}`,
      ),
    ).size;
  }

  /**
   * Reads the whole cluster; returns what differs from what was known.
   * @throws what the cluster throws
   */
  load(): LiveChange[] {
    const listed = this.access.list({});
    const changes: LiveChange[] = [];
    const present = new Set<ResourceKey>();
    for (const object of listed) {
      const key = keyOf(object);
      present.add(key);
      const known = this.#objects.get(key);
      if (
        known?.metadata.resourceVersion !== object.metadata.resourceVersion ||
        known?.metadata.uid !== object.metadata.uid
      ) {
        changes.push(this.#put(known ? 'MODIFIED' : 'ADDED', key, object));
      }
    }
    for (const [key, object] of [...this.#objects]) {
      if (!present.has(key)) {
        changes.push(this.#remove(key, object));
      }
    }
    this.#loaded = true;
    return changes;
  }

  /** Takes in a change. Undefined when it is no newer than what is known. */
  observe(
    type: LiveChange['type'],
    object: KubernetesObject,
  ): LiveChange | undefined {
    const key = keyOf(object);
    const known = this.#objects.get(key);
    if (type === 'DELETED') {
      return known && known.metadata.uid === object.metadata.uid
        ? this.#remove(key, object)
        : undefined;
    }
    if (
      known &&
      known.metadata.uid === object.metadata.uid &&
      Number(object.metadata.resourceVersion) <=
        Number(known.metadata.resourceVersion)
    ) {
      return undefined;
    }
    return this.#put(type, key, object);
  }

  get(key: ResourceKey): KubernetesObject | undefined {
    this.#ensureLoaded();
    return this.#objects.get(key);
  }

  /** Objects that carry the application's tracking id. */
  managedBy(application: string): KubernetesObject[] {
    this.#ensureLoaded();
    return this.#resolve(this.#byApplication.get(application));
  }

  /** Objects with an owner reference to the uid. */
  dependentsOf(uid: string | undefined): KubernetesObject[] {
    return uid ? this.#resolve(this.#byOwner.get(uid)) : [];
  }

  /** Namespaced objects without owner. */
  topLevelIn(namespace: string): KubernetesObject[] {
    this.#ensureLoaded();
    return [...this.#objects.values()].filter(
      object =>
        object.metadata.namespace === namespace &&
        !object.metadata.ownerReferences?.length,
    );
  }

  eventsOf(uid: string): KubernetesObject[] {
    this.#ensureLoaded();
    return [...this.#objects.values()].filter(
      object => object.kind === 'Event' && object.involvedObject?.uid === uid,
    );
  }

  isNamespaced(group: string, kind: string): boolean {
    this.#ensureLoaded();
    const definition = this.#definitions.get(`${group}/${kind}`);
    return definition
      ? definition.spec?.scope !== 'Cluster'
      : !isClusterScopedKind(group, kind);
  }

  /** Versions and kinds that custom resource definitions add, as `helm template --api-versions` wants them. */
  customApiVersions(): string[] {
    this.#ensureLoaded();
    const versions = new Set<string>();
    for (const { spec } of this.#definitions.values()) {
      for (const version of spec?.versions ?? []) {
        versions.add(`${spec.group}/${version.name}`);
        versions.add(`${spec.group}/${version.name}/${spec.names?.kind}`);
      }
    }
    return [...versions].sort();
  }

  /** Changes whenever kinds come or go, and with them scopes. */
  get scopeVersion(): string {
    this.#ensureLoaded();
    return [...this.#definitions.values()]
      .map(
        definition => `${definition.metadata.name}:${definition.spec?.scope}`,
      )
      .sort()
      .join();
  }

  /** The application that manages the object or an owner of it. */
  applicationOf(object: KubernetesObject): string | undefined {
    let current: KubernetesObject | undefined = object;
    for (let depth = 0; current && depth < 10; depth++) {
      const application = trackedBy(current);
      if (application) {
        return application;
      }
      const owner: { uid: string } | undefined =
        current.metadata.ownerReferences?.[0];
      const key: ResourceKey | undefined = owner && this.#byUid.get(owner.uid);
      current = key ? this.#objects.get(key) : undefined;
    }
    return undefined;
  }

  #ensureLoaded() {
    if (!this.#loaded) {
      this.load();
    }
  }

  #resolve(keys: Iterable<ResourceKey>): KubernetesObject[] {
    return [...keys]
      .map(key => this.#objects.get(key))
      .filter(object => object !== undefined);
  }

  #put(
    type: LiveChange['type'],
    key: ResourceKey,
    object: KubernetesObject,
  ): LiveChange {
    const previous = this.#objects.get(key);
    const before = previous && trackedBy(previous);
    if (previous) {
      this.#unindex(key, previous);
    }
    this.#objects.set(key, object);
    const managedBy = trackedBy(object);
    if (managedBy) {
      this.#byApplication.add(managedBy, key);
    }
    for (const owner of object.metadata.ownerReferences ?? []) {
      this.#byOwner.add(owner.uid, key);
    }
    if (object.metadata.uid) {
      this.#byUid.set(object.metadata.uid, key);
    }
    if (object.kind === 'CustomResourceDefinition' && versionOf(object)) {
      this.#definitions.set(
        `${object.spec?.group}/${object.spec?.names?.kind}`,
        object,
      );
    }
    return {
      type,
      object,
      managedBy: managedBy ?? before,
      partOf: managedBy ? undefined : this.applicationOf(object),
    };
  }

  #remove(key: ResourceKey, object: KubernetesObject): LiveChange {
    const known = this.#objects.get(key) ?? object;
    const managedBy = trackedBy(known);
    const partOf = managedBy ? undefined : this.applicationOf(known);
    this.#unindex(key, known);
    this.#objects.delete(key);
    return { type: 'DELETED', object, managedBy, partOf };
  }

  #unindex(key: ResourceKey, object: KubernetesObject) {
    const managedBy = trackedBy(object);
    if (managedBy) {
      this.#byApplication.delete(managedBy, key);
    }
    for (const owner of object.metadata.ownerReferences ?? []) {
      this.#byOwner.delete(owner.uid, key);
    }
    if (object.metadata.uid && this.#byUid.get(object.metadata.uid) === key) {
      this.#byUid.delete(object.metadata.uid);
    }
    if (object.kind === 'CustomResourceDefinition') {
      this.#definitions.delete(
        `${object.spec?.group}/${object.spec?.names?.kind}`,
      );
    }
  }
}
