import type { RootConfigService } from '@backstage/backend-plugin-api';
import { parseEntityRef } from '@backstage/catalog-model';

/** What a person is to the platform. One person may be several. */
export interface Role {
  platformEngineer: boolean;
  /** Belongs to at least one group that isn't a managers' group. */
  developer: boolean;
}

/** Tells people's roles from the groups that they belong to. */
export class Roles {
  static fromConfig(config: RootConfigService): Roles {
    const read = (key: string) =>
      config.getOptionalStringArray(`runway.roles.${key}`) ?? [];
    return new Roles(read('platformEngineers'), read('managers'));
  }

  private constructor(
    private readonly platformEngineers: string[],
    private readonly managers: string[],
  ) {}

  /** @param ownershipRefs - entity refs of the person and of every group that they belong to */
  of(ownershipRefs: readonly string[]): Role {
    const groups = ownershipRefs.filter(
      ref => parseEntityRef(ref).kind === 'group',
    );
    return {
      platformEngineer: groups.some(ref =>
        this.platformEngineers.includes(ref),
      ),
      developer: groups.some(ref => !this.managers.includes(ref)),
    };
  }
}
