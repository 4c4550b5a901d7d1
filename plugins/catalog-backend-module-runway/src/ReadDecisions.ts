import type {
  BackstageCredentials,
  BackstageUserPrincipal,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { catalogEntityReadPermission } from '@backstage/plugin-catalog-common/alpha';
import type { PolicyDecision } from '@backstage/plugin-permission-common';

const KEPT_MS = 2000;

/** What the policy says of reading the catalog; kept for two seconds a person, as a page asks ten times at once. */
export class ReadDecisions {
  readonly #known = new Map<
    string,
    { until: number; decision: Promise<PolicyDecision> }
  >();

  constructor(private readonly permissions: PermissionsService) {}

  async decide(
    credentials: BackstageCredentials<BackstageUserPrincipal>,
  ): Promise<PolicyDecision> {
    const { userEntityRef } = credentials.principal;
    const now = Date.now();
    const known = this.#known.get(userEntityRef);
    if (known && known.until > now) {
      return known.decision;
    }
    for (const [user, { until }] of this.#known) {
      if (until <= now) {
        this.#known.delete(user);
      }
    }
    const decision = this.permissions
      .authorizeConditional([{ permission: catalogEntityReadPermission }], {
        credentials,
      })
      .then(([first]) => first);
    this.#known.set(userEntityRef, { until: now + KEPT_MS, decision });
    // A failure is not kept.
    decision.catch(() => this.#known.delete(userEntityRef));
    return decision;
  }
}
