import { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import { SignalsService } from '@backstage/plugin-signals-node';
import { ApplicationRecord } from './ApplicationIndex';
import { Channels } from './Channels';
import { InMemoryApplicationIndex } from './InMemoryApplicationIndex';

/** Shortest time between two signals of a channel. */
const INTERVAL_MS = 250;
/** Signals at a time: after a list, thousands of channels may have something to say. */
const BURST = 200;
const PAUSE_MS = 25;

/**
 * Tells browsers that something has changed, never what. Each channel speaks at once, and then at most four times a second;
 * the last change is always told.
 */
export class ChangeSignals {
  readonly #pending = new Set<string>();
  readonly #toldAt = new Map<string, number>();
  readonly #unsubscribe: () => void;
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly options: {
      channels: Channels;
      index: Pick<InMemoryApplicationIndex, 'subscribe'>;
      /** On whose pages an application stands. */
      servicesOf(record: ApplicationRecord): Iterable<string>;
      signals: SignalsService;
      logger: LoggerService;
    },
  ) {
    const { channels, index } = options;
    this.#unsubscribe = index.subscribe(({ record }) => {
      this.changed(channels.list);
      this.applicationChanged(record);
    });
  }

  /** What is shown of this application is different now, on its own page and on those of its services. */
  applicationChanged(record: ApplicationRecord): void {
    const { channels, servicesOf } = this.options;
    this.changed(channels.ofApplication(record.summary));
    for (const service of servicesOf(record)) {
      this.changed(channels.ofService(service));
    }
  }

  /** Something that is read with this channel is different now. */
  changed(channel: string): void {
    this.#pending.add(channel);
    this.#timer ??= setTimeout(() => this.#tell(), 0);
  }

  stop(): void {
    this.#unsubscribe();
    clearTimeout(this.#timer);
    this.#pending.clear();
  }

  #tell() {
    const now = Date.now();
    this.#forget(now);
    let told = 0;
    for (const channel of this.#pending) {
      if (told === BURST) {
        break;
      }
      if (!this.#toldAt.has(channel)) {
        this.#pending.delete(channel);
        this.#toldAt.set(channel, now);
        this.#publish(channel);
        told += 1;
      }
    }
    this.#timer = this.#pending.size
      ? setTimeout(() => this.#tell(), PAUSE_MS)
      : undefined;
  }

  /** The oldest are first. */
  #forget(now: number) {
    for (const [channel, at] of this.#toldAt) {
      if (now - at < INTERVAL_MS) {
        return;
      }
      this.#toldAt.delete(channel);
    }
  }

  #publish(channel: string) {
    this.options.signals
      .publish({
        recipients: { type: 'broadcast' },
        channel,
        message: { type: 'changed' },
      })
      .catch(error =>
        this.options.logger.warn(
          `A change could not be signalled: ${stringifyError(error)}`,
        ),
      );
  }
}
