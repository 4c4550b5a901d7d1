import { useCallback, useEffect, useState } from 'react';

/** Where loading stands. */
export type Loaded<T> =
  | { state: 'loading' }
  | { state: 'failed'; message: string }
  | { state: 'loaded'; data: T };

/**
 * Loads JSON, once and again when asked.
 *
 * @param url - what to load
 * @returns where it stands, and a function that tries again
 */
export function useJson<T>(url: string): [Loaded<T>, () => void] {
  const [loaded, setLoaded] = useState<Loaded<T>>({ state: 'loading' });
  const [attempt, setAttempt] = useState(0);

  useEffect(() => {
    const controller = new AbortController();
    load(url, controller.signal).then(
      data => setLoaded({ state: 'loaded', data: data as T }),
      (error: unknown) => {
        if (!controller.signal.aborted) {
          setLoaded({ state: 'failed', message: messageOf(error) });
        }
      },
    );
    return () => controller.abort();
  }, [url, attempt]);

  const retry = useCallback(() => {
    setLoaded({ state: 'loading' });
    setAttempt(count => count + 1);
  }, []);
  return [loaded, retry];
}

async function load(url: string, signal: AbortSignal): Promise<unknown> {
  const response = await fetch(url, { signal, headers: { accept: 'application/json' } });
  if (!response.ok) {
    throw new Error(`The server answered with ${response.status}.`);
  }
  return response.json();
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));
