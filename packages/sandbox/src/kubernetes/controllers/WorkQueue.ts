import { ApiError } from '../errors/ApiError';
import type { Again } from './Controller';

const firstRetry = 5;
const longestRetry = 30_000;
const toldAfter = 8;
/** Work for this long at a time, so that requests get their turn. Milliseconds. */
const slice = 8;

/**
 * Keys to look at, each once however often it was added. Failures are tried again, later and later. Work is done in
 * slices between the turns of the event loop.
 */
export class WorkQueue {
  readonly #ready = new Set<string>();
  readonly #timers = new Map<string, { at: number; timer: NodeJS.Timeout }>();
  readonly #failures = new Map<string, number>();
  #scheduled: NodeJS.Immediate | undefined;
  #working: Promise<void> | undefined;
  #stopped = false;

  constructor(
    private readonly work: (key: string) => Again | Promise<Again>,
    private readonly onError: (key: string, error: unknown) => void,
    private readonly transaction: (work: () => void) => void,
  ) {}

  add(key: string): void {
    if (this.#stopped) {
      return;
    }
    this.#ready.add(key);
    this.#wake();
  }

  /** Adds the key after a while; an earlier time that is planned already stays. */
  addAfter(key: string, milliseconds: number): void {
    if (this.#stopped) {
      return;
    }
    if (milliseconds <= 0) {
      this.add(key);
      return;
    }
    const at = Date.now() + milliseconds;
    const planned = this.#timers.get(key);
    if (planned && planned.at <= at) {
      return;
    }
    clearTimeout(planned?.timer);
    const timer = setTimeout(
      () => {
        this.#timers.delete(key);
        this.add(key);
      },
      // longer ones come up again and are planned anew
      Math.min(milliseconds, 2 ** 31 - 1),
    );
    this.#timers.set(key, { at, timer });
  }

  /** Resolves when nothing is worked on any more. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#ready.clear();
    for (const { timer } of this.#timers.values()) {
      clearTimeout(timer);
    }
    this.#timers.clear();
    clearImmediate(this.#scheduled);
    await this.#working;
  }

  #wake() {
    if (!this.#scheduled && !this.#working) {
      this.#scheduled = setImmediate(() => {
        this.#scheduled = undefined;
        this.#working = this.#drain().finally(() => {
          this.#working = undefined;
          if (this.#ready.size > 0 && !this.#stopped) {
            this.#wake();
          }
        });
      });
    }
  }

  /** What is done in one slice reaches the disk together. */
  async #drain(): Promise<void> {
    const end = Date.now() + slice;
    const goesOn = () =>
      this.#ready.size > 0 && !this.#stopped && Date.now() < end;
    while (goesOn()) {
      let pending: Promise<void> | undefined;
      this.transaction(() => {
        while (goesOn() && !pending) {
          const [key] = this.#ready;
          this.#ready.delete(key);
          pending = this.#process(key);
        }
      });
      await pending;
    }
  }

  /** Never throws: a transaction must not be rolled back under the objects in memory. */
  #process(key: string): Promise<void> | undefined {
    try {
      const result = this.work(key);
      if (result instanceof Promise) {
        return result.then(
          again => this.#done(key, again),
          error => this.#failed(key, error),
        );
      }
      this.#done(key, result);
    } catch (error) {
      this.#failed(key, error);
    }
    return undefined;
  }

  #done(key: string, again: Again) {
    this.#failures.delete(key);
    if (typeof again === 'number') {
      this.addAfter(key, again);
    }
  }

  #failed(key: string, error: unknown) {
    const failures = (this.#failures.get(key) ?? 0) + 1;
    this.#failures.set(key, failures);
    // Refusals of the API server are part of life; one that doesn't go away is worth a line.
    if (!(error instanceof ApiError) || failures === toldAfter) {
      this.onError(key, error);
    }
    this.addAfter(key, Math.min(firstRetry * 2 ** failures, longestRetry));
  }
}
