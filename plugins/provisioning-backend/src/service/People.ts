import type {
  BackstageCredentials,
  BackstageUserPrincipal,
  UserInfoService,
} from '@backstage/backend-plugin-api';
import type { UserEntity } from '@backstage/catalog-model';
import { InputError } from '@backstage/errors';
import { leadsOf } from '@runway/plugin-provisioning-common';
import type { CatalogService } from '@backstage/plugin-catalog-node';

/** A person as the ledger and Git know them. */
export interface Person {
  /** Entity ref. */
  ref: string;
  name: string;
  email: string;
  /** Entity refs of the person and of every group that they belong to. */
  ownershipRefs: string[];
}

/** Reads people from the catalog. */
export class People {
  constructor(
    private readonly options: {
      catalog: CatalogService;
      userInfo: UserInfoService;
    },
  ) {}

  /** @throws InputError when the catalog doesn't know their e-mail address: commits need an author */
  async get(
    credentials: BackstageCredentials<BackstageUserPrincipal>,
  ): Promise<Person> {
    const [ownershipRefs, entity] = await Promise.all([
      this.ownershipRefs(credentials),
      this.options.catalog.getEntityByRef(credentials.principal.userEntityRef, {
        credentials,
      }),
    ]);
    const profile = (entity as UserEntity | undefined)?.spec.profile;
    if (!profile?.email) {
      throw new InputError(
        'The catalog has no e-mail address of yours, so nothing can be committed in your name. Ask the platform team to add it.',
      );
    }
    return {
      ref: credentials.principal.userEntityRef,
      name: profile.displayName ?? entity!.metadata.name,
      email: profile.email,
      ownershipRefs,
    };
  }

  /**
   * Entity refs of the person and of every group that they belong to, as of when they signed in. Enough to say what they
   * may do, without asking the catalog.
   */
  async ownershipRefs(
    credentials: BackstageCredentials<BackstageUserPrincipal>,
  ): Promise<string[]> {
    const info = await this.options.userInfo.getUserInfo(credentials);
    return info.ownershipEntityRefs;
  }

  /** Entity refs of those who lead a team, as its entity says in the annotation. */
  async leadsOf(
    teamRef: string,
    credentials: BackstageCredentials,
  ): Promise<string[]> {
    const team = await this.options.catalog.getEntityByRef(teamRef, {
      credentials,
    });
    return team ? leadsOf(team) : [];
  }
}
