import type { KubernetesObject } from '../../core/SandboxContext';

/** One change of one object. */
export interface ObjectChange {
  type: 'ADDED' | 'MODIFIED' | 'DELETED';
  resource: string;
  revision: number;
  /** After the change; the last state when deleted. */
  object: KubernetesObject;
  /** Before the change; absent when added. */
  previous?: KubernetesObject;
}

const capacity = 10_000;

/** The newest changes of a cluster, so that watches resume and lists continue at their revision. In memory: a restart compacts it. */
export class WatchHistory {
  #changes: ObjectChange[] = [];
  #compacted: number;

  /** @param revision - everything up to here is unknown */
  constructor(revision: number) {
    this.#compacted = revision;
  }

  /** Changes after this revision are known. */
  get compactedRevision(): number {
    return this.#compacted;
  }

  add(change: ObjectChange): void {
    this.#changes.push(change);
    if (this.#changes.length > capacity * 1.2) {
      this.compact(this.#changes[this.#changes.length - capacity].revision);
    }
  }

  /** Forgets the changes up to the revision. */
  compact(revision: number): void {
    this.#changes = this.#changes.filter(change => change.revision > revision);
    this.#compacted = Math.max(this.#compacted, revision);
  }

  /** Changes of a resource after the revision, or undefined when some of them are forgotten. */
  since(resource: string, revision: number): ObjectChange[] | undefined {
    if (revision < this.#compacted) {
      return undefined;
    }
    return this.#changes
      .slice(this.#firstAfter(revision))
      .filter(change => change.resource === resource);
  }

  #firstAfter(revision: number): number {
    let low = 0;
    let high = this.#changes.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#changes[middle].revision > revision) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }
}
