import type { KubernetesObject } from '../../core/SandboxContext';
import type { ObjectStore } from '../store/ObjectStore';

/** Hands out the addresses of Pods (10.244.0.0/16) and knows those of nodes. */
export class PodAddresses {
  readonly #taken = new Map<string, string>();
  #next = 1;

  constructor(private readonly store: ObjectStore) {
    store.list('pods').forEach(pod => this.#take(pod));
    store.subscribe(({ resource, type, object }) => {
      if (resource !== 'pods') {
        return;
      }
      if (type === 'DELETED') {
        this.#taken.delete(object.status?.podIP);
      } else {
        this.#take(object);
      }
    });
  }

  next({ metadata }: KubernetesObject): string {
    for (;;) {
      this.#next = (this.#next + 1) % 65_534;
      const address = `10.244.${this.#next >> 8}.${this.#next & 255}`;
      if (!this.#taken.has(address)) {
        this.#taken.set(address, metadata.uid ?? '');
        return address;
      }
    }
  }

  ofNode(name: string): string {
    const node = this.store.get('nodes', undefined, name);
    return (
      node?.status?.addresses?.find(
        (address: { type: string }) => address.type === 'InternalIP',
      )?.address ?? '10.0.0.1'
    );
  }

  #take({ metadata, status }: KubernetesObject) {
    if (status?.podIP) {
      this.#taken.set(status.podIP, metadata.uid ?? '');
    }
  }
}
