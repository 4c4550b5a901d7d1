export type Priority = 'urgent' | 'background';

/**
 * Keys waiting to be worked on: each once, never two workers at the same key, a bounded number of workers. What somebody
 * waits for goes before what is done by the clock.
 */
export class WorkQueue {
  readonly #waiting: Record<Priority, Set<string>> = {
    urgent: new Set(),
    background: new Set(),
  };
  readonly #running = new Set<string>();
  readonly #timers = new Map<string, { due: number; timer: NodeJS.Timeout }>();
  readonly #idle: Array<() => void> = [];
  #stopped = true;

  constructor(
    private readonly workers: number,
    private readonly work: (key: string) => Promise<void>,
  ) {}

  get depth(): number {
    const { urgent, background } = this.#waiting;
    return urgent.size + background.size + this.#running.size;
  }

  start(): void {
    this.#stopped = false;
    this.#next();
  }

  /** Resolves when what is under way has ended; what waits is dropped. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#waiting.urgent.clear();
    this.#waiting.background.clear();
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
    const { urgent, background } = this.#waiting;
    if (priority === 'urgent') {
      background.delete(key);
      urgent.add(key);
    } else if (!urgent.has(key)) {
      background.add(key);
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
    for (const waiting of [this.#waiting.urgent, this.#waiting.background]) {
      for (const key of waiting) {
        if (this.#running.size >= this.workers) {
          return;
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
