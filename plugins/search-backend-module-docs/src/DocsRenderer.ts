import type { AuthService, LoggerService } from '@backstage/backend-plugin-api';
import { CATALOG_FILTER_EXISTS } from '@backstage/catalog-client';
import {
  type Entity,
  getCompoundEntityRef,
  getEntitySourceLocation,
  stringifyEntityRef,
} from '@backstage/catalog-model';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import type { TechDocsClient } from './TechDocsClient';

const ANNOTATION = 'backstage.io/techdocs-ref';
const PAGE = 1_000;
/** As many failures one after the other mean that the sources don't answer, not that documentation is broken. */
const GIVE_UP_AFTER = 5;

/** Renders documentation that nobody has opened, pass by pass, who waits longest first. */
export class DocsRenderer {
  /** Entities that this process has looked at, the longest ago first. */
  readonly #lookedAt = new Set<string>();
  /** Rendered by this process from its own disk, where nothing says whether they have changed. */
  readonly #fromDisk = new Set<string>();

  constructor(
    private readonly options: {
      auth: AuthService;
      catalog: CatalogService;
      logger: LoggerService;
      techdocs: Pick<TechDocsClient, 'sync'>;
      /** Seconds that a pass may take; the next one goes on with the others. */
      seconds: number;
      /** Entities rendered at a time. */
      concurrency: number;
    },
  ) {}

  /**
   * Whatever fails is passed over, and tried again when its turn comes.
   * @throws Error when the catalog does not answer
   */
  async pass(): Promise<void> {
    const { logger, seconds, concurrency } = this.options;
    const signal = AbortSignal.timeout(seconds * 1000);
    const waiting = this.#inTurn(await this.#documented());
    const count = { rendered: 0, failed: 0 };
    let failedInARow = 0;
    const work = async () => {
      while (!signal.aborted && failedInARow < GIVE_UP_AFTER) {
        const next = waiting.shift();
        if (!next) {
          return;
        }
        const ref = stringifyEntityRef(next);
        try {
          count.rendered += Number(await this.#render(next, ref, signal));
          failedInARow = 0;
        } catch (error) {
          count.failed += 1;
          failedInARow += 1;
          logger.debug(`Documentation of ${ref} was not rendered: ${error}`);
        }
        this.#lookedAt.delete(ref);
        this.#lookedAt.add(ref);
      }
    };
    await Promise.all(Array.from({ length: concurrency }, work));
    if (count.rendered > 0 || count.failed > 0) {
      logger.info(
        `Documentation rendered for search: ${count.rendered} new or changed, ${count.failed} failed, ${waiting.length} left for the next indexing`,
      );
    }
  }

  async #render(entity: Entity, ref: string, signal: AbortSignal) {
    if (this.#fromDisk.has(ref)) {
      return false;
    }
    const { techdocs } = this.options;
    const updated = await techdocs.sync(getCompoundEntityRef(entity), signal);
    if (isOnDisk(entity)) {
      this.#fromDisk.add(ref);
    }
    return updated;
  }

  /** Who was never looked at comes first, then by how long ago it was. */
  #inTurn(entities: Entity[]): Entity[] {
    const waiting = new Map(
      entities.map(entity => [stringifyEntityRef(entity), entity]),
    );
    const again: Entity[] = [];
    for (const ref of this.#lookedAt) {
      const entity = waiting.get(ref);
      if (entity) {
        again.push(entity);
        waiting.delete(ref);
      } else {
        this.#lookedAt.delete(ref);
      }
    }
    return [...waiting.values(), ...again];
  }

  async #documented(): Promise<Entity[]> {
    const { auth, catalog } = this.options;
    const credentials = await auth.getOwnServiceCredentials();
    const query = {
      filter: { [`metadata.annotations.${ANNOTATION}`]: CATALOG_FILTER_EXISTS },
      fields: [
        'kind',
        'metadata.namespace',
        'metadata.name',
        'metadata.annotations',
      ],
      limit: PAGE,
    };
    const entities: Entity[] = [];
    let cursor: string | undefined;
    do {
      const page = await catalog.queryEntities(
        cursor ? { cursor, fields: query.fields, limit: PAGE } : query,
        { credentials },
      );
      entities.push(...page.items);
      cursor = page.pageInfo.nextCursor;
    } while (cursor);
    return entities;
  }
}

function isOnDisk(entity: Entity): boolean {
  return (
    entity.metadata.annotations?.[ANNOTATION]?.startsWith('dir:') === true &&
    getEntitySourceLocation(entity).type === 'file'
  );
}
