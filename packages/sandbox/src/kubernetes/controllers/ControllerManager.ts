import { ApiError } from '../errors/ApiError';
import type { ObjectStore } from '../store/ObjectStore';
import type { Controller } from './Controller';
import { WorkQueue } from './WorkQueue';

/** Runs the controllers of a cluster. What they work on they find in the cluster, so a restart goes on where it ended. */
export class ControllerManager {
  readonly #running: Array<{ controller: Controller; queue: WorkQueue }> = [];
  #unsubscribe: (() => void) | undefined;

  constructor(
    private readonly store: ObjectStore,
    private readonly controllers: readonly Controller[],
    private readonly log: (message: string) => void,
    private readonly transaction: (work: () => void) => void,
  ) {}

  start(): void {
    for (const controller of this.controllers) {
      const queue = new WorkQueue(
        key => controller.reconcile(key),
        (key, error) =>
          this.log(`${controller.name} ${key}: ${describe(error)}`),
        this.transaction,
      );
      this.#running.push({ controller, queue });
    }
    this.#unsubscribe = this.store.subscribe(change => {
      for (const { controller, queue } of this.#running) {
        for (const resource of [change.resource, '*']) {
          const keys = controller.watches[resource]?.(change) ?? [];
          keys.forEach(key => key && queue.add(key));
        }
      }
    });
    this.#running.forEach(({ controller, queue }) =>
      this.#begin(controller, queue),
    );
  }

  /** Has a controller look at keys for a reason outside of the cluster. */
  enqueue(name: string, keys: string[]): void {
    const found = this.#running.find(
      ({ controller }) => controller.name === name,
    );
    keys.forEach(key => found?.queue.add(key));
  }

  async stop(): Promise<void> {
    this.#unsubscribe?.();
    await Promise.all(this.#running.map(({ queue }) => queue.stop()));
    this.#running.length = 0;
  }

  #begin(controller: Controller, queue: WorkQueue) {
    for (const [watched, keysOf] of Object.entries(controller.watches)) {
      const resources = watched === '*' ? this.store.resources() : [watched];
      for (const resource of resources) {
        for (const object of this.store.list(resource)) {
          keysOf({ type: 'ADDED', resource, object }).forEach(
            key => key && queue.add(key),
          );
        }
      }
    }
  }
}

/** Refusals of the API server speak for themselves. */
function describe(error: unknown): string {
  if (error instanceof ApiError) {
    return error.message;
  }
  return String(error instanceof Error ? error.stack : error);
}
