import { namespaceUsage } from '../admission/quotaUsage';
import type { ClusterClient } from './ClusterClient';
import {
  itself,
  keyOf,
  splitKey,
  type Again,
  type Controller,
  type ControllerContext,
  type KeysOf,
} from './Controller';

const resource = 'resourcequotas';

/** Writes down what each ResourceQuota has used. */
export class QuotaController implements Controller {
  readonly name = 'resourcequota-controller';
  readonly watches: Record<string, KeysOf>;
  readonly #client: ClusterClient;

  constructor(context: ControllerContext) {
    this.#client = context.client(this.name);
    this.watches = {
      [resource]: itself,
      '*': change =>
        change.resource === 'events' ||
        change.resource === resource ||
        !change.object.metadata.namespace
          ? []
          : this.#client
              .list(resource, change.object.metadata.namespace)
              .map(keyOf),
    };
  }

  reconcile(key: string): Again {
    const [namespace, name] = splitKey(key);
    const quota = this.#client.get(resource, namespace, name);
    if (quota) {
      this.#client.updateStatus(resource, quota, {
        hard: quota.spec?.hard ?? {},
        used: namespaceUsage(this.#client.objects.store, quota),
      });
    }
  }
}
