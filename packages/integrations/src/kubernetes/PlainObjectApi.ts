import { InputError } from '@backstage/errors';
import type {
  Configuration,
  KubernetesObjectApi,
  ResponseContext,
  V1APIResource,
} from '@kubernetes/client-node';
import type { CheckedResponse } from './CheckedResponse';
import { clientNode } from './clientNode';

/** Says under which path a cluster has a kind. */
export interface Discovery {
  resource(apiVersion: string, kind: string): Promise<V1APIResource>;
}

let PlainObjectApi: ReturnType<typeof definePlainObjectApi> | undefined;

/**
 * Builds requests for any kind. Differs from client-node's own in that discovery is shared and goes through the
 * transport, names keep their case, no namespace is assumed, and answers stay plain JSON: client-node drops fields it
 * doesn't know.
 */
export function createPlainObjectApi(
  configuration: Configuration,
  discovery: Discovery,
): KubernetesObjectApi {
  PlainObjectApi ??= definePlainObjectApi();
  return new PlainObjectApi(configuration, discovery);
}

function definePlainObjectApi() {
  return class extends clientNode().KubernetesObjectApi {
    readonly discovery: Discovery;

    constructor(configuration: Configuration, discovery: Discovery) {
      super(configuration);
      this.discovery = discovery;
    }

    protected async specUriPath(
      spec: {
        apiVersion?: string;
        kind?: string;
        metadata?: { name?: string; namespace?: string };
      },
      action: string,
    ): Promise<string> {
      const { apiVersion = 'v1', kind = '', metadata = {} } = spec;
      const resource = await this.discovery.resource(apiVersion, kind);
      const { name, namespace } = metadata;
      if (resource.namespaced && !namespace && action !== 'list') {
        throw new InputError(`A ${kind} is in a namespace, and none was named`);
      }
      const parts = [this.apiVersionPath(apiVersion)];
      if (resource.namespaced && namespace) {
        parts.push('namespaces', encodeURIComponent(namespace));
      }
      parts.push(resource.name);
      if (action !== 'list') {
        if (!name) {
          throw new InputError(`A ${kind} needs a name`);
        }
        parts.push(encodeURIComponent(name));
      }
      return parts.join('/');
    }

    protected async processResponse<T>(response: ResponseContext): Promise<T> {
      return (response as CheckedResponse).value as T;
    }
  };
}
