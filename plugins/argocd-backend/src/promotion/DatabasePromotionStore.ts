import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import {
  ENDED,
  type PromotionState,
  type PromotionStore,
  type StoredPromotion,
} from './PromotionStore';

/** {@link PromotionStore} on the plugin's database. */
export class DatabasePromotionStore implements PromotionStore {
  constructor(
    private readonly knex: Knex,
    private readonly now: () => number = Date.now,
  ) {}

  async begin(
    promotion: Omit<StoredPromotion, 'id' | 'state' | 'changedAt'>,
  ): Promise<StoredPromotion> {
    const row = {
      id: randomUUID(),
      service: promotion.service,
      from_environment: promotion.from,
      to_environment: promotion.to,
      version: promotion.version,
      branch: promotion.branch,
      requested_by: promotion.by,
      requested_at: promotion.at,
      title: promotion.title,
      merge_request: null,
      url: null,
      state: 'waiting',
      message: null,
      changed_at: this.now(),
    };
    try {
      return (await this.#underWay(promotion.branch)) ?? (await this.#add(row));
    } catch (error) {
      // Somebody else was faster: the index allows one that is under way a branch.
      const other = await this.#underWay(promotion.branch);
      if (!other) {
        throw error;
      }
      return other;
    }
  }

  async #add(row: { id: string }): Promise<StoredPromotion> {
    await this.knex('promotions').insert(row);
    return toPromotion(row);
  }

  async #underWay(branch: string): Promise<StoredPromotion | undefined> {
    const row = await this.knex('promotions')
      .where({ branch })
      .whereNotIn('state', ENDED)
      .first();
    return row && toPromotion(row);
  }

  async setMergeRequest(
    id: string,
    { iid, url }: { iid: number; url: string },
  ) {
    await this.knex('promotions')
      .where({ id })
      .update({ merge_request: iid, url });
  }

  async setState(id: string, state: PromotionState, message?: string) {
    const changed = await this.knex('promotions')
      .where({ id })
      .whereNot({ state })
      .whereNotIn('state', ENDED)
      .update({ state, message: message ?? null, changed_at: this.now() });
    return changed > 0;
  }

  async remove(id: string) {
    await this.knex('promotions').where({ id }).delete();
  }

  async ofService(service: string, limit: number) {
    const rows = await this.knex('promotions')
      .where({ service })
      .orderBy('requested_at', 'desc')
      .limit(limit);
    return rows.map(toPromotion);
  }

  async open(limit: number) {
    const rows = await this.knex('promotions')
      .whereNotIn('state', ENDED)
      .orderBy('requested_at')
      .limit(limit);
    return rows.map(toPromotion);
  }

  async prune({ before, limit }: { before: number; limit: number }) {
    const old = this.knex('promotions')
      .select('id')
      .whereIn('state', ENDED)
      .where('changed_at', '<', before)
      .orderBy('changed_at')
      .limit(limit);
    return this.knex('promotions').whereIn('id', old).delete();
  }
}

function toPromotion(row: any): StoredPromotion {
  return {
    id: row.id,
    service: row.service,
    from: row.from_environment,
    to: row.to_environment,
    version: row.version,
    branch: row.branch,
    by: row.requested_by,
    at: Number(row.requested_at),
    title: row.title,
    ...(row.merge_request !== null && {
      mergeRequest: { iid: row.merge_request, url: row.url },
    }),
    state: row.state,
    ...(row.message && { message: row.message }),
    changedAt: Number(row.changed_at),
  };
}
