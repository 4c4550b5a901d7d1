import { Entity } from '@backstage/catalog-model';
import { LaneStage } from '@runway/plugin-argocd-common';
import { LaneDetails, LaneStageDetail } from '../lane/LaneDetails';
import { hasMergeRequest, toPromotion } from './DefaultPromotionService';
import { ENDED, PromotionStore } from './PromotionStore';
import { ServiceFacts, ServiceReader } from './ServiceFacts';
import { toCommit, Versions } from './Versions';

/**
 * Adds commits, promotions and distances to the stages of a service. It doesn't make the page wait for GitLab: what isn't known in
 * time comes with the next look, of which `onLate` tells.
 */
export class StageDetails implements LaneDetails {
  readonly #underWay = new Set<string>();

  constructor(
    private readonly options: {
      services: Pick<ServiceReader, 'factsOf'>;
      versions: Versions;
      store: PromotionStore;
      onLate(service: string): void;
      /** How long a page waits for GitLab. Default 300 ms. */
      patienceMs?: number;
      /** When GitLab is given up. Default 5 s. */
      deadlineMs?: number;
    },
  ) {}

  async describe(
    { name, entity }: { name: string; entity: Entity },
    lane: LaneStage[],
  ): Promise<LaneStageDetail[]> {
    const service = this.options.services.factsOf(name, entity);
    const stages = lane.map(({ environment, applications }) => ({
      environment,
      version: applications[0]?.version,
    }));
    const details: LaneStageDetail[] = stages.map(() => ({}));
    const signal = AbortSignal.timeout(this.options.deadlineMs ?? 5_000);
    let isLate = false;
    const asking = Promise.all(
      stages.map((stage, position) =>
        this.#git(service, stage, stages[position - 1], signal).then(
          found => Object.assign(details[position], found),
          () => undefined,
        ),
      ),
    );
    const [promotions] = await Promise.all([
      this.options.store.ofService(service.name, 20),
      Promise.race([
        asking,
        new Promise<void>(resolve => {
          setTimeout(() => {
            isLate = true;
            resolve();
          }, this.options.patienceMs ?? 300).unref();
        }),
      ]),
    ]);
    if (isLate) {
      this.#tellWhenDone(service.name, asking);
    }
    for (const promotion of promotions.filter(hasMergeRequest)) {
      const position = stages.findIndex(
        ({ environment }) => environment === promotion.to,
      );
      const detail = details[position];
      if (detail && !detail.promotion && !ENDED.includes(promotion.state)) {
        detail.promotion = toPromotion(promotion);
      }
    }
    return details;
  }

  async #git(
    service: ServiceFacts,
    stage: { version?: string },
    before: { version?: string } | undefined,
    signal: AbortSignal,
  ): Promise<LaneStageDetail> {
    const { versions } = this.options;
    const { version } = stage;
    if (!version) {
      return {};
    }
    const [commit, distance] = await Promise.all([
      versions.commit(service.project, version, signal),
      before?.version
        ? versions.distance(service.project, before.version, version, signal)
        : undefined,
    ]);
    return {
      ...(commit && { commit: toCommit(commit) }),
      ...(distance &&
        !distance.backwards && { behind: distance.commits.length }),
    };
  }

  #tellWhenDone(service: string, asking: Promise<unknown>) {
    if (!this.#underWay.has(service)) {
      this.#underWay.add(service);
      asking.then(() => {
        this.#underWay.delete(service);
        this.options.onLate(service);
      });
    }
  }
}
