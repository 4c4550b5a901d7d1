import { identityApiRef, useApi } from '@backstage/frontend-plugin-api';
import { catalogApiRef } from '@backstage/plugin-catalog-react';
import type { CatalogApi } from '@backstage/catalog-client';
import {
  Entity,
  parseEntityRef,
  RELATION_MEMBER_OF,
  stringifyEntityRef,
} from '@backstage/catalog-model';
import useAsync from 'react-use/esm/useAsync';

/** A group of people. */
export interface Team {
  entityRef: string;
  title: string;
}

/** The person who is signed in. */
export interface Me {
  userRef: string;
  firstName: string | undefined;
  /** The groups that the person belongs to; undefined when the catalog does not say. */
  teams: Team[] | undefined;
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
      teams: user && (await teamsOf(user, catalogApi)),
    };
  }, [identityApi, catalogApi]).value;
}

async function teamsOf(user: Entity, catalogApi: CatalogApi): Promise<Team[]> {
  const entityRefs = (user.relations ?? [])
    .filter(relation => relation.type === RELATION_MEMBER_OF)
    .map(relation => relation.targetRef);
  const { items } = await catalogApi
    .getEntitiesByRefs({
      entityRefs,
      fields: ['metadata.title', 'spec.profile.displayName'],
    })
    .catch(() => ({ items: [] }));
  return entityRefs.map((entityRef, index) => {
    const profile = items[index]?.spec?.profile as
      | { displayName?: string }
      | undefined;
    return {
      entityRef,
      title:
        profile?.displayName ??
        items[index]?.metadata?.title ??
        parseEntityRef(entityRef).name,
    };
  });
}
