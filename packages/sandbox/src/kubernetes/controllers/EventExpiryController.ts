import type { ClusterClient } from './ClusterClient';
import {
  itself,
  splitKey,
  type Again,
  type Controller,
  type ControllerContext,
  type KeysOf,
} from './Controller';

const lifetime = 3_600_000;

/** Events are kept for an hour. */
export class EventExpiryController implements Controller {
  readonly name = 'event-expiry';
  readonly watches: Record<string, KeysOf> = {
    events: change => (change.type === 'DELETED' ? [] : itself(change)),
  };
  readonly #client: ClusterClient;

  constructor(context: ControllerContext) {
    this.#client = context.client(this.name);
  }

  reconcile(key: string): Again {
    const [namespace, name] = splitKey(key);
    const event = this.#client.get('events', namespace, name);
    if (!event) {
      return undefined;
    }
    const last = event.lastTimestamp ?? event.metadata.creationTimestamp;
    const wait = Date.parse(last) + lifetime - Date.now();
    if (wait > 0) {
      return wait;
    }
    this.#client.delete('events', event);
    return undefined;
  }
}
