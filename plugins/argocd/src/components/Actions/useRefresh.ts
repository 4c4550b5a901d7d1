import { useApi } from '@backstage/frontend-plugin-api';
import type { ApplicationRef } from '@runway/plugin-argocd-common';
import { useState } from 'react';
import { deliveryApiRef } from '../../api/deliveryApiRef';

/** Lets Argo CD compare an application with Git again: nothing is changed by it, so nothing is asked first. */
export function useRefresh(application: ApplicationRef, onDone: () => void) {
  const api = useApi(deliveryApiRef);
  const [pending, setPending] = useState(false);
  const [outcome, setOutcome] = useState<string>();
  const refresh = async () => {
    setPending(true);
    setOutcome(undefined);
    try {
      await api.startAction(application, {
        request: { kind: 'refresh', hard: false },
        requestId: crypto.randomUUID(),
      });
      setOutcome('Compared with Git.');
      onDone();
    } catch (error) {
      setOutcome(`Not refreshed: ${(error as Error).message}`);
    } finally {
      setPending(false);
    }
  };
  return { refresh, pending, outcome };
}
