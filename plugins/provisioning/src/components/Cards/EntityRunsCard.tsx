import { stringifyEntityRef } from '@backstage/catalog-model';
import { useApi, useRouteRef } from '@backstage/frontend-plugin-api';
import { useEntity } from '@backstage/plugin-catalog-react';
import { ButtonLink } from '@backstage/ui';
import type { RunList } from '@runway/plugin-provisioning-common';
import { provisioningApiRef } from '../../api/provisioningApiRef';
import { isMoving } from '../../formatting/requestPresentation';
import { usePolling } from '../../hooks/usePolling';
import { runsRouteRef } from '../../routes';
import { Panel } from '../common/Panel';
import { RunRows } from './RunRows';

const SHOWN = 5;

/** The runs that made the entity of the page; nothing when there is none. */
export function EntityRunsCard() {
  const { entity } = useEntity();
  const entityRef = stringifyEntityRef(entity);
  const api = useApi(provisioningApiRef);
  const runsRoute = useRouteRef(runsRouteRef);
  const { value } = usePolling<RunList>({
    key: entityRef,
    load: signal => api.listRuns({ entityRef, limit: SHOWN }, { signal }),
    interval: list => (list.items.some(isMoving) ? 3_000 : undefined),
  });
  if (!value || value.items.length === 0) {
    return null;
  }
  const all = new URLSearchParams({
    view: 'all',
    service: entity.metadata.name,
  });
  return (
    <Panel
      title="Runs"
      aside={value.totalItems}
      actions={
        value.totalItems > SHOWN && (
          <ButtonLink
            href={`${runsRoute?.() ?? '/runs'}?${all}`}
            variant="tertiary"
            size="small"
          >
            All {value.totalItems} runs
          </ButtonLink>
        )
      }
    >
      <RunRows
        runs={value.items}
        label={`Runs of ${entity.metadata.name}`}
        named="template"
      />
    </Panel>
  );
}
