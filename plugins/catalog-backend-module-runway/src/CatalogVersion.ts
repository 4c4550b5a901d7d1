import type { DatabaseService } from '@backstage/backend-plugin-api';

/** Answers to the catalog's readers become known a moment after the entity itself: the search table is written later. */
const SETTLED_AFTER_SECONDS = 5;
/** How long one look at the database is good for. */
const LOOK_EVERY_MS = 1000;

/** Tells whether anything in the catalog has changed, without reading it. */
export class CatalogVersion {
  #looked?: { at: number; version: Promise<string | undefined> };

  constructor(private readonly database: DatabaseService) {}

  /** @returns the same text as long as nothing changes; undefined while something does */
  async current(): Promise<string | undefined> {
    const now = Date.now();
    if (!this.#looked || now - this.#looked.at > LOOK_EVERY_MS) {
      this.#looked = { at: now, version: this.#look() };
    }
    return this.#looked.version.catch(() => undefined);
  }

  async #look(): Promise<string | undefined> {
    const knex = await this.database.getClient();
    const age = knex.client.config.client.includes('sqlite')
      ? "(julianday('now') - julianday(max(last_updated_at))) * 86400"
      : 'extract(epoch from now() - max(last_updated_at))';
    const [{ count, latest, seconds }] = await knex('final_entities').select(
      knex.raw('count(*) as count'),
      knex.raw('max(last_updated_at) as latest'),
      knex.raw(`${age} as seconds`),
    );
    return Number(seconds) >= SETTLED_AFTER_SECONDS
      ? `${count} ${new Date(latest).getTime()}`
      : undefined;
  }
}
