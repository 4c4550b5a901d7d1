import { identityApiRef, useApi } from '@backstage/frontend-plugin-api';
import { catalogApiRef } from '@backstage/plugin-catalog-react';
import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import useAsync from 'react-use/esm/useAsync';

/** The person who is signed in. */
export interface Me {
  userRef: string;
  firstName: string | undefined;
  /** The groups that the person belongs to, by entity ref; undefined when the catalog does not say. */
  teams: string[] | undefined;
}

/** Undefined until it is known. Without the catalog the person is known by their sign-in alone. */
export function useMe(): Me | undefined {
  const identityApi = useApi(identityApiRef);
  const catalogApi = useApi(catalogApiRef);
  return useAsync(async () => {
    const { userEntityRef } = await identityApi.getBackstageIdentity();
    const [profile, user] = await Promise.all([
      identityApi.getProfileInfo(),
      // A greeting must not depend on the catalog.
      catalogApi.getEntityByRef(userEntityRef).catch(() => undefined),
    ]);
    const name =
      (user?.spec?.profile as { displayName?: string } | undefined)
        ?.displayName ?? profile.displayName;
    return {
      userRef: stringifyEntityRef(parseEntityRef(userEntityRef)),
      firstName: name?.split(/\s+/)[0],
      teams: user?.relations
        ?.filter(relation => relation.type === 'memberOf')
        .map(relation => relation.targetRef),
    };
  }, [identityApi, catalogApi]).value;
}
