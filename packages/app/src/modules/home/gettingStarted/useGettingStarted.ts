import { storageApiRef, useApi } from '@backstage/frontend-plugin-api';
import { provisioningApiRef } from '@runway/plugin-provisioning';
import { useCallback, useMemo } from 'react';
import useAsync from 'react-use/esm/useAsync';
import useObservable from 'react-use/esm/useObservable';
import { gettingStartedStore } from './gettingStartedStore';

/** Which first steps a person has taken, from what really happened. */
export interface GettingStartedFacts {
  /** Undefined until everything below is known; false when it cannot be known. */
  known: boolean | undefined;
  /** Undefined while it is not known. */
  dismissed: boolean | undefined;
  sawTeam: boolean;
  readDocs: boolean;
  createdService: boolean;
  /** A run of theirs ended, which means that its service was healthy. */
  sawHealthy: boolean;
}

export function useGettingStarted(
  userRef: string | undefined,
): GettingStartedFacts & { dismiss(): void } {
  const storageApi = useApi(storageApiRef);
  const provisioningApi = useApi(provisioningApiRef);
  const store = useMemo(() => gettingStartedStore(storageApi), [storageApi]);
  const keys = useMemo(
    () => ({
      team: store.observe('visited-team'),
      docs: store.observe('visited-docs'),
      dismissed: store.observe('dismissed'),
    }),
    [store],
  );
  const team = useObservable(keys.team, store.snapshot('visited-team'));
  const docs = useObservable(keys.docs, store.snapshot('visited-docs'));
  const dismissed = useObservable(keys.dismissed, store.snapshot('dismissed'));

  const runs = useAsync(async () => {
    if (!userRef) {
      return undefined;
    }
    const { items } = await provisioningApi.listRuns({
      requestedBy: userRef,
      limit: 100,
    });
    // A database that was ordered is no service.
    const services = items.filter(run =>
      run.entityRef.startsWith('component:'),
    );
    return {
      any: services.length > 0,
      succeeded: services.some(({ status }) => status === 'succeeded'),
    };
  }, [provisioningApi, userRef]);

  const dismiss = useCallback(() => {
    store.dismiss();
  }, [store]);

  return {
    known: runs.error ? false : runs.value && true,
    dismissed:
      dismissed.presence === 'unknown' ? undefined : Boolean(dismissed.value),
    sawTeam: Boolean(team.value),
    readDocs: Boolean(docs.value),
    createdService: Boolean(runs.value?.any),
    sawHealthy: Boolean(runs.value?.succeeded),
    dismiss,
  };
}
