import type { KubernetesObject } from '../../core/SandboxContext';
import { foregroundFinalizer, orphanFinalizer } from '../objects/deletion';
import type { ClusterClient } from './ClusterClient';
import type {
  Again,
  Controller,
  ControllerContext,
  KeysOf,
} from './Controller';

interface OwnerReference {
  uid: string;
  blockOwnerDeletion?: boolean;
}

interface Entry {
  resource: string;
  object: KubernetesObject;
}

/** Deletes what has lost its last owner, and has foreground and orphaning deletions wait for their dependents. Keys are uids. */
export class GarbageCollector implements Controller {
  readonly name = 'generic-garbage-collector';
  readonly watches: Record<string, KeysOf>;
  readonly #client: ClusterClient;

  constructor(private readonly context: ControllerContext) {
    this.#client = context.client(this.name);
    this.watches = {
      '*': ({ type, object }) =>
        type === 'DELETED' ? this.#concerned(object) : this.#suspects(object),
    };
  }

  reconcile(uid: string): Again {
    const entry = this.#store.byUid(uid);
    if (!entry) {
      return;
    }
    const { metadata } = entry.object;
    if (metadata.deletionTimestamp) {
      if (metadata.finalizers?.includes(orphanFinalizer)) {
        this.#orphan(entry);
      } else if (metadata.finalizers?.includes(foregroundFinalizer)) {
        this.#deleteDependents(entry);
      }
      return;
    }
    this.#collect(entry);
  }

  get #store() {
    return this.context.objects.store;
  }

  /** Dependents of a deleted object, and owners that waited for it. */
  #concerned({ metadata }: KubernetesObject): string[] {
    return [
      ...this.#store
        .dependentsOf(metadata.uid!)
        .map(({ object }) => object.metadata.uid!),
      ...ownersOf(metadata).map(({ uid }) => uid),
    ];
  }

  #suspects({ metadata }: KubernetesObject): string[] {
    const waits =
      metadata.deletionTimestamp &&
      metadata.finalizers?.some((finalizer: string) =>
        [orphanFinalizer, foregroundFinalizer].includes(finalizer),
      );
    const lost = ownersOf(metadata).some(({ uid }) => !this.#store.byUid(uid));
    return waits || lost ? [metadata.uid!] : [];
  }

  #collect({ resource, object }: Entry) {
    const owners = ownersOf(object.metadata);
    const solid = owners.filter(({ uid }) => this.#store.byUid(uid));
    if (owners.length === 0 || solid.length === owners.length) {
      return;
    }
    if (solid.length === 0) {
      this.#client.delete(resource, object, {
        propagationPolicy: 'Background',
      });
    } else {
      this.#client.update(resource, object, draft => {
        draft.metadata.ownerReferences = solid;
      });
    }
  }

  #orphan({ resource, object }: Entry) {
    const { uid } = object.metadata;
    for (const dependent of this.#store.dependentsOf(uid!)) {
      this.#client.update(dependent.resource, dependent.object, draft => {
        draft.metadata.ownerReferences = ownersOf(draft.metadata).filter(
          owner => owner.uid !== uid,
        );
      });
    }
    this.#release(resource, object, orphanFinalizer);
  }

  #deleteDependents({ resource, object }: Entry) {
    const { uid } = object.metadata;
    const dependents = this.#store.dependentsOf(uid!);
    for (const dependent of dependents) {
      if (!dependent.object.metadata.deletionTimestamp) {
        this.#client.delete(dependent.resource, dependent.object, {
          propagationPolicy: blocks(dependent.object, uid!)
            ? 'Foreground'
            : 'Background',
        });
      }
    }
    const blocking = this.#store
      .dependentsOf(uid!)
      .some(dependent => blocks(dependent.object, uid!));
    if (!blocking) {
      this.#release(resource, object, foregroundFinalizer);
    }
  }

  #release(resource: string, object: KubernetesObject, finalizer: string) {
    this.#client.update(resource, object, draft => {
      draft.metadata.finalizers = draft.metadata.finalizers.filter(
        (entry: string) => entry !== finalizer,
      );
    });
  }
}

function ownersOf(metadata: KubernetesObject['metadata']): OwnerReference[] {
  return metadata.ownerReferences ?? [];
}

function blocks({ metadata }: KubernetesObject, owner: string): boolean {
  return ownersOf(metadata).some(
    ({ uid, blockOwnerDeletion }) => uid === owner && blockOwnerDeletion,
  );
}
