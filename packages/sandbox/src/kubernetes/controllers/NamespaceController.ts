import type { KubernetesObject } from '../../core/SandboxContext';
import type { ClusterClient } from './ClusterClient';
import { withCondition, type Condition } from './conditions';
import {
  splitKey,
  type Again,
  type Controller,
  type ControllerContext,
  type KeysOf,
} from './Controller';

const certificateAuthority = 'kube-root-ca.crt';

/** Furnishes new namespaces and empties those that are deleted. */
export class NamespaceController implements Controller {
  readonly name = 'namespace-controller';
  readonly watches: Record<string, KeysOf>;
  readonly #client: ClusterClient;

  constructor(private readonly context: ControllerContext) {
    this.#client = context.client(this.name);
    this.watches = {
      namespaces: ({ object }) => [`/${object.metadata.name}`],
      // what the namespace is furnished with comes back; a namespace on its way out looks what remains
      '*': ({ type, object: { metadata } }) =>
        metadata.namespace &&
        (type === 'DELETED' || this.#isTerminating(metadata.namespace))
          ? [`/${metadata.namespace}`]
          : [],
    };
  }

  reconcile(key: string): Again {
    const [, name] = splitKey(key);
    const namespace = this.#client.get('namespaces', undefined, name);
    if (!namespace) {
      return;
    }
    if (namespace.metadata.deletionTimestamp) {
      this.#empty(namespace);
    } else {
      this.#furnish(name);
    }
  }

  #furnish(namespace: string) {
    if (!this.#client.get('serviceaccounts', namespace, 'default')) {
      this.#client.create('serviceaccounts', {
        metadata: { name: 'default', namespace },
      });
    }
    if (!this.#client.get('configmaps', namespace, certificateAuthority)) {
      this.#client.create('configmaps', {
        metadata: {
          name: certificateAuthority,
          namespace,
          annotations: {
            'kubernetes.io/description':
              'Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal service IP or kubernetes.default.svc.',
          },
        },
        data: {
          'ca.crt': `# cluster ${this.context.cluster} of the sandbox serves plain HTTP\n`,
        },
      });
    }
  }

  #empty(namespace: KubernetesObject) {
    const { name } = namespace.metadata;
    const { store } = this.context.objects;
    for (const resource of store.resourcesIn(name)) {
      for (const object of store.list(resource, name)) {
        if (!object.metadata.deletionTimestamp) {
          this.#client.delete(resource, object, {
            propagationPolicy: 'Background',
          });
        }
      }
    }
    const remaining = store
      .resourcesIn(name)
      .map(resource => ({ resource, objects: store.list(resource, name) }));
    if (remaining.length === 0) {
      this.#client.update(
        'namespaces',
        namespace,
        draft => {
          draft.spec.finalizers = [];
        },
        'finalize',
      );
      return;
    }
    this.#client.updateStatus('namespaces', namespace, {
      ...namespace.status,
      phase: 'Terminating',
      conditions: conditionsFor(namespace, remaining),
    });
  }

  #isTerminating(namespace: string | undefined): boolean {
    return Boolean(
      namespace &&
        this.#client.get('namespaces', undefined, namespace)?.metadata
          .deletionTimestamp,
    );
  }
}

function conditionsFor(
  namespace: KubernetesObject,
  remaining: Array<{ resource: string; objects: KubernetesObject[] }>,
): Condition[] {
  const content = remaining
    .map(
      ({ resource, objects }) =>
        `${resource.includes('.') ? resource : `${resource}.`} has ${
          objects.length
        } resource instances`,
    )
    .join(', ');
  const finalizers = new Map<string, number>();
  for (const object of remaining.flatMap(entry => entry.objects)) {
    for (const finalizer of object.metadata.finalizers ?? []) {
      finalizers.set(finalizer, (finalizers.get(finalizer) ?? 0) + 1);
    }
  }
  const held = [...finalizers]
    .map(([finalizer, count]) => `${finalizer} in ${count} resource instances`)
    .join(', ');
  const conditions: Condition[] = [
    {
      type: 'NamespaceDeletionDiscoveryFailure',
      status: 'False',
      reason: 'ResourcesDiscovered',
      message: 'All resources successfully discovered',
    },
    {
      type: 'NamespaceContentRemaining',
      status: 'True',
      reason: 'SomeResourcesRemain',
      message: `Some resources are remaining: ${content}`,
    },
    held
      ? {
          type: 'NamespaceFinalizersRemaining',
          status: 'True',
          reason: 'SomeFinalizersRemain',
          message: `Some content in the namespace has finalizers remaining: ${held}`,
        }
      : {
          type: 'NamespaceFinalizersRemaining',
          status: 'False',
          reason: 'ContentHasNoFinalizers',
          message: 'All content-preserving finalizers finished',
        },
  ];
  const known: Condition[] = namespace.status?.conditions ?? [];
  return conditions.reduce<Condition[]>(withCondition, known);
}
