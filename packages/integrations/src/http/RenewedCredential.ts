import type { LoggerService } from '@backstage/backend-plugin-api';
import { type Credential, CredentialError } from './Credential';

/** A secret and how long it is good for. */
export interface Lease {
  secret: string;
  /** Milliseconds from now; Infinity = for ever. */
  validMs: number;
}

export interface RenewedCredentialOptions {
  /** Gets a new secret. @throws when there is none; CredentialError's message is shown */
  obtain(): Promise<Lease>;
  toHeaders(secret: string): Record<string, string>;
  logger: LoggerService;
}

/** Part of a secret's life after which a new one is fetched while the old one still works. */
const renewAfter = 2 / 3;

/** A credential that ends: fetched when first needed, renewed before its end, fetched again when refused. */
export class RenewedCredential implements Credential {
  readonly #options: RenewedCredentialOptions;
  #current: { secret: string; renewAt: number; endsAt: number } | undefined;
  #pending: Promise<string> | undefined;

  constructor(options: RenewedCredentialOptions) {
    this.#options = options;
  }

  async headers(): Promise<Record<string, string>> {
    return this.#options.toHeaders(await this.#secret());
  }

  refused(): boolean {
    this.#current = undefined;
    return true;
  }

  secrets(): string[] {
    return this.#current ? [this.#current.secret] : [];
  }

  async #secret(): Promise<string> {
    const now = Date.now();
    const current = this.#current;
    if (!current || now >= current.endsAt) {
      return this.#obtain();
    }
    if (now >= current.renewAt) {
      this.#obtain().catch(() => {
        this.#options.logger.warn(
          'The credential could not be renewed; the old one is used until it ends',
        );
      });
    }
    return current.secret;
  }

  /** One at a time, however many requests wait for it. */
  #obtain(): Promise<string> {
    this.#pending ??= this.#fetch().finally(() => {
      this.#pending = undefined;
    });
    return this.#pending;
  }

  async #fetch(): Promise<string> {
    try {
      const { secret, validMs } = await this.#options.obtain();
      const now = Date.now();
      this.#current = {
        secret,
        renewAt: now + validMs * renewAfter,
        endsAt: now + validMs,
      };
      return secret;
    } catch (error) {
      throw error instanceof Error
        ? error
        : new CredentialError('it could not be fetched');
    }
  }
}
