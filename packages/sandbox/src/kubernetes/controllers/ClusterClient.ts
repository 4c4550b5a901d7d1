import type { KubernetesObject } from '../../core/SandboxContext';
import { controllerUser } from '../auth/UserInfo';
import { ApiError } from '../errors/ApiError';
import type { ClusterObjects } from '../objects/ClusterObjects';
import { deleteObject, type DeleteOptions } from '../objects/deletion';
import { internalWrite, type WriteContext } from '../objects/WriteContext';
import {
  storageApiVersion,
  type VersionedResource,
} from '../resources/ResourceDefinition';
import { EventRecorder } from './EventRecorder';
import { cloneJson } from '../schema/cloneJson';
import { isEqual } from '../schema/isEqual';

type Draft = any;

/** Field managers of what doesn't run in the controller manager. */
const managers: Record<string, string> = {
  kubelet: 'kubelet',
  'default-scheduler': 'kube-scheduler',
  'cert-manager': 'cert-manager',
  'vault-secrets-operator': 'vault-secrets-operator',
  'vault-secrets-operator-auth': 'vault-secrets-operator',
  'load-balancer-controller': 'nginx-ingress-controller',
};

/** A cluster as a controller sees it: past authorization, not past admission. */
export class ClusterClient {
  readonly #context: WriteContext;
  readonly #recorder: EventRecorder;

  constructor(readonly objects: ClusterObjects, readonly name: string) {
    this.#context = internalWrite(
      managers[name] ?? 'kube-controller-manager',
      controllerUser(name),
    );
    this.#recorder = new EventRecorder(this, name);
  }

  get(
    resource: string,
    namespace: string | undefined,
    name: string,
  ): KubernetesObject | undefined {
    return this.objects.store.get(resource, namespace || undefined, name);
  }

  list(resource: string, namespace?: string): KubernetesObject[] {
    return this.objects.store.list(resource, namespace);
  }

  /** Objects of a resource that the owner controls. */
  controlled(resource: string, owner: KubernetesObject): KubernetesObject[] {
    return this.objects.store
      .dependentsOf(owner.metadata.uid!)
      .filter(
        dependent =>
          dependent.resource === resource &&
          dependent.object.metadata.ownerReferences.some(
            (reference: Draft) =>
              reference.controller && reference.uid === owner.metadata.uid,
          ),
      )
      .map(dependent => dependent.object);
  }

  /** @throws ApiError when it is refused */
  create(resource: string, object: Draft): KubernetesObject {
    const versioned = this.#resource(resource);
    return this.objects.create(
      versioned,
      object.metadata.namespace,
      {
        apiVersion: storageApiVersion(versioned.definition),
        kind: versioned.definition.kind,
        ...object,
      },
      this.#context,
    );
  }

  /** Changes a copy of the object in place and stores it. Undefined when the object is gone. */
  update(
    resource: string,
    object: KubernetesObject,
    change: (draft: Draft) => void,
    subresource?: string,
  ): KubernetesObject | undefined {
    const { namespace, name, uid } = object.metadata;
    const current = this.get(resource, namespace, name);
    if (!current || current.metadata.uid !== uid) {
      return undefined;
    }
    return this.objects.update(
      this.#resource(resource),
      namespace,
      name,
      latest => {
        const draft = cloneJson(latest);
        change(draft);
        return draft;
      },
      this.#context,
      { subresource },
    );
  }

  updateStatus(
    resource: string,
    object: KubernetesObject,
    status: Draft,
  ): KubernetesObject | undefined {
    const { namespace, name, uid } = object.metadata;
    const current = this.get(resource, namespace, name);
    if (!current || current.metadata.uid !== uid) {
      return undefined;
    }
    if (isEqual(current.status, status)) {
      return current;
    }
    return this.objects.update(
      this.#resource(resource),
      namespace,
      name,
      latest => ({ ...latest, status: cloneJson(status) }),
      this.#context,
      { subresource: 'status' },
    );
  }

  /** Nothing happens when the object is gone already, or another one has its name. */
  delete(
    resource: string,
    object: KubernetesObject,
    options: DeleteOptions = {},
  ): void {
    const { namespace, name, uid } = object.metadata;
    const { definition } = this.#resource(resource);
    try {
      deleteObject(
        this.objects,
        definition,
        namespace,
        name,
        { ...options, preconditions: { uid } },
        this.#context,
      );
    } catch (error) {
      const isGone =
        error instanceof ApiError && [404, 409].includes(error.code);
      if (!isGone) {
        throw error;
      }
    }
  }

  /** Records something worth knowing about an object. */
  event(
    object: KubernetesObject,
    type: 'Normal' | 'Warning',
    reason: string,
    message: string,
    fieldPath?: string,
  ): void {
    this.#recorder.record(object, type, reason, message, fieldPath);
  }

  #resource(id: string): VersionedResource {
    const definition = this.objects.catalog.require(id);
    return {
      definition,
      version: definition.versions.find(
        version => version.name === definition.storageVersion,
      )!,
    };
  }
}
