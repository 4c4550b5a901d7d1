import { useApi } from '@backstage/frontend-plugin-api';
import type { Lane } from '@runway/plugin-argocd-common';
import { deliveryApiRef } from '../api/deliveryApiRef';
import { useLive } from './useLive';

const isMoving = (lane: Lane) =>
  lane.stages.some(
    ({ applications, promotion }) =>
      promotion?.state === 'merging' ||
      promotion?.state === 'deploying' ||
      applications.some(
        ({ health, operation }) =>
          health === 'Progressing' || operation?.phase === 'Running',
      ),
  );

/** What runs of a service in each environment, live. */
export function useLane(service: string) {
  const api = useApi(deliveryApiRef);
  return useLive<Lane>({
    key: service,
    load: signal => api.lane(service, { signal }),
    channelOf: lane => lane.channel,
    isMoving,
  });
}
