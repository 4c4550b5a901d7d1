import { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import { applicationKey } from '../applications/argoCdNames';
import { ApplicationRecord } from '../feed/ApplicationIndex';
import { ActionStore, Pause } from './ActionStore';

/** How long a pause by another replica may stay unseen. */
const EVERY_MS = 15_000;

/** Why auto-sync of applications is off, in memory: lists and cards ask for it with every answer. */
export class Pauses {
  #pauses = new Map<string, Pause>();
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly options: {
      store: Pick<ActionStore, 'pauses'>;
      logger: LoggerService;
    },
  ) {}

  start(): void {
    this.#timer = setInterval(() => this.refresh(), EVERY_MS);
    this.refresh();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** Undefined while auto-sync is on, or when it was not switched off in Runway. */
  readonly of = ({ summary }: ApplicationRecord): Pause | undefined =>
    summary.autoSync ? undefined : this.#pauses.get(applicationKey(summary));

  /** Reads the database. Never fails: what was known stays. */
  async refresh(): Promise<void> {
    try {
      this.#pauses = new Map(
        (await this.options.store.pauses()).flatMap(
          ({ application, by, requestedAt, request }) =>
            request.kind === 'pause'
              ? [
                  [
                    applicationKey(application),
                    {
                      by,
                      at: new Date(requestedAt).toISOString(),
                      reason: request.reason,
                    },
                  ] as const,
                ]
              : [],
        ),
      );
    } catch (error) {
      this.options.logger.warn(
        `Pauses of auto-sync could not be read: ${stringifyError(error)}`,
      );
    }
  }
}
