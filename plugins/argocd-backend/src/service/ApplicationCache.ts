import { ArgoCdApplication } from '@runway/integrations';
import { SERVICE_LABEL } from '@runway/plugin-argocd-common';
import { ApplicationSource } from './ApplicationSource';
import { DeadlineError } from './DeadlineError';

const MAX_SERVICES_PER_UPSTREAM_REQUEST = 50;

type Entry = { applications: ArgoCdApplication[]; fetchedAt: number };

/** What the cache has of the services asked for. */
export interface CacheAnswer {
  /** Services without an entry are unknown. */
  applications: Map<string, ArgoCdApplication[]>;
  /** Age of the oldest entry used; null when there is none. */
  ageSeconds: number | null;
  /** Why some of it is old or missing. */
  failure?: unknown;
}

export interface ApplicationCacheOptions {
  source: ApplicationSource;
  /** Younger entries are used without asking. Default 5 s. */
  freshMs?: number;
  /** Older entries are not even used when the source fails. Default 15 min. */
  staleMs?: number;
  /** How long requests wait for each other to share one upstream request. Default 5 ms. */
  batchMs?: number;
  /** After a failure the source is left alone for this long. Default 3 s. */
  backOffMs?: number;
  /** Services remembered; the one not refreshed for longest goes first. Default 10,000. */
  maxEntries?: number;
  now?: () => number;
}

/**
 * Applications by service of one Argo CD instance.
 *
 * Many readers cause few upstream requests: fresh entries are shared, a service is fetched once at a time, services
 * missed at about the same time travel in one request, and a failing source is not asked again at once. When the
 * source fails or is slow, what was known before is used and its age is told.
 */
export class ApplicationCache {
  readonly #source: ApplicationSource;
  readonly #freshMs: number;
  readonly #staleMs: number;
  readonly #batchMs: number;
  readonly #backOffMs: number;
  readonly #maxEntries: number;
  readonly #now: () => number;
  readonly #entries = new Map<string, Entry>();
  readonly #inFlight = new Map<string, Promise<void>>();
  #batch: { services: Set<string>; done: Promise<void> } | undefined;
  #lastFailure: { error: unknown; at: number } | undefined;

  constructor(options: ApplicationCacheOptions) {
    this.#source = options.source;
    this.#freshMs = options.freshMs ?? 5_000;
    this.#staleMs = options.staleMs ?? 15 * 60_000;
    this.#batchMs = options.batchMs ?? 5;
    this.#backOffMs = options.backOffMs ?? 3_000;
    this.#maxEntries = options.maxEntries ?? 10_000;
    this.#now = options.now ?? Date.now;
  }

  /** Answers after `deadlineMs` at the latest; a request that is still under way then goes on and fills the cache. */
  async get(services: string[], deadlineMs: number): Promise<CacheAnswer> {
    const failure = await this.#refresh(services, deadlineMs);
    const now = this.#now();
    const applications = new Map<string, ArgoCdApplication[]>();
    let oldest: number | undefined;
    for (const service of services) {
      const entry = this.#entries.get(service);
      if (entry && now - entry.fetchedAt <= this.#staleMs) {
        applications.set(service, entry.applications);
        oldest = Math.min(oldest ?? entry.fetchedAt, entry.fetchedAt);
      }
    }
    return {
      applications,
      ageSeconds:
        oldest === undefined ? null : Math.max(0, (now - oldest) / 1000),
      ...(failure !== undefined && { failure }),
    };
  }

  /** @returns why entries could not be made fresh, if so */
  async #refresh(services: string[], deadlineMs: number): Promise<unknown> {
    const outdated = services.filter(service => !this.#isFresh(service));
    if (!outdated.length) {
      return undefined;
    }
    const last = this.#lastFailure;
    if (last && this.#now() - last.at < this.#backOffMs) {
      return last.error;
    }
    const loads = new Set(outdated.map(service => this.#load(service)));
    return this.#firstFailure([...loads], deadlineMs);
  }

  #isFresh(service: string): boolean {
    const entry = this.#entries.get(service);
    return Boolean(entry && this.#now() - entry.fetchedAt < this.#freshMs);
  }

  async #firstFailure(
    loads: Promise<void>[],
    deadlineMs: number,
  ): Promise<unknown> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(
        () => reject(new DeadlineError(this.#source.name, deadlineMs)),
        deadlineMs,
      );
    });
    try {
      await Promise.race([Promise.all(loads), late]);
      return undefined;
    } catch (error) {
      return error;
    } finally {
      clearTimeout(timer);
    }
  }

  #load(service: string): Promise<void> {
    const running = this.#inFlight.get(service);
    if (running) {
      return running;
    }
    if (
      !this.#batch ||
      this.#batch.services.size >= MAX_SERVICES_PER_UPSTREAM_REQUEST
    ) {
      this.#batch = this.#openBatch();
    }
    this.#batch.services.add(service);
    this.#inFlight.set(service, this.#batch.done);
    return this.#batch.done;
  }

  #openBatch() {
    const services = new Set<string>();
    const done = new Promise<void>(resolve => {
      setTimeout(resolve, this.#batchMs);
    }).then(() => {
      if (this.#batch?.services === services) {
        this.#batch = undefined;
      }
      return this.#fetch([...services]);
    });
    // A reader whose deadline has passed no longer listens; the failure is kept in #lastFailure.
    done.catch(() => {});
    return { services, done };
  }

  async #fetch(services: string[]): Promise<void> {
    try {
      const applications = await this.#source.listApplications(services);
      const byService = new Map<string, ArgoCdApplication[]>(
        services.map(service => [service, []]),
      );
      for (const application of applications) {
        const service = application.metadata.labels?.[SERVICE_LABEL] ?? '';
        byService.get(service)?.push(application);
      }
      const fetchedAt = this.#now();
      for (const service of services) {
        // Deleting first moves the entry to the end: the first one is the oldest.
        this.#entries.delete(service);
        this.#entries.set(service, {
          applications: byService.get(service)!,
          fetchedAt,
        });
      }
      this.#lastFailure = undefined;
      this.#trim();
    } catch (error) {
      this.#lastFailure = { error, at: this.#now() };
      throw error;
    } finally {
      services.forEach(service => this.#inFlight.delete(service));
    }
  }

  #trim() {
    for (const service of this.#entries.keys()) {
      if (this.#entries.size <= this.#maxEntries) {
        return;
      }
      this.#entries.delete(service);
    }
  }
}
