import { stringifyEntityRef, type Entity } from '@backstage/catalog-model';
import { useApi } from '@backstage/frontend-plugin-api';
import { catalogApiRef } from '@backstage/plugin-catalog-react';
import type { AuditKind } from '@runway/plugin-audit-common';
import useAsync from 'react-use/esm/useAsync';
import { auditApiRef } from '../../api/auditApiRef';
import { describeAction, kindId } from '../../formatting/describeAction';

/** One entry of a list to choose from. */
export interface Choice {
  id: string;
  label: string;
}

/** People of the catalog, by name. @param chosen - stays among them whatever the catalog answers */
export function usePeople(chosen?: string): Choice[] {
  const catalogApi = useApi(catalogApiRef);
  const { value: people = [] } = useAsync(async () => {
    const { items } = await catalogApi.queryEntities({
      filter: { kind: 'User' },
      fields: ['kind', 'metadata', 'spec.profile'],
      limit: 500,
    });
    return items
      .map(entity => ({
        id: stringifyEntityRef(entity),
        label: nameOf(entity),
      }))
      .sort((a, b) => a.label.localeCompare(b.label));
  }, [catalogApi]);
  return withChosen(people, chosen);
}

/** Kinds of actions that were recorded, in plain words. @param chosen - stays among them whatever the backend answers */
export function useKinds(
  chosen?: AuditKind,
): Array<Choice & { kind: AuditKind }> {
  const api = useApi(auditApiRef);
  const { value } = useAsync(() => api.listKinds(), [api]);
  const recorded: AuditKind[] = value?.items ?? [];
  const known =
    !chosen || recorded.some(kind => kindId(kind) === kindId(chosen));
  return (known ? recorded : [...recorded, chosen])
    .map(kind => ({ id: kindId(kind), label: describeAction(kind), kind }))
    .sort((a, b) => a.label.localeCompare(b.label));
}

function nameOf(entity: Entity): string {
  const profile = entity.spec?.profile as { displayName?: string } | undefined;
  return profile?.displayName ?? entity.metadata.title ?? entity.metadata.name;
}

function withChosen(choices: Choice[], chosen?: string): Choice[] {
  return !chosen || choices.some(({ id }) => id === chosen)
    ? choices
    : [...choices, { id: chosen, label: chosen }];
}
