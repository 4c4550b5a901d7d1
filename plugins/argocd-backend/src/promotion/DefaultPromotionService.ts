import {
  BackstageCredentials,
  BackstageUserPrincipal,
} from '@backstage/backend-plugin-api';
import { ConflictError } from '@backstage/errors';
import {
  Comparison,
  ComparisonQuery,
  Promote,
  Promotion,
  PromotionList,
} from '@runway/plugin-argocd-common';
import { Proposals, Proposer } from '../gitops/Proposals';
import { ProposedFile } from '../gitops/ProposedFiles';
import { Comparisons } from './Comparisons';
import { describePromotion } from './describePromotion';
import { People } from './People';
import { PromotionService } from './PromotionService';
import { PromotionStore, StoredPromotion } from './PromotionStore';
import { ServiceReader } from './ServiceFacts';

/** {@link PromotionService} over GitLab. Authorization is the decorator's business. */
export class DefaultPromotionService implements PromotionService {
  constructor(
    private readonly options: {
      services: ServiceReader;
      people: People;
      comparisons: Comparisons;
      proposals: Proposals;
      store: PromotionStore;
      /** Called when a service's promotions have changed. */
      onChange(service: string): void;
    },
  ) {}

  async compare(
    name: string,
    { from, to }: ComparisonQuery,
    options: { credentials: BackstageCredentials },
  ): Promise<Comparison> {
    const service = await this.options.services.get(name, options);
    const { comparison } = await this.options.comparisons.plan(
      service,
      from,
      to,
    );
    return comparison;
  }

  async promote(
    name: string,
    { from, to, token }: Promote,
    {
      credentials,
    }: { credentials: BackstageCredentials<BackstageUserPrincipal> },
  ): Promise<Promotion> {
    const { services, people, comparisons } = this.options;
    const [service, by] = await Promise.all([
      services.get(name, { credentials }),
      people.proposer(credentials.principal.userEntityRef, credentials),
    ]);
    const plan = await comparisons.plan(service, from, to);
    const { comparison, files, branch } = plan;
    if (comparison.token !== token) {
      throw new ConflictError(
        'Something changed since you looked. Nothing was done; look at the change again.',
      );
    }
    if (comparison.blocked) {
      throw new ConflictError(comparison.blocked);
    }
    const version = comparison.from.version!;
    return this.#propose({
      service: name,
      from,
      to,
      version,
      branch,
      title: `Promote ${service.team}/${name} ${version} to ${to}`,
      description: describePromotion(comparison, by),
      files,
      by,
    });
  }

  /** Writes the intent, opens the merge request, keeps its number. */
  async #propose(
    proposal: Pick<
      StoredPromotion,
      'service' | 'from' | 'to' | 'version' | 'branch' | 'title'
    > & { description: string; files: ProposedFile[]; by: Proposer },
  ): Promise<Promotion> {
    const { store, proposals } = this.options;
    const { files, by, description, ...facts } = proposal;
    const stored = await store.begin({ ...facts, by: by.ref, at: Date.now() });
    try {
      const mergeRequest = await proposals.open({
        branch: stored.branch,
        title: stored.title,
        description,
        labels: ['promote', stored.to],
        files,
        by,
      });
      await store.setMergeRequest(stored.id, mergeRequest);
      return toPromotion({ ...stored, mergeRequest });
    } catch (error) {
      // Whether GitLab has it is looked up by the branch: the follower does, and so does the next attempt.
      if (!stored.mergeRequest && !isUncertain(error)) {
        await store.remove(stored.id);
      }
      throw error;
    } finally {
      this.options.onChange(proposal.service);
    }
  }

  async list(
    name: string,
    options: { credentials: BackstageCredentials },
  ): Promise<PromotionList> {
    await this.options.services.get(name, options);
    const items = await this.options.store.ofService(name, 20);
    return { items: items.filter(hasMergeRequest).map(toPromotion) };
  }
}

type WithMergeRequest = StoredPromotion &
  Required<Pick<StoredPromotion, 'mergeRequest'>>;

export const hasMergeRequest = (
  promotion: StoredPromotion,
): promotion is WithMergeRequest => Boolean(promotion.mergeRequest);

const MERGE_REQUEST_STATES: Partial<
  Record<Promotion['state'], Promotion['mergeRequest']['state']>
> = { waiting: 'opened', closed: 'closed' };

/** As the page sees it. */
export function toPromotion(promotion: WithMergeRequest): Promotion {
  const { state } = promotion;
  return {
    id: promotion.id,
    service: promotion.service,
    from: promotion.from,
    to: promotion.to,
    version: promotion.version,
    by: promotion.by,
    at: new Date(promotion.at).toISOString(),
    mergeRequest: {
      iid: promotion.mergeRequest.iid,
      title: promotion.title,
      url: promotion.mergeRequest.url,
      state: MERGE_REQUEST_STATES[state] ?? 'merged',
    },
    state,
    ...(promotion.message && { message: promotion.message }),
  };
}

/** An answer that says nothing about whether it took effect. */
const isUncertain = (error: unknown) =>
  Boolean((error as { outcomeUnknown?: boolean }).outcomeUnknown);
