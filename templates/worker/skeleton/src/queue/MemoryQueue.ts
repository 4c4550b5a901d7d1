import { randomUUID } from 'node:crypto';
import type { DeadLetter, Job, Queue } from './Queue.ts';

interface Entry {
  payload: unknown;
  attempts: number;
  /** Milliseconds since 1970; Infinity for what nobody may take any more. */
  dueAt: number;
  lease?: string;
  error?: string;
  state: 'waiting' | 'done' | 'dead';
}

/** Jobs in this process alone: nothing survives its end, and no replica sees another's. */
export class MemoryQueue implements Queue {
  readonly #entries = new Map<string, Entry>();

  add(id: string, payload: unknown): Promise<boolean> {
    const isNew = !this.#entries.has(id);
    if (isNew) {
      this.#entries.set(id, { payload, attempts: 0, dueAt: Date.now(), state: 'waiting' });
    }
    return Promise.resolve(isNew);
  }

  take(limit: number, leaseMs: number): Promise<Job[]> {
    const due = [...this.#entries]
      .filter(([, { dueAt }]) => dueAt <= Date.now())
      .sort(([, a], [, b]) => a.dueAt - b.dueAt)
      .slice(0, limit);
    const jobs = due.map(([id, entry]) => {
      const lease = randomUUID();
      Object.assign(entry, { lease, attempts: entry.attempts + 1, dueAt: Date.now() + leaseMs });
      return { id, payload: entry.payload, attempt: entry.attempts, lease };
    });
    return Promise.resolve(jobs);
  }

  complete(job: Job): Promise<boolean> {
    return this.#change(job, { state: 'done', dueAt: Infinity });
  }

  retry(job: Job, delayMs: number, error: string): Promise<boolean> {
    return this.#change(job, { dueAt: Date.now() + delayMs, error });
  }

  bury(job: Job, error: string): Promise<boolean> {
    return this.#change(job, { state: 'dead', dueAt: Infinity, error });
  }

  release(job: Job): Promise<boolean> {
    return this.#change(job, { dueAt: Date.now(), attempts: job.attempt - 1 });
  }

  depth(): Promise<number> {
    return Promise.resolve([...this.#entries.values()].filter(({ dueAt }) => dueAt <= Date.now()).length);
  }

  deadLetters(): Promise<DeadLetter[]> {
    return Promise.resolve(
      [...this.#entries]
        .filter(([, { state }]) => state === 'dead')
        .map(([id, { payload, attempts, error = '' }]) => ({ id, payload, attempts, error })),
    );
  }

  revive(id: string): Promise<boolean> {
    const entry = this.#entries.get(id);
    if (entry?.state !== 'dead') {
      return Promise.resolve(false);
    }
    this.#entries.delete(id);
    return this.add(id, entry.payload);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  #change(job: Job, change: Partial<Entry>): Promise<boolean> {
    const entry = this.#entries.get(job.id);
    const isHeld = entry?.lease === job.lease;
    if (isHeld) {
      Object.assign(entry, change, { lease: undefined });
    }
    return Promise.resolve(isHeld);
  }
}
