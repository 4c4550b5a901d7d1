import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { ConflictError } from '@backstage/errors';
import type { Collection, DocumentStore } from '../../state/DocumentStore';
import type { ObjectMetadata } from '../model/Application';
import { argocdNamespace } from '../model/applicationSpec';
import { timestamp } from '../model/conditions';

interface StoredObject {
  metadata: ObjectMetadata;
  spec: unknown;
}

export interface ObjectChange<T> {
  type: 'ADDED' | 'MODIFIED' | 'DELETED';
  object: T;
  previous?: T;
}

export interface NewObject<T extends StoredObject> {
  metadata: { name: string } & Partial<ObjectMetadata>;
  spec: T['spec'];
  /** Of an object that comes from somewhere else; otherwise it gets one as it begins. */
  status?: T extends { status: infer Status } ? Status : never;
}

const sequence = 'argocd.resourceVersion';

/**
 * Objects of one kind, in Argo CD's own namespace unless they name another, with what an API server does for them: versions, generations,
 * finalizers, watches. Objects handed out are not to be changed; `update` is the way.
 */
export class ObjectStore<T extends StoredObject> {
  readonly #documents: Collection<T>;
  readonly #listeners = new Set<(change: ObjectChange<T>) => void>();
  readonly #untold: Array<ObjectChange<T>> = [];
  #isTelling = false;

  constructor(
    private readonly store: DocumentStore,
    collection: string,
    private readonly complete: (object: NewObject<T>) => Omit<T, 'metadata'>,
  ) {
    this.#documents = store.collection<T>(collection);
  }

  get(name: string): T | undefined {
    return this.#documents.get(name);
  }

  /** In the order of their names. */
  list(): T[] {
    return this.#documents
      .values()
      .sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
  }

  get size(): number {
    return this.#documents.size;
  }

  /** Version of the newest change of any object. */
  get resourceVersion(): string {
    return String(
      this.store.collection<number>('sequences').get(sequence) ?? 0,
    );
  }

  /** @throws ConflictError when the name is taken */
  create(object: NewObject<T>): T {
    const { name } = object.metadata;
    if (this.#documents.has(name)) {
      throw new ConflictError(`"${name}" already exists`);
    }
    const { namespace, labels, annotations, finalizers, ownerReferences } =
      object.metadata;
    const created = {
      ...copy(this.complete(object)),
      metadata: {
        name,
        namespace: namespace ?? argocdNamespace,
        uid: randomUUID(),
        resourceVersion: this.#nextVersion(),
        generation: 1,
        creationTimestamp: timestamp(),
        ...(labels ? { labels: { ...labels } } : {}),
        ...(annotations ? { annotations: { ...annotations } } : {}),
        ...(finalizers?.length ? { finalizers: [...finalizers] } : {}),
        ...(ownerReferences?.length
          ? { ownerReferences: [...ownerReferences] }
          : {}),
      },
    } as unknown as T;
    this.#documents.set(name, created);
    this.#emit({ type: 'ADDED', object: created });
    return created;
  }

  /** Applies a change to a copy and keeps it. Undefined when there is no such object, or it is gone by this change. */
  update(name: string, change: (draft: T) => void): T | undefined {
    const previous = this.#documents.get(name);
    if (!previous) {
      return undefined;
    }
    const changed = copy(previous);
    change(changed);
    const draft = copy(changed);
    if (isDeepStrictEqual(draft, previous)) {
      return previous;
    }
    draft.metadata.resourceVersion = this.#nextVersion();
    if (!isDeepStrictEqual(draft.spec, previous.spec)) {
      draft.metadata.generation = previous.metadata.generation + 1;
    }
    if (
      draft.metadata.deletionTimestamp &&
      !draft.metadata.finalizers?.length
    ) {
      this.#documents.delete(name);
      this.#emit({ type: 'DELETED', object: draft, previous });
      return undefined;
    }
    this.#documents.set(name, draft);
    this.#emit({ type: 'MODIFIED', object: draft, previous });
    return draft;
  }

  /** Removes an object, or marks it for deletion while it has finalizers. False when there is none. */
  delete(name: string): boolean {
    const object = this.#documents.get(name);
    if (!object) {
      return false;
    }
    if (object.metadata.finalizers?.length) {
      this.update(name, draft => {
        draft.metadata.deletionTimestamp ??= timestamp();
      });
    } else {
      this.#documents.delete(name);
      this.#emit({
        type: 'DELETED',
        object: {
          ...object,
          metadata: {
            ...object.metadata,
            resourceVersion: this.#nextVersion(),
          },
        },
        previous: object,
      });
    }
    return true;
  }

  /** Calls the listener on every change, until the returned function is called. */
  subscribe(listener: (change: ObjectChange<T>) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #nextVersion(): string {
    return String(this.store.next(sequence));
  }

  /**
   * Tells every listener of every change in the order in which they happened: a listener that changes something itself
   * must not make the next listener hear of the later change first.
   */
  #emit(change: ObjectChange<T>) {
    this.#untold.push(change);
    if (this.#isTelling) {
      return;
    }
    this.#isTelling = true;
    try {
      for (let next = this.#untold.shift(); next; next = this.#untold.shift()) {
        for (const listener of [...this.#listeners]) {
          listener(next);
        }
      }
    } finally {
      this.#isTelling = false;
    }
  }
}

/** A copy as it would be read from disk: without undefined fields. */
function copy<V>(value: V): V {
  return JSON.parse(JSON.stringify(value));
}
