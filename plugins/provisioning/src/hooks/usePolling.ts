import { useCallback, useEffect, useRef, useState } from 'react';

const MAX_BACK_OFF_MS = 30_000;
const FIRST_BACK_OFF_MS = 1_000;

/** What `usePolling` asks for and how often. */
export interface PollingOptions<T> {
  /** Changes when something else is to be loaded; the old value is dropped then. */
  key: string;
  load(signal: AbortSignal): Promise<T>;
  /** Milliseconds until the next load; undefined when the value will not change by itself. */
  interval(value: T): number | undefined;
  /** Whether a failure may go away by itself; by default every failure may. */
  retries?(error: unknown): boolean;
}

/** The last value that arrived, and how the newest request went. */
export interface Polled<T> {
  value?: T;
  /** When `value` arrived, milliseconds since the epoch. */
  loadedAt?: number;
  /** Why the newest request failed; gone as soon as one succeeds. */
  error?: unknown;
  /** When the next attempt after a failure is due, milliseconds since the epoch. */
  nextAttemptAt?: number;
}

/**
 * Loads a value and keeps it fresh while the tab is visible; a hidden tab asks nothing.
 *
 * A failure keeps the last value and is tried again with growing pauses, up to half a minute.
 *
 * @returns the value, `refresh` to load at once, and `set` to put in an answer that came another way
 */
export function usePolling<T>(options: PollingOptions<T>): Polled<T> & {
  refresh(): void;
  set(value: T): void;
} {
  const { key } = options;
  const [state, setState] = useState<Polled<T> & { key: string }>({ key });
  const latest = useRef(options);
  latest.current = options;
  const control = useRef<{ refresh(): void; set(value: T): void }>();

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let abort: AbortController | undefined;
    let failures = 0;

    const schedule = (delay: number | undefined) => {
      clearTimeout(timer);
      if (delay !== undefined && !document.hidden) {
        timer = setTimeout(run, delay);
      }
    };
    const accept = (value: T) => {
      failures = 0;
      setState({ key, value, loadedAt: Date.now() });
      schedule(latest.current.interval(value));
    };
    async function run() {
      clearTimeout(timer);
      abort?.abort();
      const current = new AbortController();
      abort = current;
      try {
        const value = await latest.current.load(current.signal);
        if (!current.signal.aborted) {
          accept(value);
        }
      } catch (error) {
        if (!current.signal.aborted) {
          const delay = Math.min(
            FIRST_BACK_OFF_MS * 2 ** failures,
            MAX_BACK_OFF_MS,
          );
          const again = latest.current.retries?.(error) ?? true;
          failures += 1;
          setState(previous => ({
            ...(previous.key === key ? previous : { key }),
            error,
            nextAttemptAt: again ? Date.now() + delay : undefined,
          }));
          schedule(again ? delay : undefined);
        }
      }
    }
    const onVisibility = () => {
      if (document.hidden) {
        clearTimeout(timer);
      } else {
        run();
      }
    };

    control.current = {
      refresh: run,
      set: value => {
        abort?.abort();
        accept(value);
      },
    };
    document.addEventListener('visibilitychange', onVisibility);
    run();
    return () => {
      document.removeEventListener('visibilitychange', onVisibility);
      clearTimeout(timer);
      abort?.abort();
    };
  }, [key]);

  const refresh = useCallback(() => control.current?.refresh(), []);
  const set = useCallback((value: T) => control.current?.set(value), []);
  return state.key === key ? { ...state, refresh, set } : { refresh, set };
}
