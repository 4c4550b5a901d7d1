import { stringifyEntityRef } from '@backstage/catalog-model';
import { useApi } from '@backstage/frontend-plugin-api';
import { catalogApiRef } from '@backstage/plugin-catalog-react';
import useAsync from 'react-use/esm/useAsync';
import { useUserRef } from '../../hooks/useUserRef';

/** Entity ref of the team that the signed-in person belongs to; undefined until it is known, or when there is none. */
export function useOwnTeam(): string | undefined {
  const catalogApi = useApi(catalogApiRef);
  const userRef = useUserRef();
  const { value } = useAsync(async () => {
    if (!userRef) {
      return undefined;
    }
    const { items } = await catalogApi.queryEntities({
      filter: { kind: 'Group', 'relations.hasMember': userRef },
      fields: ['kind', 'metadata.name', 'metadata.namespace', 'spec.type'],
      limit: 20,
    });
    const team =
      items.find(group => group.spec?.type === 'team') ?? items.at(0);
    return team && stringifyEntityRef(team);
  }, [catalogApi, userRef]);
  return value;
}
