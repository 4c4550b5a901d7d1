import type { ResourceKey } from '../model/ResourceKey';

/** Objects by a value they share, such as the application they belong to. */
export class KeyIndex {
  readonly #keys = new Map<string, Set<ResourceKey>>();

  get(value: string): Iterable<ResourceKey> {
    return this.#keys.get(value) ?? [];
  }

  add(value: string, key: ResourceKey): void {
    const keys = this.#keys.get(value);
    if (keys) {
      keys.add(key);
    } else {
      this.#keys.set(value, new Set([key]));
    }
  }

  delete(value: string, key: ResourceKey): void {
    const keys = this.#keys.get(value);
    keys?.delete(key);
    if (keys?.size === 0) {
      this.#keys.delete(value);
    }
  }
}
