import type { LoggerService } from '@backstage/backend-plugin-api';
import { metrics } from '@opentelemetry/api';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AuditEntry } from './AuditEntry';
import type { AuditSink, AuditTrail } from './AuditTrail';

const BATCH = 200;
const MAX_BACK_OFF_MS = 30_000;
/** Reads give way first: from here on only changes are taken. */
const ROOM_FOR_READS = 0.8;

/** {@link AuditTrail} in memory, bounded. */
export class BufferedAuditTrail implements AuditTrail {
  /** By action: an action that ends before it is written takes one row. */
  readonly #waiting = new Map<string, AuditEntry>();
  #batch: AuditEntry[] = [];
  #sink?: AuditSink;
  #timer?: NodeJS.Timeout;
  #draining?: Promise<void>;
  #dropped = 0;
  #failures = 0;
  #flushMs: number;
  readonly #wake = new EventTarget();
  readonly #counter = metrics
    .getMeter('runway.audit')
    .createCounter('runway.audit.events', {
      description: 'Audit events by what became of them',
    });

  constructor(
    private readonly options: {
      logger: LoggerService;
      /** Most entries that may wait. */
      capacity: number;
      /** How long an entry waits for others, milliseconds. */
      flushMs?: number;
    },
  ) {
    this.#flushMs = options.flushMs ?? 1_000;
  }

  record(entry: AuditEntry): void {
    const known = this.#waiting.has(entry.id);
    const room =
      this.options.capacity * (entry.severity === 'low' ? ROOM_FOR_READS : 1);
    if (!known && this.#waiting.size + this.#batch.length >= room) {
      this.#drop(1, 'The audit queue is full: events are dropped');
      return;
    }
    this.#waiting.set(entry.id, entry);
    this.#schedule();
  }

  attach(sink: AuditSink): void {
    this.#sink = sink;
    this.#schedule();
  }

  async flush(timeoutMs: number): Promise<void> {
    if (this.#sink && this.#failures === 0 && this.#isWaiting()) {
      const late = new AbortController();
      await Promise.race([
        this.#drain(),
        sleep(timeoutMs, undefined, { ref: false, signal: late.signal }),
      ]);
      late.abort();
    }
  }

  async close(timeoutMs: number): Promise<void> {
    this.#flushMs = 0;
    this.#wake.dispatchEvent(new Event('close'));
    const late = sleep(timeoutMs, 'late', { ref: false });
    while (this.#sink && this.#isWaiting()) {
      if ((await Promise.race([this.#drain(), late])) === 'late') {
        break;
      }
    }
    const lost = this.#waiting.size + this.#batch.length;
    if (lost > 0) {
      this.options.logger.error(
        `${lost} audit events are not in the database: it took too long at the end. The log has them.`,
      );
    }
  }

  #isWaiting() {
    return this.#waiting.size + this.#batch.length > 0;
  }

  #schedule() {
    if (!this.#sink || this.#draining) {
      return;
    }
    if (this.#waiting.size >= BATCH || this.#flushMs === 0) {
      this.#drain();
    } else {
      this.#timer ??= setTimeout(() => this.#drain(), this.#flushMs).unref();
    }
  }

  /** One at a time; resolves when nothing is waiting. */
  #drain(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#draining ??= this.#writeAll().finally(() => {
      this.#draining = undefined;
      if (this.#waiting.size > 0) {
        this.#schedule();
      }
    });
    return this.#draining;
  }

  async #writeAll() {
    while (this.#sink && this.#isWaiting()) {
      if (this.#batch.length === 0) {
        this.#batch = [...this.#waiting.values()].slice(0, BATCH);
        this.#batch.forEach(({ id }) => this.#waiting.delete(id));
      }
      try {
        const { refused } = await this.#sink.append(this.#batch);
        this.#counter.add(this.#batch.length - refused, { outcome: 'written' });
        this.#batch = [];
        this.#drop(refused, 'The database refused audit events');
        this.#recovered();
      } catch (error) {
        await this.#backOff(error);
      }
    }
  }

  async #backOff(error: unknown) {
    this.#failures += 1;
    const delay = Math.min(250 * 2 ** this.#failures, MAX_BACK_OFF_MS);
    this.options.logger.warn(
      `${
        this.#waiting.size + this.#batch.length
      } audit events wait for the database; next attempt in ${delay} ms`,
      error as Error,
    );
    const closing = new AbortController();
    const onClose = () => closing.abort();
    this.#wake.addEventListener('close', onClose, { once: true });
    // A closing trail tries again soon: it has little time.
    await sleep(this.#flushMs === 0 ? 100 : delay, undefined, {
      ref: false,
      signal: closing.signal,
    }).catch(() => {});
    this.#wake.removeEventListener('close', onClose);
  }

  #recovered() {
    this.#failures = 0;
    if (this.#dropped > 0 && this.#waiting.size < this.options.capacity / 2) {
      const now = Date.now();
      const count = this.#dropped;
      this.#dropped = 0;
      this.options.logger.error(
        `${count} audit events were dropped. The log has them.`,
      );
      // The trail itself says that it has a gap.
      this.record({
        id: randomUUID(),
        at: now,
        endedAt: now,
        actor: 'plugin:audit',
        plugin: 'audit',
        event: 'events-dropped',
        severity: 'critical',
        status: 'failed',
        error: `${count} events are missing here; the log has them`,
        meta: { count },
      });
    }
  }

  #drop(count: number, reason: string) {
    if (count === 0) {
      return;
    }
    if (this.#dropped === 0) {
      this.options.logger.error(`${reason}. The log has them.`);
    }
    this.#dropped += count;
    this.#counter.add(count, { outcome: 'dropped' });
  }
}
