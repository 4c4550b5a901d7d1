import { stringifyEntityRef } from '@backstage/catalog-model';
import { useApi, useRouteRef } from '@backstage/frontend-plugin-api';
import { useEntity } from '@backstage/plugin-catalog-react';
import { ButtonLink } from '@backstage/ui';
import type { ChangeList } from '@runway/plugin-provisioning-common';
import { changesApiRef } from '../../api/changesApiRef';
import {
  CHANGE_KINDS,
  CHANGE_STATUS_PRESENTATION,
  isOpen,
} from '../../formatting/changePresentation';
import { usePolling } from '../../hooks/usePolling';
import { changeRouteRef } from '../../routes';
import { Notice } from '../common/Notice';
import { RelativeTime } from '../common/RelativeTime';

/** Says that the entity is about to be taken down or moved, or that it was taken down; else nothing. */
export function EntityChangesCard() {
  const { entity } = useEntity();
  const entityRef = stringifyEntityRef(entity);
  const api = useApi(changesApiRef);
  const changeRoute = useRouteRef(changeRouteRef);
  const { value } = usePolling<ChangeList>({
    key: entityRef,
    load: signal => api.listChanges({ entityRef, limit: 5 }, { signal }),
    interval: list => (list.items.some(isOpen) ? 10_000 : undefined),
  });
  const change =
    value?.items.find(isOpen) ??
    value?.items.find(
      ({ kind, status }) => kind === 'decommission' && status === 'completed',
    );
  if (!change) {
    return null;
  }
  const open = isOpen(change);
  return (
    <Notice
      tone={open ? 'warning' : 'info'}
      title={
        open
          ? `${CHANGE_KINDS[change.kind].noun}: ${
              CHANGE_STATUS_PRESENTATION[change.status].word
            }`
          : `${entity.metadata.name} was decommissioned`
      }
      actions={
        <ButtonLink
          href={changeRoute?.({ id: change.id }) ?? ''}
          variant="secondary"
          size="small"
        >
          See the change
        </ButtonLink>
      }
    >
      {open ? 'Asked for ' : 'Taken down '}
      <RelativeTime time={change.finishedAt ?? change.createdAt} />:{' '}
      {change.reason}
    </Notice>
  );
}
