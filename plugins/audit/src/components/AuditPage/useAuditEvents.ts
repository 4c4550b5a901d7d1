import { useCallback, useEffect, useRef, useState } from 'react';
import { useApi } from '@backstage/frontend-plugin-api';
import type {
  AuditEvent,
  AuditFilter,
  AuditList,
} from '@runway/plugin-audit-common';
import { auditApiRef } from '../../api/auditApiRef';

/** Events as far as they are loaded. */
export interface LoadedEvents {
  /** Undefined until the first page is there. */
  items?: AuditEvent[];
  scope?: AuditList['scope'];
  nextCursor?: string;
  /** Why the newest request failed. What was loaded before stays. */
  error?: unknown;
  pending: boolean;
}

/**
 * Loads events page by page.
 *
 * @param filter - memoized; another filter begins anew, and the rows of the old one stay until its first page is there
 */
export function useAuditEvents(filter: AuditFilter): LoadedEvents & {
  loadOlder(): void;
} {
  const api = useApi(auditApiRef);
  const [state, setState] = useState<LoadedEvents>({ pending: true });
  const abort = useRef<AbortController>();

  const load = useCallback(
    async (cursor?: string) => {
      abort.current?.abort();
      const current = new AbortController();
      abort.current = current;
      setState(before => ({ ...before, pending: true, error: undefined }));
      try {
        const page = await api.listEvents(
          { ...filter, cursor },
          { signal: current.signal },
        );
        if (!current.signal.aborted) {
          setState(before => ({
            ...page,
            items: cursor
              ? [...(before.items ?? []), ...page.items]
              : page.items,
            pending: false,
          }));
        }
      } catch (error) {
        if (!current.signal.aborted) {
          setState(before => ({
            // Rows of another filter would be a wrong answer.
            ...(cursor ? before : { scope: before.scope }),
            pending: false,
            error,
          }));
        }
      }
    },
    [api, filter],
  );

  useEffect(() => {
    load();
    return () => abort.current?.abort();
  }, [load]);

  return { ...state, loadOlder: () => load(state.nextCursor) };
}
