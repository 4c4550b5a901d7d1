import type { Promotion } from '@runway/plugin-argocd-common';

export type PromotionState = Promotion['state'];

/** A promotion, as the database keeps it. */
export interface StoredPromotion {
  id: string;
  service: string;
  from: string;
  to: string;
  version: string;
  branch: string;
  /** User entity ref. */
  by: string;
  /** Epoch milliseconds. */
  at: number;
  title: string;
  /** Absent until GitLab answered. */
  mergeRequest?: { iid: number; url: string };
  state: PromotionState;
  message?: string;
  /** Epoch milliseconds. */
  changedAt: number;
}

/** Promotions in the database. */
export interface PromotionStore {
  /** The promotion of the branch that has not ended, or this one, newly written. */
  begin(
    promotion: Omit<StoredPromotion, 'id' | 'state' | 'changedAt'>,
  ): Promise<StoredPromotion>;
  setMergeRequest(
    id: string,
    mergeRequest: { iid: number; url: string },
  ): Promise<void>;
  /** @returns whether this changed anything: two replicas may follow the same promotion */
  setState(
    id: string,
    state: PromotionState,
    message?: string,
  ): Promise<boolean>;
  remove(id: string): Promise<void>;
  /** Newest first. */
  ofService(service: string, limit: number): Promise<StoredPromotion[]>;
  /** Those that haven't ended, oldest first. */
  open(limit: number): Promise<StoredPromotion[]>;
  /**
   * Removes what ended before `before` (epoch milliseconds), oldest first, at most `limit` at a time.
   *
   * @returns how many were removed; fewer than `limit` means that there are no more
   */
  prune(options: { before: number; limit: number }): Promise<number>;
}

/** States in which nothing more happens. */
export const ENDED: PromotionState[] = ['deployed', 'closed', 'failed'];
