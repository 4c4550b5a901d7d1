import { useApi } from '@backstage/frontend-plugin-api';
import type { PlatformStatus } from '@runway/plugin-upstreams-common';
import { useCallback, useEffect, useState } from 'react';
import { upstreamsApiRef } from '../api/upstreamsApiRef';

const EVERY_MS = 10_000;

/** What the page knows: the last answer, and why the newest request failed. */
export interface StatusState {
  status?: PlatformStatus;
  error?: Error;
}

/** How the upstream systems are, kept up to date while the page is visible. */
export function useStatus(): StatusState & {
  /** Asks again now. */
  retry(): void;
} {
  const api = useApi(upstreamsApiRef);
  const [state, setState] = useState<StatusState>({});
  const [attempt, setAttempt] = useState(0);
  const retry = useCallback(() => setAttempt(n => n + 1), []);

  useEffect(() => {
    const abort = new AbortController();
    const { signal } = abort;
    const load = async () => {
      try {
        const status = await api.status({ signal });
        if (!signal.aborted) {
          setState({ status });
        }
      } catch (error) {
        if (!signal.aborted) {
          setState(({ status }) => ({ status, error: error as Error }));
        }
      }
    };
    const loadWhenVisible = () => {
      if (document.visibilityState === 'visible') {
        void load();
      }
    };
    void load();
    const timer = setInterval(loadWhenVisible, EVERY_MS);
    document.addEventListener('visibilitychange', loadWhenVisible);
    return () => {
      abort.abort();
      clearInterval(timer);
      document.removeEventListener('visibilitychange', loadWhenVisible);
    };
  }, [api, attempt]);

  return { ...state, retry };
}
