import { useApi } from '@backstage/frontend-plugin-api';
import type { ChangeSummary, Run } from '@runway/plugin-provisioning-common';
import useAsync from 'react-use/esm/useAsync';
import { changesApiRef } from '../api/changesApiRef';

const RELEVANT = 10;

/** The newest change of what the run made that is under way or done; undefined when there is none, or while it isn't known. */
export function useRunChange(run: Run): ChangeSummary | undefined {
  const api = useApi(changesApiRef);
  const { entityRef, createdAt, status } = run;
  return useAsync(async () => {
    if (status !== 'succeeded') {
      return undefined;
    }
    const { items } = await api.listChanges({ entityRef, limit: RELEVANT });
    return items.find(
      change =>
        change.createdAt > createdAt &&
        change.status !== 'rejected' &&
        change.status !== 'cancelled',
    );
  }, [api, entityRef, createdAt, status]).value;
}
