import type { KubernetesObject } from '../../core/SandboxContext';
import type { Collection } from '../../state/DocumentStore';
import { WatchHistory, type ObjectChange } from './WatchHistory';

type Listener = (change: ObjectChange) => void;
type ByName = Map<string, KubernetesObject>;

/**
 * The objects of one cluster: in memory by resource, namespace and name, written through to disk. Objects that
 * leave the store are frozen; a change is always a new object.
 */
export class ObjectStore {
  readonly history: WatchHistory;
  readonly #byResource = new Map<string, Map<string, ByName>>();
  readonly #byUid = new Map<
    string,
    { resource: string; object: KubernetesObject }
  >();
  readonly #dependents = new Map<string, Set<string>>();
  readonly #listeners = new Set<Listener>();
  readonly #undelivered: ObjectChange[] = [];
  #delivering = false;
  #revision = 0;

  /**
   * @param objects - the documents, by `resource/namespace/name`
   * @param heads - keeps the newest revision, which a deletion would otherwise forget
   */
  constructor(
    private readonly objects: Collection<KubernetesObject>,
    private readonly heads: Collection<number>,
    private readonly onListenerError: (error: unknown) => void,
  ) {
    this.#revision = heads.get('revision') ?? 0;
    for (const [key, object] of objects.entries()) {
      this.#index(key.slice(0, key.indexOf('/')), deepFreeze(object));
      this.#revision = Math.max(this.#revision, revisionOf(object));
    }
    this.history = new WatchHistory(this.#revision);
  }

  /** Revision of the newest change. */
  get revision(): number {
    return this.#revision;
  }

  get(
    resource: string,
    namespace: string | undefined,
    name: string,
  ): KubernetesObject | undefined {
    return this.#byResource
      .get(resource)
      ?.get(namespace ?? '')
      ?.get(name);
  }

  byUid(
    uid: string,
  ): { resource: string; object: KubernetesObject } | undefined {
    return this.#byUid.get(uid);
  }

  /** Objects whose `ownerReferences` name the uid. */
  dependentsOf(
    uid: string,
  ): Array<{ resource: string; object: KubernetesObject }> {
    return [...(this.#dependents.get(uid) ?? [])].flatMap(
      dependent => this.#byUid.get(dependent) ?? [],
    );
  }

  /** Objects of a resource, of one namespace or of all, unordered. */
  list(resource: string, namespace?: string): KubernetesObject[] {
    const namespaces = this.#byResource.get(resource);
    if (!namespaces) {
      return [];
    }
    if (namespace !== undefined) {
      return [...(namespaces.get(namespace)?.values() ?? [])];
    }
    return [...namespaces.values()].flatMap(names => [...names.values()]);
  }

  /** Resources that have objects. */
  resources(): string[] {
    return [...this.#byResource.keys()];
  }

  /** Resources that have objects in the namespace. */
  resourcesIn(namespace: string): string[] {
    return [...this.#byResource]
      .filter(([, namespaces]) => namespaces.get(namespace)?.size)
      .map(([resource]) => resource);
  }

  /** Stores the object with the next revision and tells the listeners. */
  put(resource: string, object: KubernetesObject): KubernetesObject {
    const { namespace, name } = object.metadata;
    const previous = this.get(resource, namespace, name);
    this.#revision += 1;
    const stored = deepFreeze({
      ...object,
      metadata: {
        ...object.metadata,
        resourceVersion: String(this.#revision),
      },
    });
    this.objects.set(keyOf(resource, stored), stored);
    if (previous) {
      this.#unindex(resource, previous);
    }
    this.#index(resource, stored);
    this.#announce({
      type: previous ? 'MODIFIED' : 'ADDED',
      resource,
      revision: this.#revision,
      object: stored,
      previous,
    });
    return stored;
  }

  /** Removes the object and tells the listeners its last state under the next revision. */
  remove(resource: string, object: KubernetesObject): KubernetesObject {
    this.#revision += 1;
    this.heads.set('revision', this.#revision);
    this.objects.delete(keyOf(resource, object));
    this.#unindex(resource, object);
    const last = deepFreeze({
      ...object,
      metadata: {
        ...object.metadata,
        resourceVersion: String(this.#revision),
      },
    });
    this.#announce({
      type: 'DELETED',
      resource,
      revision: this.#revision,
      object: last,
      previous: object,
    });
    return last;
  }

  /** Calls the listener for each change, in order. Returns the end of it. */
  subscribe(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** A listener may write: its changes are delivered after the current one. */
  #announce(change: ObjectChange) {
    this.history.add(change);
    this.#undelivered.push(change);
    if (this.#delivering) {
      return;
    }
    this.#delivering = true;
    try {
      for (
        let next = this.#undelivered.shift();
        next;
        next = this.#undelivered.shift()
      ) {
        this.#deliver(next);
      }
    } finally {
      this.#delivering = false;
    }
  }

  #deliver(change: ObjectChange) {
    for (const listener of [...this.#listeners]) {
      try {
        listener(change);
      } catch (error) {
        this.onListenerError(error);
      }
    }
  }

  #index(resource: string, object: KubernetesObject) {
    const { namespace = '', name, uid = '' } = object.metadata;
    let namespaces = this.#byResource.get(resource);
    if (!namespaces) {
      this.#byResource.set(resource, (namespaces = new Map()));
    }
    let names = namespaces.get(namespace);
    if (!names) {
      namespaces.set(namespace, (names = new Map()));
    }
    names.set(name, object);
    this.#byUid.set(uid, { resource, object });
    for (const owner of ownersOf(object)) {
      let dependents = this.#dependents.get(owner);
      if (!dependents) {
        this.#dependents.set(owner, (dependents = new Set()));
      }
      dependents.add(uid);
    }
  }

  #unindex(resource: string, object: KubernetesObject) {
    const { namespace = '', name, uid = '' } = object.metadata;
    const namespaces = this.#byResource.get(resource);
    const names = namespaces?.get(namespace);
    names?.delete(name);
    if (names?.size === 0) {
      namespaces?.delete(namespace);
    }
    this.#byUid.delete(uid);
    for (const owner of ownersOf(object)) {
      const dependents = this.#dependents.get(owner);
      dependents?.delete(uid);
      if (dependents?.size === 0) {
        this.#dependents.delete(owner);
      }
    }
  }
}

export function revisionOf(object: KubernetesObject): number {
  return Number(object.metadata.resourceVersion ?? 0);
}

function keyOf(resource: string, { metadata }: KubernetesObject): string {
  return `${resource}/${metadata.namespace ?? ''}/${metadata.name}`;
}

function ownersOf({ metadata }: KubernetesObject): string[] {
  return (metadata.ownerReferences ?? []).map(
    (reference: { uid: string }) => reference.uid,
  );
}

/** Parts that are frozen already are not visited again. */
function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(deepFreeze);
  }
  return value;
}
