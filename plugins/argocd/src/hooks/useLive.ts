import { useApiHolder } from '@backstage/frontend-plugin-api';
import { signalApiRef } from '@backstage/plugin-signals-react';
import { useCallback, useEffect, useReducer, useRef } from 'react';

/** Pause between looks when nothing tells of changes. */
const CALM_INTERVAL_MS = 15_000;
/** With a signal channel a look is only a safety net: signals are not replayed after a reconnect. */
const SIGNALLED_INTERVAL_MS = 60_000;
const MOVING_INTERVAL_MS = 4_000;

/** What a component knows. */
export type LiveState<T> =
  | { status: 'loading' }
  /** The person may not see it. */
  | { status: 'denied'; error: Error }
  /** Nothing was ever received. */
  | { status: 'failed'; error: Error }
  /** `refreshError` is set while the shown data could not be renewed. */
  | { status: 'ready'; data: T; refreshError?: Error };

/** What to load, and when again. */
export interface LiveOptions<T> {
  /** Changes when something else is to be loaded; empty when there is nothing to load. */
  key: string;
  load(signal: AbortSignal): Promise<T>;
  /** Signal channel that says when to look again. */
  channelOf?(data: T): string | undefined;
  /** Something is under way: look often, whatever the channel says. */
  isMoving?(data: T): boolean;
  /** Nothing is to be expected any more, or nothing may change under the reader: it is left as it is. */
  isSettled?(data: T): boolean;
}

type Step<T> = { data: T } | { error: Error } | 'restart';

function nextState<T>(previous: LiveState<T>, step: Step<T>): LiveState<T> {
  if (step === 'restart') {
    return { status: 'loading' };
  }
  if ('data' in step) {
    return { status: 'ready', data: step.data };
  }
  const { error } = step;
  if ((error as { statusCode?: number }).statusCode === 403) {
    return { status: 'denied', error };
  }
  return previous.status === 'ready'
    ? { ...previous, refreshError: error }
    : { status: 'failed', error };
}

/**
 * Loads something and keeps it fresh while the page is visible: at once when its channel says so, else by looking again.
 * A failure keeps what was there.
 */
export function useLive<T>(options: LiveOptions<T>): LiveState<T> & {
  /** Looks again now. */
  retry(): void;
} {
  const { key } = options;
  const latest = useRef(options);
  latest.current = options;
  const lookAgain = useRef(() => {});
  const signals = useApiHolder().get(signalApiRef);
  const [state, dispatch] = useReducer(nextState<T>, { status: 'loading' });
  const retry = useCallback(() => lookAgain.current(), []);

  const channel =
    state.status === 'ready' && !latest.current.isSettled?.(state.data)
      ? latest.current.channelOf?.(state.data)
      : undefined;
  useEffect(() => {
    if (!channel || !signals) {
      return undefined;
    }
    const { unsubscribe } = signals.subscribe(channel, retry);
    return unsubscribe;
  }, [channel, signals, retry]);

  useEffect(() => {
    const abort = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    let looking = false;
    // Told to look while looking: what is on its way may be older than what was told.
    let again = false;
    let settled = false;

    const pauseAfter = (data: T) => {
      if (latest.current.isSettled?.(data)) {
        return undefined;
      }
      if (latest.current.isMoving?.(data)) {
        return MOVING_INTERVAL_MS;
      }
      return signals && latest.current.channelOf?.(data)
        ? SIGNALLED_INTERVAL_MS
        : CALM_INTERVAL_MS;
    };
    const lookOnce = async (): Promise<number | undefined> => {
      try {
        const data = await latest.current.load(abort.signal);
        if (!abort.signal.aborted) {
          dispatch({ data });
        }
        return pauseAfter(data);
      } catch (error) {
        if (!abort.signal.aborted) {
          dispatch({ error: error as Error });
        }
        return CALM_INTERVAL_MS;
      }
    };
    const look = async () => {
      clearTimeout(timer);
      timer = undefined;
      if (looking) {
        again = true;
        return;
      }
      looking = true;
      let pause: number | undefined;
      do {
        again = false;
        pause = await lookOnce();
      } while (again && !abort.signal.aborted);
      looking = false;
      settled = pause === undefined;
      if (!abort.signal.aborted && !settled) {
        timer = setTimeout(lookWhenVisible, pause);
      }
    };
    const lookWhenVisible = () => {
      timer = undefined;
      if (document.visibilityState === 'visible') {
        look();
      }
    };
    const onVisible = () => {
      if (timer === undefined && !settled) {
        lookWhenVisible();
      }
    };

    dispatch('restart');
    if (key) {
      look();
      lookAgain.current = look;
      document.addEventListener('visibilitychange', onVisible);
    }
    return () => {
      abort.abort();
      clearTimeout(timer);
      lookAgain.current = () => {};
      document.removeEventListener('visibilitychange', onVisible);
    };
  }, [key, signals]);

  return { ...state, retry };
}
