import {
  configApiRef,
  useApi,
  useRouteRef,
  PageLayout,
} from '@backstage/frontend-plugin-api';
import { Button, Skeleton } from '@backstage/ui';
import { useEffect } from 'react';
import { changesApiRef } from '../../api/changesApiRef';
import { provisioningApiRef } from '../../api/provisioningApiRef';
import { isOpen, isWorking } from '../../formatting/changePresentation';
import { describeError } from '../../formatting/describeError';
import { usePolling } from '../../hooks/usePolling';
import { catalogRouteExternalRef } from '../../routes';
import { Notice } from '../common/Notice';
import { PageBody } from '../common/PageBody';
import { DecommissionedEntity } from './DecommissionedEntity';
import { EntityNotFound } from './EntityNotFound';
import { loadFate, type Fate } from './loadFate';
import { useEntityInAddress } from './useEntityInAddress';

const WORKING_MS = 1_000;
const WAITING_MS = 5_000;

/** What a person sees at the address of an entity that is not in the catalog: what became of it, where that is known. */
export function MissingEntityPage() {
  const { entityRef, kind, name } = useEntityInAddress();
  const changes = useApi(changesApiRef);
  const provisioning = useApi(provisioningApiRef);
  const catalogRoute = useRouteRef(catalogRouteExternalRef);
  const appTitle = useApi(configApiRef).getOptionalString('app.title');
  // The same as the catalog gives to the page of what exists.
  useEffect(() => {
    document.title = [name, appTitle ?? 'Runway'].join(' | ');
  }, [name, appTitle]);
  const { value, error, refresh } = usePolling<Fate>({
    key: entityRef,
    load: signal => loadFate(entityRef, { changes, provisioning }, signal),
    interval: ({ change }) =>
      (change && isWorking(change) && WORKING_MS) ||
      (change && isOpen(change) && WAITING_MS) ||
      undefined,
    retries: failure => describeError(failure).kind !== 'denied',
  });
  // Whoever may not read changes is told what anybody would be: that there is no such entity.
  const unknown = error === undefined ? undefined : describeError(error);
  const isUnknown = !value && unknown && unknown.kind !== 'denied';
  return (
    <PageLayout title="Catalog" titleLink={catalogRoute?.()}>
      <PageBody>
        {!value && !unknown && (
          <div role="status" aria-label={`Looking for ${name}`}>
            <Skeleton width="40%" height={40} />
            <Skeleton width="100%" height={240} />
          </div>
        )}
        {value?.change && (
          <DecommissionedEntity kind={kind} change={value.change} />
        )}
        {!value?.change && (value || unknown) && (
          <EntityNotFound kind={kind} name={name} run={value?.run} />
        )}
        {isUnknown && (
          <Notice
            announce
            tone="warning"
            title="Whether it was decommissioned can't be told now"
            reference={unknown.reference}
            actions={
              <Button variant="secondary" onPress={refresh}>
                Try again
              </Button>
            }
          >
            {unknown.message}
          </Notice>
        )}
      </PageBody>
    </PageLayout>
  );
}
