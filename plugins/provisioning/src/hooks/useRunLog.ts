import { useEffect, useRef } from 'react';
import { useApi } from '@backstage/frontend-plugin-api';
import type { LogLine } from '@runway/plugin-provisioning-common';
import { provisioningApiRef } from '../api/provisioningApiRef';
import { usePolling } from './usePolling';

const INTERVAL_MS = 1_000;

/**
 * The log of a run. Asks only for lines it doesn't have yet.
 *
 * @param id - the run
 * @param active - whether more lines are to be expected
 */
export function useRunLog(id: string, active: boolean) {
  const api = useApi(provisioningApiRef);
  const known = useRef<{ id: string; lines: LogLine[] }>({ id, lines: [] });
  const grew = useRef(false);
  if (known.current.id !== id) {
    known.current = { id, lines: [] };
  }
  const { value, error, refresh } = usePolling<LogLine[]>({
    key: id,
    load: async signal => {
      const before = known.current.lines;
      const { lines } = await api.getLog(
        id,
        { after: before.at(-1)?.id },
        { signal },
      );
      grew.current = lines.length > 0;
      if (lines.length > 0) {
        known.current = { id, lines: [...before, ...lines] };
      }
      return known.current.lines;
    },
    // A run that has ended may still have a page of its log waiting.
    interval: () => (active || grew.current ? INTERVAL_MS : undefined),
  });

  const first = useRef(true);
  useEffect(() => {
    if (first.current) {
      first.current = false;
    } else {
      refresh();
    }
  }, [active, refresh]);

  return { lines: value, error };
}
