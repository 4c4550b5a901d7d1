import { useApi } from '@backstage/frontend-plugin-api';
import type { ApplicationsResponse } from '@runway/plugin-argocd-common';
import { argocdApiRef } from '../api/argocdApiRef';
import { type LiveState, useLive } from './useLive';

/** What a component knows about what runs where. */
export type ApplicationsState = LiveState<ApplicationsResponse>;

const isMoving = (data: ApplicationsResponse) =>
  data.items.some(item =>
    item.environments.some(
      env => env.state === 'deployed' && env.health === 'Progressing',
    ),
  );

/**
 * What runs where, kept up to date while the page is visible.
 *
 * @param services - names; at most `MAX_SERVICES_PER_REQUEST`
 */
export function useApplications(services: string[]): ApplicationsState & {
  /** Asks again now. */
  retry(): void;
} {
  const api = useApi(argocdApiRef);
  const key = services.join(',');
  return useLive({
    key,
    load: signal => api.getApplications(key.split(','), { signal }),
    isMoving,
  });
}
