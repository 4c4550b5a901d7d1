import {
  BackstageCredentials,
  BackstageUserPrincipal,
} from '@backstage/backend-plugin-api';
import {
  Comparison,
  ComparisonQuery,
  Promote,
  Promotion,
  PromotionList,
} from '@runway/plugin-argocd-common';

/** Brings versions from one environment to the next, by merge request. */
export interface PromotionService {
  /** @throws NotFoundError when the reader may not see the service or an environment isn't configured */
  compare(
    service: string,
    query: ComparisonQuery,
    options: { credentials: BackstageCredentials },
  ): Promise<Comparison>;
  /**
   * Opens the merge request that was shown; asked for twice, it is the same one.
   *
   * @throws ConflictError when the comparison has changed since, or there is nothing to promote
   */
  promote(
    service: string,
    body: Promote,
    options: { credentials: BackstageCredentials<BackstageUserPrincipal> },
  ): Promise<Promotion>;
  /** The latest 20, newest first. */
  list(
    service: string,
    options: { credentials: BackstageCredentials },
  ): Promise<PromotionList>;
}
