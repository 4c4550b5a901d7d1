import { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import { ApplicationsResponse } from '@runway/plugin-argocd-common';
import { ApplicationCache, CacheAnswer } from './ApplicationCache';
import { ApplicationSource } from './ApplicationSource';
import { ApplicationsService } from './ApplicationsService';
import { toEnvironmentState } from './toEnvironmentState';
import { toSourceStatus } from './toSourceStatus';

/** An environment and the Argo CD instance that looks after it. */
export interface ServedEnvironment {
  name: string;
  source: ApplicationSource;
}

/** Fans out to every Argo CD instance that serves an environment. Authorization is the decorator's business. */
export class DefaultApplicationsService implements ApplicationsService {
  readonly #environments: ServedEnvironment[];
  readonly #caches: Map<ApplicationSource, ApplicationCache>;
  readonly #deadlineMs: number;
  readonly #logger: LoggerService;
  readonly #logged = new Map<ApplicationSource, string | undefined>();

  constructor(options: {
    /** In promotion order. */
    environments: ServedEnvironment[];
    logger: LoggerService;
    /** A source that needs longer is reported as late. Default 2.5 s. */
    deadlineMs?: number;
    createCache?: (source: ApplicationSource) => ApplicationCache;
  }) {
    const createCache =
      options.createCache ?? (source => new ApplicationCache({ source }));
    const sources = new Set(options.environments.map(env => env.source));
    this.#environments = options.environments;
    this.#caches = new Map(
      [...sources].map(source => [source, createCache(source)]),
    );
    this.#deadlineMs = options.deadlineMs ?? 2_500;
    this.#logger = options.logger;
  }

  async getApplications(services: string[]): Promise<ApplicationsResponse> {
    const answers = new Map(
      await Promise.all(
        [...this.#caches].map(async ([source, cache]) => {
          const answer = await cache.get(services, this.#deadlineMs);
          this.#logFailure(source, answer);
          return [source, answer] as const;
        }),
      ),
    );
    return {
      items: services.map(service => ({
        service,
        environments: this.#environments.map(({ name, source }) =>
          toEnvironmentState({
            service,
            environment: name,
            source,
            applications: answers.get(source)!.applications.get(service),
          }),
        ),
      })),
      notFound: [],
      sources: [...answers].map(([source, answer]) =>
        toSourceStatus(source.name, services, answer),
      ),
    };
  }

  /** A failure that many readers share is logged once. */
  #logFailure(source: ApplicationSource, { failure }: CacheAnswer) {
    const known = this.#logged.get(source);
    const text = failure === undefined ? undefined : stringifyError(failure);
    if (text !== known) {
      this.#logged.set(source, text);
      this.#logger.warn(
        text
          ? `Argo CD ${source.name} failed: ${text}`
          : `Argo CD ${source.name} answers again`,
      );
    }
  }
}
