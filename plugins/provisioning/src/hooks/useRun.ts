import { useApi } from '@backstage/frontend-plugin-api';
import type { Run } from '@runway/plugin-provisioning-common';
import { provisioningApiRef } from '../api/provisioningApiRef';
import { describeError } from '../formatting/describeError';
import { isOnItsWay } from '../formatting/requestPresentation';
import { isActive } from '../formatting/runStatusPresentation';
import { usePolling } from './usePolling';

const ACTIVE_INTERVAL_MS = 1_000;
/** What was ordered moves when people and Atlantis do. */
const ORDERED_INTERVAL_MS = 3_000;

/** A run, renewed each second while the platform works on it, and often while what it ordered is on its way. */
export function useRun(id: string) {
  const api = useApi(provisioningApiRef);
  return usePolling<Run>({
    key: id,
    load: signal => api.getRun(id, { signal }),
    interval: run => {
      if (isActive(run)) {
        return ACTIVE_INTERVAL_MS;
      }
      return isOnItsWay(run) ? ORDERED_INTERVAL_MS : undefined;
    },
    retries: error =>
      !['denied', 'missing', 'input'].includes(describeError(error).kind),
  });
}
