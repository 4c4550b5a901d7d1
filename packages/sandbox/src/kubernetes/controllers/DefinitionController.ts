import { cleanupFinalizer } from '../resources/customResources';
import type { ClusterClient } from './ClusterClient';
import {
  itself,
  type Again,
  type Controller,
  type ControllerContext,
  type KeysOf,
} from './Controller';

const resource = 'customresourcedefinitions.apiextensions.k8s.io';

/** Deletes the objects of a CustomResourceDefinition that is deleted, then lets it go. */
export class DefinitionController implements Controller {
  readonly name = 'customresourcedefinition-finalizer';
  readonly watches: Record<string, KeysOf> = {
    [resource]: itself,
    '*': ({ type, resource: plural }) =>
      type === 'DELETED' && this.#client.get(resource, undefined, plural)
        ? [`/${plural}`]
        : [],
  };
  readonly #client: ClusterClient;

  constructor(context: ControllerContext) {
    this.#client = context.client(this.name);
  }

  reconcile(key: string): Again {
    const name = key.slice(1);
    const definition = this.#client.get(resource, undefined, name);
    if (!definition?.metadata.deletionTimestamp) {
      return;
    }
    const instances = this.#client.list(name);
    instances
      .filter(object => !object.metadata.deletionTimestamp)
      .forEach(object => this.#client.delete(name, object));
    if (this.#client.list(name).length === 0) {
      this.#client.update(resource, definition, draft => {
        draft.metadata.finalizers = draft.metadata.finalizers?.filter(
          (finalizer: string) => finalizer !== cleanupFinalizer,
        );
      });
    }
  }
}
