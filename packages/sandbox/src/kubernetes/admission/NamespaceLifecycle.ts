import { forbidden, notFound } from '../errors/ApiError';
import type { ObjectStore } from '../store/ObjectStore';
import type { AdmissionPlugin, AdmissionRequest } from './Admission';

const namespaces = { group: '', plural: 'namespaces' };
const immortal = ['default', 'kube-system', 'kube-public', 'kube-node-lease'];

/** Objects are created only in namespaces that exist and aren't on their way out; some namespaces can't be deleted. */
export class NamespaceLifecycle implements AdmissionPlugin {
  constructor(private readonly store: ObjectStore) {}

  mutate({ operation, definition, namespace, name }: AdmissionRequest): void {
    if (operation !== 'CREATE' || namespace === undefined) {
      return;
    }
    const found = this.store.get('namespaces', undefined, namespace);
    if (!found) {
      throw notFound(namespaces, namespace);
    }
    if (found.metadata.deletionTimestamp) {
      throw forbidden(
        definition,
        name,
        `unable to create new content in namespace ${namespace} because it is being terminated`,
        [
          {
            reason: 'NamespaceTerminating',
            message: `namespace ${namespace} is being terminated`,
            field: 'metadata.namespace',
          },
        ],
      );
    }
  }

  validate({ operation, definition, name }: AdmissionRequest): void {
    if (
      operation === 'DELETE' &&
      definition.id === 'namespaces' &&
      immortal.includes(name)
    ) {
      throw forbidden(definition, name, 'this namespace may not be deleted');
    }
  }
}
