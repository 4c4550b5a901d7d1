import {
  parseEntityRef,
  stringifyEntityRef,
  type Entity,
} from '@backstage/catalog-model';
import { useApi } from '@backstage/frontend-plugin-api';
import { catalogApiRef } from '@backstage/plugin-catalog-react';
import useAsync from 'react-use/esm/useAsync';

/** A team to choose from: its entity ref and its name for people. */
export interface TeamOption {
  id: string;
  label: string;
}

function titleOf(entity: Entity): string {
  const profile = entity.spec?.profile as { displayName?: string } | undefined;
  return profile?.displayName ?? entity.metadata.title ?? entity.metadata.name;
}

/**
 * The teams of the organisation, sorted by name.
 *
 * @param chosen - stays among the options even when the catalog doesn't answer
 */
export function useTeams(chosen?: string): TeamOption[] {
  const catalogApi = useApi(catalogApiRef);
  const { value: teams = [] } = useAsync(async () => {
    const { items } = await catalogApi.queryEntities({
      filter: { kind: 'Group', 'spec.type': 'team' },
      fields: ['kind', 'metadata', 'spec.profile'],
      limit: 500,
    });
    return items
      .map(entity => ({
        id: stringifyEntityRef(entity),
        label: titleOf(entity),
      }))
      .sort((a, b) => a.label.localeCompare(b.label));
  }, [catalogApi]);
  if (chosen && !teams.some(team => team.id === chosen)) {
    return [...teams, { id: chosen, label: nameOf(chosen) }];
  }
  return teams;
}

function nameOf(ref: string): string {
  try {
    return parseEntityRef(ref).name;
  } catch {
    return ref;
  }
}
