import { randomUUID } from 'node:crypto';
import type { KubernetesObject } from '../../core/SandboxContext';
import { timestamp } from '../objects/prepareObject';
import type { ClusterClient } from './ClusterClient';

const remembered = 2000;
/** So many events that differ only in their message are told one by one. */
const similarLimit = 10;
const messageLimit = 1024;

/**
 * Writes Events; the same event again only counts up, and so do many similar ones. There are so many of them that they
 * go past the write path of other objects.
 */
export class EventRecorder {
  readonly #names = new Map<string, string>();
  readonly #similar = new Map<string, number>();

  constructor(
    private readonly client: ClusterClient,
    private readonly component: string,
  ) {}

  record(
    object: KubernetesObject,
    type: 'Normal' | 'Warning',
    reason: string,
    message: string,
    fieldPath?: string,
  ): void {
    const { metadata, apiVersion, kind } = object;
    const namespace = metadata.namespace ?? 'default';
    const kindOfEvent = [metadata.uid, type, reason, fieldPath].join('\n');
    const exact = `${kindOfEvent}\n${message}`;
    const combined = this.#isOneOfMany(kindOfEvent, exact);
    const identity = combined ? kindOfEvent : exact;
    const text = combined
      ? `(combined from similar events): ${message}`
      : message;
    const name = this.#names.get(identity);
    const known = name && this.client.get('events', namespace, name);
    const now = timestamp();
    const { store } = this.client.objects;
    if (known) {
      store.put('events', {
        ...known,
        count: known.count + 1,
        message: text.slice(0, messageLimit),
        lastTimestamp: now,
      });
      return;
    }
    const home = this.client.get('namespaces', undefined, namespace);
    if (!home || home.metadata.deletionTimestamp) {
      // A namespace on its way out takes no events.
      return;
    }
    const created = store.put('events', {
      apiVersion: 'v1',
      kind: 'Event',
      metadata: {
        namespace,
        name: `${metadata.name}.${this.#suffix()}`,
        uid: randomUUID(),
        creationTimestamp: now,
      },
      involvedObject: {
        apiVersion,
        kind,
        name: metadata.name,
        namespace: metadata.namespace,
        uid: metadata.uid,
        resourceVersion: metadata.resourceVersion,
        fieldPath,
      },
      type,
      reason,
      message: text.slice(0, messageLimit),
      count: 1,
      firstTimestamp: now,
      lastTimestamp: now,
      source: { component: this.component },
      reportingComponent: this.component,
      reportingInstance: '',
    });
    remember(this.#names, identity, created.metadata.name);
  }

  /** Like the time in nanoseconds that real events end with. */
  #suffix(): string {
    return (
      BigInt(Date.now()) * 1_000_000n +
      BigInt(Math.floor(Math.random() * 1_000_000))
    ).toString(16);
  }

  /** Counts new messages only. */
  #isOneOfMany(kind: string, identity: string): boolean {
    const seen = this.#similar.get(kind) ?? 0;
    if (!this.#names.has(identity)) {
      remember(this.#similar, kind, seen + 1);
    }
    return seen >= similarLimit;
  }
}

function remember<T>(map: Map<string, T>, key: string, value: T) {
  if (map.size >= remembered) {
    const [oldest] = map.keys();
    map.delete(oldest);
  }
  map.set(key, value);
}
