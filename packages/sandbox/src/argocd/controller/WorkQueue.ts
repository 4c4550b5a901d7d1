/** What somebody waits for goes before what is new, and that before what is done by the clock. */
export type Priority = 'urgent' | 'normal' | 'background';

const priorities: Priority[] = ['urgent', 'normal', 'background'];

/** Keys waiting to be worked on: each once, never two workers at the same key, a bounded number of workers. */
export class WorkQueue {
  readonly #waiting: Record<Priority, Set<string>> = {
    urgent: new Set(),
    normal: new Set(),
    background: new Set(),
  };
  readonly #running = new Set<string>();
  readonly #timers = new Map<string, { due: number; timer: NodeJS.Timeout }>();
  readonly #idle: Array<() => void> = [];
  #stopped = true;

  /** @param reserved - so many of the workers do only what is urgent */
  constructor(
    private readonly workers: number,
    private readonly work: (key: string) => Promise<void>,
    private readonly reserved = 0,
  ) {}

  get depth(): number {
    return priorities.reduce(
      (sum, priority) => sum + this.#waiting[priority].size,
      this.#running.size,
    );
  }

  start(): void {
    this.#stopped = false;
    this.#next();
  }

  /** Resolves when what is under way has ended; what waits is dropped. */
  async stop(): Promise<void> {
    this.#stopped = true;
    priorities.forEach(priority => this.#waiting[priority].clear());
    for (const { timer } of this.#timers.values()) {
      clearTimeout(timer);
    }
    this.#timers.clear();
    if (this.#running.size > 0) {
      await new Promise<void>(resolve => this.#idle.push(resolve));
    }
  }

  /** Asks for work on the key; once more when it is being worked on. */
  add(key: string, priority: Priority = 'urgent'): void {
    const planned = priorities.findIndex(tier => this.#waiting[tier].has(key));
    if (planned < 0 || priorities.indexOf(priority) < planned) {
      priorities.forEach(tier => this.#waiting[tier].delete(key));
      this.#waiting[priority].add(key);
    }
    this.#next();
  }

  /** Asks for work on the key in a while, or sooner when that was asked for before. */
  addAfter(key: string, milliseconds: number): void {
    const due = Date.now() + milliseconds;
    const planned = this.#timers.get(key);
    if (this.#stopped || (planned && planned.due <= due)) {
      return;
    }
    clearTimeout(planned?.timer);
    const timer = setTimeout(() => {
      this.#timers.delete(key);
      this.add(key);
    }, milliseconds);
    timer.unref();
    this.#timers.set(key, { due, timer });
  }

  #next() {
    if (this.#stopped) {
      return;
    }
    for (const priority of priorities) {
      const waiting = this.#waiting[priority];
      const limit =
        priority === 'urgent' ? this.workers : this.workers - this.reserved;
      for (const key of waiting) {
        if (this.#running.size >= limit) {
          break;
        }
        if (!this.#running.has(key)) {
          waiting.delete(key);
          this.#running.add(key);
          // Requests get their turn between two keys.
          setImmediate(() => this.#work(key));
        }
      }
    }
  }

  async #work(key: string) {
    try {
      if (!this.#stopped) {
        await this.work(key);
      }
    } finally {
      this.#running.delete(key);
      if (this.#running.size === 0) {
        this.#idle.splice(0).forEach(resolve => resolve());
      }
      this.#next();
    }
  }
}
