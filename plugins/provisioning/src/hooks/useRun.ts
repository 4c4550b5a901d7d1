import { useApi } from '@backstage/frontend-plugin-api';
import type { Run } from '@runway/plugin-provisioning-common';
import { provisioningApiRef } from '../api/provisioningApiRef';
import { describeError } from '../formatting/describeError';
import { isActive } from '../formatting/runStatusPresentation';
import { usePolling } from './usePolling';

const ACTIVE_INTERVAL_MS = 1_000;

/** A run, renewed each second while the platform works on it. */
export function useRun(id: string) {
  const api = useApi(provisioningApiRef);
  return usePolling<Run>({
    key: id,
    load: signal => api.getRun(id, { signal }),
    interval: run => (isActive(run) ? ACTIVE_INTERVAL_MS : undefined),
    retries: error =>
      !['denied', 'missing', 'input'].includes(describeError(error).kind),
  });
}
