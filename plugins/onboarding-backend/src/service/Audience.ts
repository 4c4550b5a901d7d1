import type { UserInfoService } from '@backstage/backend-plugin-api';
import { parseEntityRef } from '@backstage/catalog-model';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import { leadsOf } from '@runway/plugin-provisioning-common';
import type { PersonOptions } from './OnboardingService';

/** Whose first days a person sees besides their own. */
export type Scope =
  | { scope: 'none' | 'figures' | 'all' }
  /** Entity refs. */
  | { scope: 'team'; teams: string[] };

/** Tells it from the person's groups, and from whom the catalog names as a team's lead. */
export class Audience {
  constructor(
    private readonly options: {
      catalog: CatalogService;
      userInfo: UserInfoService;
      /** Entity refs of groups. */
      platformEngineers: string[];
      managers: string[];
    },
  ) {}

  async scopeOf({ credentials }: PersonOptions): Promise<Scope> {
    const { catalog, userInfo, platformEngineers, managers } = this.options;
    const { userEntityRef, ownershipEntityRefs } = await userInfo.getUserInfo(
      credentials,
    );
    if (ownershipEntityRefs.some(ref => platformEngineers.includes(ref))) {
      return { scope: 'all' };
    }
    const groups = ownershipEntityRefs.filter(
      ref => parseEntityRef(ref).kind === 'group',
    );
    const { items } = await catalog.getEntitiesByRefs(
      { entityRefs: groups, fields: ['metadata.annotations'] },
      { credentials },
    );
    const teams = groups.filter((_, index) => {
      const team = items[index];
      return team && leadsOf(team).includes(userEntityRef);
    });
    if (teams.length > 0) {
      return { scope: 'team', teams };
    }
    return {
      scope: groups.some(ref => managers.includes(ref)) ? 'figures' : 'none',
    };
  }
}
