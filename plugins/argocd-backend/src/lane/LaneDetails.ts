import { Entity } from '@backstage/catalog-model';
import { LaneStage } from '@runway/plugin-argocd-common';

/** What others than Argo CD know of a stage. */
export type LaneStageDetail = Pick<
  LaneStage,
  'commit' | 'promotion' | 'behind'
>;

/** Adds to a lane what Argo CD doesn't know. */
export interface LaneDetails {
  /**
   * Must not make a page wait: what isn't known in time is left out and signalled when it is there.
   *
   * @param service - name, and the component as the reader may see it
   * @param stages - in promotion order
   * @returns one for each stage, in the same order
   */
  describe(
    service: { name: string; entity: Entity },
    stages: LaneStage[],
  ): Promise<LaneStageDetail[]>;
}
