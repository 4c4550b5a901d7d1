import type { AuthService } from '@backstage/backend-plugin-api';
import {
  RELATION_MEMBER_OF,
  stringifyEntityRef,
} from '@backstage/catalog-model';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import type { Upstreams } from '@runway/integrations';
import { approvalProblem, type Approver } from './approvalProblem';
import type { DatabaseChangeStore } from './database/DatabaseChangeStore';
import type { StoredChange } from './types';

/**
 * Approvals given in GitLab count here as well, so that nobody has to approve in two places. GitLab's user name is the
 * name of the person in the catalog.
 */
export class GitLabApprovals {
  constructor(
    private readonly options: {
      changes: DatabaseChangeStore;
      upstreams: Upstreams;
      catalog: CatalogService;
      auth: AuthService;
      fourEyes: boolean;
    },
  ) {}

  /** Records what GitLab has and the change doesn't. */
  async count(change: StoredChange, signal: AbortSignal): Promise<void> {
    const { changes, upstreams, fourEyes } = this.options;
    const { instance, project, iid } = change.mergeRequest!;
    const { approvedBy } = await upstreams
      .gitlab(instance)
      .mergeRequestApprovals(project, iid, { signal });
    for (const username of approvedBy) {
      const person = await this.#person(username);
      const approvals = await changes.approvals(change.id);
      const fits = approvals.find(
        approval =>
          !approval.approvedBy &&
          !approvalProblem(approval, person, {
            requestedBy: change.requestedBy,
            approvals,
            fourEyes,
          }),
      );
      if (fits && (await changes.approve(change.id, fits.role, person))) {
        await changes.record(change.id, {
          actor: person.ref,
          type: 'approved',
          message: `Approved as ${fits.role}, in GitLab`,
        });
      }
    }
  }

  async #person(username: string): Promise<Approver> {
    const { auth, catalog } = this.options;
    const ref = stringifyEntityRef({ kind: 'user', name: username });
    const entity = await catalog.getEntityByRef(ref, {
      credentials: await auth.getOwnServiceCredentials(),
    });
    const groups = (entity?.relations ?? [])
      .filter(({ type }) => type === RELATION_MEMBER_OF)
      .map(({ targetRef }) => targetRef);
    return { ref, ownershipRefs: [ref, ...groups] };
  }
}
