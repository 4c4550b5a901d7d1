import { useApi } from '@backstage/frontend-plugin-api';
import type { Change } from '@runway/plugin-provisioning-common';
import { changesApiRef } from '../api/changesApiRef';
import { usePolling } from './usePolling';

const LOOKED_AT = 20;
const INTERVAL_MS = 60_000;

/** The newest changes that wait for an approval this person can give; undefined until it is known. */
export function useChangesForMe(): Change[] | undefined {
  const api = useApi(changesApiRef);
  return usePolling<Change[]>({
    key: 'mine',
    load: async signal => {
      const { items } = await api.listChanges(
        { status: 'awaiting-approval', limit: LOOKED_AT },
        { signal },
      );
      // Who may approve is said with each change only.
      const changes = await Promise.all(
        items.map(({ id }) => api.getChange(id, { signal })),
      );
      return changes.filter(({ can }) => can.approve.length > 0);
    },
    interval: () => INTERVAL_MS,
  }).value;
}
