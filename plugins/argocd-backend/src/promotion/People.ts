import { BackstageCredentials } from '@backstage/backend-plugin-api';
import { UserEntity } from '@backstage/catalog-model';
import { InputError } from '@backstage/errors';
import { CatalogService } from '@backstage/plugin-catalog-node';
import { Proposer } from '../gitops/Proposals';

/** Reads who asks from the catalog, as commits name them. */
export class People {
  constructor(
    private readonly catalog: Pick<CatalogService, 'getEntityByRef'>,
  ) {}

  /** @throws InputError when the catalog has no e-mail address of theirs: commits need an author */
  async proposer(
    ref: string,
    credentials: BackstageCredentials,
  ): Promise<Proposer> {
    const entity = (await this.catalog.getEntityByRef(ref, { credentials })) as
      | UserEntity
      | undefined;
    const profile = entity?.spec.profile;
    if (!profile?.email) {
      throw new InputError(
        `The catalog has no e-mail address of ${ref}, so nothing can be committed in that name. Ask the platform team to add it.`,
      );
    }
    return {
      ref,
      name: profile.displayName ?? entity!.metadata.name,
      email: profile.email,
    };
  }
}
