import { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import { ApplicationIndex } from '../feed/ApplicationIndex';
import { Proposals } from '../gitops/Proposals';
import {
  PromotionState,
  PromotionStore,
  StoredPromotion,
} from './PromotionStore';

/** Most promotions that one pass looks at. */
const PER_PASS = 50;
const MINUTE = 60_000;

type Outcome = { state: PromotionState; message?: string } | undefined;

/** Follows promotions from the merge request to a healthy application. Every pass may be repeated or run twice at once. */
export class PromotionFollower {
  /** Services with a promotion that only waits for Argo CD. */
  #arriving = new Set<string>();

  constructor(
    private readonly options: {
      store: PromotionStore;
      proposals: Proposals;
      index: ApplicationIndex;
      logger: LoggerService;
      onChange(service: string): void;
      now?: () => number;
    },
  ) {}

  /** An application of the service is healthy: if a promotion waits for that, looks now. Doesn't throw. */
  expect(service: string): void {
    if (this.#arriving.delete(service)) {
      this.pass().catch(error =>
        this.options.logger.warn(
          `Promotions could not be followed: ${stringifyError(error)}`,
        ),
      );
    }
  }

  async pass(signal?: AbortSignal): Promise<void> {
    const { store, logger, onChange } = this.options;
    const open = await store.open(PER_PASS);
    this.#arriving = new Set(
      open
        .filter(({ state }) => state === 'merging' || state === 'deploying')
        .map(({ service }) => service),
    );
    for (const promotion of open) {
      if (signal?.aborted) {
        return;
      }
      try {
        const outcome = await this.#look(promotion, signal);
        if (
          outcome &&
          (await store.setState(promotion.id, outcome.state, outcome.message))
        ) {
          onChange(promotion.service);
        }
      } catch (error) {
        logger.warn(
          `Promotion ${promotion.id} could not be followed: ${stringifyError(
            error,
          )}`,
        );
      }
    }
  }

  async #look(
    promotion: StoredPromotion,
    signal?: AbortSignal,
  ): Promise<Outcome> {
    if (!promotion.mergeRequest) {
      return this.#findMergeRequest(promotion, signal);
    }
    if (promotion.state !== 'waiting') {
      return this.#watch(promotion);
    }
    const { state } = await this.options.proposals.get(
      promotion.mergeRequest.iid,
      signal,
    );
    if (state === 'closed') {
      return { state: 'closed', message: 'The merge request was closed.' };
    }
    return state === 'merged' ? { state: 'merging' } : undefined;
  }

  /** The portal died, or GitLab's answer was lost, between the row and the merge request. */
  async #findMergeRequest(
    promotion: StoredPromotion,
    signal?: AbortSignal,
  ): Promise<Outcome> {
    const { store, proposals } = this.options;
    const found = await proposals.find(promotion.branch, signal);
    if (found) {
      await store.setMergeRequest(promotion.id, found);
      this.options.onChange(promotion.service);
    } else if (this.#age(promotion.at) > 10 * MINUTE) {
      await store.remove(promotion.id);
    }
    return undefined;
  }

  #watch(promotion: StoredPromotion): Outcome {
    const record = this.options.index
      .ofService(promotion.service)
      .find(({ summary }) => summary.environment === promotion.to);
    const { version, health, healthMessage } = record?.summary ?? {};
    if (version === promotion.version && health === 'Healthy') {
      return { state: 'deployed' };
    }
    if (this.#age(promotion.changedAt) > 24 * 60 * MINUTE) {
      return {
        state: 'failed',
        message: `${promotion.to} did not become healthy with ${promotion.version} within a day.`,
      };
    }
    if (version !== promotion.version) {
      return promotion.state === 'merging' ? undefined : { state: 'merging' };
    }
    return {
      state: 'deploying',
      ...(health === 'Degraded' && {
        message: healthMessage ?? `${promotion.to} is degraded.`,
      }),
    };
  }

  #age(since: number): number {
    return (this.options.now?.() ?? Date.now()) - since;
  }
}
