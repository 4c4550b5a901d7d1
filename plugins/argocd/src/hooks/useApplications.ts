import { useApi } from '@backstage/frontend-plugin-api';
import type { ApplicationsResponse } from '@runway/plugin-argocd-common';
import { useCallback, useEffect, useReducer, useState } from 'react';
import { argocdApiRef } from '../api/argocdApiRef';

const CALM_INTERVAL_MS = 15_000;
const MOVING_INTERVAL_MS = 4_000;

/** What a component knows about what runs where. */
export type ApplicationsState =
  | { status: 'loading' }
  /** The person may not see Argo CD applications. */
  | { status: 'denied' }
  /** Nothing was ever received. */
  | { status: 'failed'; error: Error }
  /** `refreshError` is set while the shown data could not be renewed. */
  | { status: 'ready'; data: ApplicationsResponse; refreshError?: Error };

type Outcome = { data: ApplicationsResponse } | { error: Error };

function nextState(
  previous: ApplicationsState,
  outcome: Outcome | 'restart',
): ApplicationsState {
  if (outcome === 'restart') {
    return { status: 'loading' };
  }
  if ('data' in outcome) {
    return { status: 'ready', data: outcome.data };
  }
  const { error } = outcome;
  if ((error as { statusCode?: number }).statusCode === 403) {
    return { status: 'denied' };
  }
  return previous.status === 'ready'
    ? { ...previous, refreshError: error }
    : { status: 'failed', error };
}

const isMoving = (data: ApplicationsResponse) =>
  data.items.some(item =>
    item.environments.some(
      env => env.state === 'deployed' && env.health === 'Progressing',
    ),
  );

/**
 * What runs where, kept up to date while the page is visible: every 15 s, every 4 s while something progresses.
 *
 * @param services - names; at most `MAX_SERVICES_PER_REQUEST`
 */
export function useApplications(services: string[]): ApplicationsState & {
  /** Asks again now. */
  retry(): void;
} {
  const api = useApi(argocdApiRef);
  const [state, dispatch] = useReducer(nextState, { status: 'loading' });
  const [attempt, setAttempt] = useState(0);
  const retry = useCallback(() => setAttempt(n => n + 1), []);
  const key = services.join(',');

  useEffect(() => dispatch('restart'), [key]);

  useEffect(() => {
    const abort = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;

    const refresh = async () => {
      let pause = CALM_INTERVAL_MS;
      try {
        const data = await api.getApplications(key.split(','), {
          signal: abort.signal,
        });
        pause = isMoving(data) ? MOVING_INTERVAL_MS : CALM_INTERVAL_MS;
        if (!abort.signal.aborted) {
          dispatch({ data });
        }
      } catch (error) {
        if (!abort.signal.aborted) {
          dispatch({ error: error as Error });
        }
      }
      if (!abort.signal.aborted) {
        timer = setTimeout(refreshWhenVisible, pause);
      }
    };
    const refreshWhenVisible = () => {
      timer = undefined;
      if (document.visibilityState === 'visible') {
        refresh();
      }
    };
    const onVisible = () => {
      if (timer === undefined && document.visibilityState === 'visible') {
        refresh();
      }
    };

    if (key) {
      refresh();
      document.addEventListener('visibilitychange', onVisible);
    }
    return () => {
      abort.abort();
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', onVisible);
    };
  }, [api, key, attempt]);

  return { ...state, retry };
}
