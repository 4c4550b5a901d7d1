import { AuthService, LoggerService } from '@backstage/backend-plugin-api';
import { parseEntityRef } from '@backstage/catalog-model';
import { stringifyError } from '@backstage/errors';
import { CatalogService } from '@backstage/plugin-catalog-node';
import { SERVICE_ANNOTATION } from '@runway/plugin-argocd-common';
import { setTimeout as sleep } from 'node:timers/promises';
import { ApplicationRecord } from './ApplicationIndex';
import { ServicesByApplication } from './ServicesByApplication';

const EVERY_MS = 60_000;
/** After a failure, and while the catalog is still empty, as after the first start. */
const AGAIN_MS = 5_000;
const PAGE_SIZE = 1_000;

/** Which team owns which service, and whose an application is, from the catalog, for all applications at once. */
export class ServiceOwners {
  readonly #stopped = new AbortController();
  #teams = new Map<string, string>();
  #groups = new Set<string>();
  #services = new ServicesByApplication();
  #running: Promise<void> | undefined;

  constructor(
    private readonly options: {
      auth: AuthService;
      catalog: Pick<CatalogService, 'streamEntities'>;
      logger: LoggerService;
      /** Called each time the catalog was read: any team may be another one than before. */
      onRead(): void;
      /** For tests. */
      againMs?: number;
    },
  ) {}

  /** @returns the owner of the service, else the project's name when a group has that name */
  readonly teamOf = (
    service: string | undefined,
    project: string,
  ): string | undefined =>
    (service && this.#teams.get(service)) ||
    (this.#groups.has(project) ? project : undefined);

  /** @returns names of the components on whose pages the application stands */
  readonly servicesOf = (record: ApplicationRecord): Iterable<string> =>
    this.#services.of(record);

  /** Begins; returns at once. */
  start(): void {
    this.#running ??= this.#run(this.#stopped.signal);
  }

  async stop(): Promise<void> {
    this.#stopped.abort();
    await this.#running;
  }

  /** Reads the catalog once. */
  async refresh(): Promise<void> {
    const { auth, catalog } = this.options;
    const credentials = await auth.getOwnServiceCredentials();
    const read = async (
      filter: { kind: string },
      fields: string[],
      visit: (entity: {
        name: string;
        annotations?: Record<string, string>;
        owner?: unknown;
      }) => void,
    ) => {
      for await (const page of catalog.streamEntities(
        {
          filter,
          fields: ['kind', 'metadata.name', ...fields],
          pageSize: PAGE_SIZE,
        },
        { credentials },
      )) {
        page.forEach(({ metadata, spec }) =>
          visit({
            name: metadata.name,
            annotations: metadata.annotations,
            owner: spec?.owner,
          }),
        );
      }
    };
    const teams = new Map<string, string>();
    const groups = new Set<string>();
    const services = new ServicesByApplication();
    await read(
      { kind: 'component' },
      ['metadata.annotations', 'spec.owner'],
      ({ name, annotations, owner }) => {
        services.add(name, annotations);
        const team = groupOf(owner);
        if (team) {
          teams.set(annotations?.[SERVICE_ANNOTATION] ?? name, team);
        }
      },
    );
    await read({ kind: 'group' }, [], ({ name }) => groups.add(name));
    this.#teams = teams;
    this.#groups = groups;
    this.#services = services;
    this.options.onRead();
  }

  async #run(signal: AbortSignal) {
    while (!signal.aborted) {
      const isDone = await this.refresh().then(
        () => this.#groups.size > 0 && this.#teams.size > 0,
        error => {
          this.options.logger.warn(
            `Owners of services could not be read: ${stringifyError(error)}`,
          );
          return false;
        },
      );
      await sleep(
        isDone ? EVERY_MS : this.options.againMs ?? AGAIN_MS,
        undefined,
        { signal },
      ).catch(() => {});
    }
  }
}

/** Undefined for what people own themselves. */
function groupOf(owner: unknown): string | undefined {
  if (typeof owner !== 'string') {
    return undefined;
  }
  const { kind, name } = parseEntityRef(owner, {
    defaultKind: 'group',
    defaultNamespace: 'default',
  });
  return kind === 'group' ? name : undefined;
}
