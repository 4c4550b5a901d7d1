import { useCallback, useEffect, useRef, useState } from 'react';

/** The last answer, and why the newest request failed. */
export interface Polled<T> {
  /** Stays while another one is on its way, also for another key. */
  data?: T;
  error?: Error;
  /** Whether `data` is not the answer to what is asked for now. */
  isStale: boolean;
}

/** Loads something and keeps it fresh while the page is visible. */
export function usePolled<T>(options: {
  /** Changes when something else is to be loaded. */
  key: string;
  load(signal: AbortSignal): Promise<T>;
  /** Milliseconds until it is loaded again. */
  pauseAfter(data: T | undefined): number;
}): Polled<T> & {
  /** Loads again now. */
  retry(): void;
} {
  const { key } = options;
  const latest = useRef(options);
  latest.current = options;
  const [state, setState] = useState<{ of?: string; data?: T; error?: Error }>(
    {},
  );
  const [attempt, setAttempt] = useState(0);
  const retry = useCallback(() => setAttempt(n => n + 1), []);

  useEffect(() => {
    const abort = new AbortController();
    const { signal } = abort;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isLoading = false;
    const load = async () => {
      isLoading = true;
      let data: T | undefined;
      try {
        data = await latest.current.load(signal);
        if (!signal.aborted) {
          setState({ of: key, data });
        }
      } catch (error) {
        if (!signal.aborted) {
          setState(previous => ({ ...previous, error: error as Error }));
        }
      }
      isLoading = false;
      if (!signal.aborted) {
        timer = setTimeout(loadWhenVisible, latest.current.pauseAfter(data));
      }
    };
    const loadWhenVisible = () => {
      timer = undefined;
      if (document.visibilityState === 'visible') {
        void load();
      }
    };
    const onVisible = () => {
      if (timer === undefined && !isLoading) {
        loadWhenVisible();
      }
    };
    setState(({ of, data }) => ({ of, data }));
    void load();
    document.addEventListener('visibilitychange', onVisible);
    return () => {
      abort.abort();
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', onVisible);
    };
  }, [key, attempt]);

  const { of, data, error } = state;
  return { data, error, isStale: data !== undefined && of !== key, retry };
}
